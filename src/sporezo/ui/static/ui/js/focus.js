// After a swap the keyboard is put back where it was, else on the first error, else on what arrived.

let last = null;

addEventListener("htmx:beforeSwap", () => {
  last = document.activeElement?.id || null;
});

addEventListener("htmx:afterSettle", ({ detail }) => {
  const arrived = detail.elt;
  if (!detail.requestConfig?.triggeringEvent) return; // it loaded by itself: nobody's keyboard was there
  if (document.activeElement && document.activeElement !== document.body) return;
  const target =
    arrived.querySelector("[aria-invalid='true'], [autofocus]") ??
    (last && document.getElementById(last)) ??
    arrived.querySelector("h1, h2, h3") ??
    arrived;
  if (!target.matches("a[href], button, input, select, textarea, summary")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
});
