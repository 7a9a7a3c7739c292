import "./dialogs.js";
import "./focus.js";
import "./paint.js";
import "./problems.js";
