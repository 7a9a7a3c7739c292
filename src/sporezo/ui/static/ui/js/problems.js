// When htmx gets no answer, or one that is not meant for the page, say so where it is read aloud.

const say = (name) => {
  const place = document.getElementById("flashes");
  place.replaceChildren(document.getElementById(name).content.cloneNode(true));
  place.scrollIntoView({ block: "nearest" });
};

addEventListener("htmx:sendError", () => say("no-network"));
addEventListener("htmx:timeout", () => say("no-network"));
addEventListener("htmx:responseError", () => say("not-done"));
