// Once @ is typed, the names of those one may speak to: a tap writes one. Without scripts one types it.

const TYPED = /(?<![\p{L}\d/@.])@([\p{L}'’.-]*)$/u;
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const typed = (box) => box.value.slice(0, box.selectionStart).match(TYPED);

addEventListener("input", ({ target }) => {
  const names = target.closest(".composer")?.querySelector("[data-names]");
  if (!names || !target.matches("textarea")) return;
  const begun = typed(target);
  for (const name of names.children) {
    name.hidden = !begun || !plain(name.dataset.name).startsWith(plain(begun[0]));
  }
  names.hidden = [...names.children].every((name) => name.hidden);
});

addEventListener("click", ({ target }) => {
  const name = target.closest("[data-names] [data-name]");
  if (!name) return;
  const box = name.closest(".composer").querySelector("textarea");
  const begun = typed(box);
  if (begun) box.setRangeText(`${name.dataset.name} `, begun.index, box.selectionStart, "end");
  name.parentElement.hidden = true;
  box.focus();
});
