// <button data-copy="id"> takes the words of that element along; a tick says it is done, aloud too.

addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  const words = button && document.getElementById(button.dataset.copy);
  if (!words) return;
  await navigator.clipboard.writeText((words.value ?? words.textContent).trim());
  button.classList.add("copied");
  document.getElementById("aloud").textContent = document.getElementById("copied").content.textContent.trim();
  setTimeout(() => button.classList.remove("copied"), 2000);
});
