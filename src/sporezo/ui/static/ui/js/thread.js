// A thread, live: lines come by server-sent events. When none come, or no beat for half a minute, htmx asks every ten
// seconds, and the events are tried again after a while. Without scripts the page is a form and a reload.

import "./mentions.js";
const SILENCE = 30_000, POLL = 10_000, RETRIES = [5_000, 15_000, 30_000];
const read = () => document.getElementById("thread-read");
const home = () => location.assign(document.getElementById("thread").dataset.home);
let since = 0, failures = 0, stream, silence, polling;

const tell = (isLive) => {
  document.getElementById("thread").dataset.live = isLive ? "yes" : "no";
  clearInterval(polling);
  if (!isLive) polling = setInterval(() => htmx.trigger(read(), "thread:poll"), POLL);
};

const place = (arrived) => {
  const there = document.getElementById(arrived.id);
  if (there) return arrived.matches(".day") || there.replaceWith(arrived);
  const list = document.getElementById(arrived.dataset.into);
  const before = (other) => Number(arrived.dataset.pk) < Number(other.dataset.pk);
  const next = [...list.querySelectorAll("[data-pk]")].find(before) ?? null;
  if (next && next === list.querySelector("[data-pk]") && list.dataset.older) return; // it is on an older page
  list.insertBefore(arrived, next);
};

const show = ({ data, lastEventId }) => {
  const isAtEnd = document.getElementById("last").getBoundingClientRect().top < innerHeight;
  const parsed = document.createElement("template");
  parsed.innerHTML = data;
  [...parsed.content.children].forEach(place);
  since = Math.max(since, Number(lastEventId));
  if (isAtEnd) document.getElementById("last").scrollIntoView({ block: "end" });
};

const listen = () => {
  if (!read()?.dataset.stream) return;
  since = Math.max(since, Number(read().dataset.said));
  stream = new EventSource(`${read().dataset.stream}&since=${since}`);
  stream.addEventListener("open", () => (beat(), (failures = 0), tell(true)));
  stream.addEventListener("line", show);
  for (const name of ["line", "beat"]) stream.addEventListener(name, beat);
  stream.addEventListener("gone", home);
  stream.addEventListener("error", fail);
  beat();
};

const beat = () => (clearTimeout(silence), (silence = setTimeout(fail, SILENCE)));

const fail = () => {
  clearTimeout(silence);
  stream.close();
  tell(false);
  if (!failures) htmx.trigger(read(), "thread:poll");
  setTimeout(listen, RETRIES[Math.min(failures++, RETRIES.length - 1)]);
};

addEventListener("htmx:afterSwap", () => document.getElementById("thread") && (document.getElementById("thread").dataset.live = stream?.readyState === 1 ? "yes" : "no"));
addEventListener("htmx:responseError", ({ detail }) => detail.xhr.status === 404 && read()?.contains(detail.elt) && home());
listen();
