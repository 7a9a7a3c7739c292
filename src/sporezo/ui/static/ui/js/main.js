import "./copy.js";
import "./dialogs.js";
import "./focus.js";
import "./menus.js";
import "./paint.js";
import "./problems.js";
import "./unspoken.js";
import "./shortcuts.js";
