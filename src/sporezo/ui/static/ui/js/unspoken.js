// <template data-unspoken> holds a box for a sentence that stays in the browser: no name, no form, no storage. It is
// there only where scripts run, so that without them nothing is ever asked for; leaving the page empties it.

const boxes = [];

for (const template of document.querySelectorAll("template[data-unspoken]")) {
  template.after(template.content.cloneNode(true));
  boxes.push(template.nextElementSibling.querySelector("textarea"));
}

const forget = () => boxes.forEach((box) => (box.value = ""));
addEventListener("pagehide", forget);
addEventListener("pageshow", forget);
addEventListener("click", (event) => event.target.closest("[data-forget]") && forget());
