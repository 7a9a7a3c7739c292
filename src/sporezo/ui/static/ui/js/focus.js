// After a swap the keyboard is put back where it was, else on the first error, else on what arrived.
// A region that arrives whole is not read aloud by itself: its `data-aloud` is repeated in the one that always stood there.

let last = null;

// A form refused as a whole page: the keyboard starts at what is wrong, not at the top.
if (performance.getEntriesByType("navigation")[0]?.responseStatus === 422) {
  const wrong =
    document.querySelector("main [aria-invalid='true']") ?? document.querySelector("main .errorlist, main .flash");
  if (wrong && !wrong.matches("input, select, textarea")) wrong.tabIndex = -1;
  wrong?.focus();
}

addEventListener("htmx:beforeSwap", () => {
  last = document.activeElement?.id || null;
});

addEventListener("htmx:afterSettle", ({ detail }) => {
  const arrived = detail.elt;
  const news = arrived.querySelector("[data-aloud]");
  if (news) document.getElementById("aloud").textContent = news.textContent.trim();
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
