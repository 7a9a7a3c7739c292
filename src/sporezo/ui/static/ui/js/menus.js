// A drawer (<details class="more">) closes when one turns to something else; without scripts its own key closes it.

const close = (but) => document.querySelectorAll("details.more[open]").forEach((one) => one !== but && (one.open = false));

addEventListener("click", ({ target }) => close(target.closest("details.more")));
addEventListener("keydown", ({ key, target }) => {
  const drawer = key === "Escape" && target.closest?.("details.more[open]");
  if (!drawer) return;
  drawer.open = false;
  drawer.querySelector("summary").focus();
});
