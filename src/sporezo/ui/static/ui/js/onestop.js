// A week grid is one stop of the Tab key, where one was last: `paint.js` goes on from there.

function makeOneStop(part) {
  for (const grid of part.querySelectorAll("[data-paint]")) {
    const cells = grid.querySelectorAll("input");
    for (const cell of cells) cell.tabIndex = -1;
    const stop = grid.querySelector("input:checked") ?? cells[0];
    if (stop) stop.tabIndex = 0;
  }
}

addEventListener("focusin", (event) => {
  const cell = event.target.closest("[data-paint] input");
  if (!cell) return;
  for (const other of cell.closest("[data-paint]").querySelectorAll("input[tabindex='0']")) other.tabIndex = -1;
  cell.tabIndex = 0;
});

document.addEventListener("htmx:load", (event) => makeOneStop(event.target));
makeOneStop(document);
