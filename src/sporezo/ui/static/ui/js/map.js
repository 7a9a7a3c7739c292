// A list of places as a map, where the operator set tiles. The list stays, and so does the drawing without scripts.
// Each <li data-at="latitude,longitude"> is a spot, with data-wide (metres) an area and no more exact than that.
import "../vendor/leaflet/leaflet.js";

const { L } = window;
const point = (text) => text.split(",").map(Number);

function area(at, wide, className) {
  return L.circle(at, { radius: wide, className, interactive: false });
}

function marker(item, number) {
  const icon = L.divIcon({ className: "map-spot", html: String(number), iconSize: [44, 44] });
  const title = item.dataset.name;
  const pin = L.marker(point(item.dataset.at), { icon, title, alt: title, riseOnHover: true });
  pin.on("click keypress", ({ originalEvent: pressed }) => {
    if (pressed.type === "keypress" && !["Enter", " "].includes(pressed.key)) return;
    pressed.preventDefault();
    item.tabIndex = -1;
    item.focus();
  });
  return pin;
}

function draw(box) {
  const { tiles, credit, creditUrl, home, label } = box.dataset;
  const items = [...document.querySelectorAll(`#${box.dataset.list} [data-at]`)];
  const isVague = items.some((item) => item.dataset.wide);
  box.replaceChildren();
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", label);
  const map = L.map(box, { scrollWheelZoom: false, attributionControl: false, zoomControl: false });
  L.control.zoom({ zoomInTitle: box.dataset.closer, zoomOutTitle: box.dataset.further }).addTo(map);
  const thanks = document.createElement(creditUrl ? "a" : "span");
  thanks.textContent = credit;
  if (creditUrl) Object.assign(thanks, { href: creditUrl, rel: "noopener noreferrer" });
  L.control.attribution({ prefix: false }).addAttribution(thanks.outerHTML).addTo(map);
  L.tileLayer(tiles, { maxZoom: isVague ? 14 : 18, referrerPolicy: "origin" }).addTo(map);
  const layers = items.flatMap((item, place) => [
    ...(item.dataset.wide ? [area(point(item.dataset.at), Number(item.dataset.wide), "map-area")] : []),
    marker(item, place + 1),
  ]);
  if (home) layers.push(...home.split(" ").map((at) => L.circleMarker(point(at), { radius: 9, className: "map-home", interactive: false })));
  const all = L.featureGroup(layers);
  map.fitBounds(L.latLngBounds(layers.map((one) => one.getLatLng())).pad(0.25), { maxZoom: isVague ? 12 : 15, animate: false });
  all.addTo(map);
}

const begin = (root) => root.querySelectorAll("[data-tiles]:not(.leaflet-container)").forEach(draw);
begin(document);
addEventListener("htmx:load", ({ target }) => begin(target));
