// Paint a week grid: press on an hour and drag; every cell crossed takes the state of the first.
// Arrow keys move from hour to hour, with Shift they carry its state along; the space bar is the checkbox's own.

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
let brush = null;

const cellAt = (x, y) => document.elementFromPoint(x, y)?.closest("[data-paint] input");

function touch(cell) {
  if (!cell || cell.checked === brush.on) return;
  cell.checked = brush.on;
  cell.dispatchEvent(new Event("change", { bubbles: true }));
}

addEventListener("pointerdown", (event) => {
  const cell = event.target.closest("[data-paint] input");
  if (!cell || event.button) return;
  cell.releasePointerCapture?.(event.pointerId);
  brush = { on: !cell.checked, from: cell, moved: false };
});

addEventListener("pointermove", (event) => {
  const cell = brush && cellAt(event.clientX, event.clientY);
  if (!cell || (cell === brush.from && !brush.moved)) return;
  brush.moved = true;
  touch(brush.from);
  touch(cell);
});

addEventListener("pointerup", () => {
  if (brush?.moved) addEventListener("click", keepFirst, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", keepFirst, { capture: true }));
  brush = null;
});

addEventListener("pointercancel", () => {
  brush = null;
});

// A drag that ends where it began must not toggle that cell back.
function keepFirst(event) {
  if (event.target.closest("[data-paint]")) event.preventDefault();
}

addEventListener("keydown", (event) => {
  const cell = event.target.closest("[data-paint] input");
  const step = STEPS[event.key];
  if (!cell || !step) return;
  const row = cell.closest("tr").rowIndex + step[0];
  const column = cell.closest("td").cellIndex + step[1];
  const next = cell.closest("table").rows[row]?.cells[column]?.querySelector("input");
  next?.focus();
  if (next && event.shiftKey) {
    brush = { on: cell.checked };
    touch(next);
    brush = null;
  }
  event.preventDefault();
});
