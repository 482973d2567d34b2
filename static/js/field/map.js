// The stops on a map: tiles when the site has set some, else a plain ground with rings of distance and district names.
import { CircleMarker, DivIcon, LayerGroup, Circle, Map as LeafletMap, Marker, Polyline, TileLayer } from "leaflet";
import { $, main } from "../dom.js";

const RINGS = [500, 1000, 2000, 5000]; // metres
const box = $("#field-map");
let map = null, layer = null, drawn = "";

const label = (text, name) => {
  const at = document.createElement("span");
  at.textContent = text;
  return new DivIcon({ html: at, className: name });
};

function open() {
  map = new LeafletMap(box, { zoomControl: true, attributionControl: false, zoomSnap: 0.5 });
  if (main.dataset.tiles) new TileLayer(main.dataset.tiles, { maxZoom: 18 }).addTo(map);
  layer = new LayerGroup().addTo(map);
}

/** @returns {[string, number, number][]} the name of each district where its stops lie, as their addresses say */
export function districts(stops) {
  const found = new Map();
  for (const { place } of stops) {
    const name = /(?:市|省|州|^)([^市省州\d]{1,6}?[区县])/u.exec(place.address)?.[1];
    if (name) found.set(name, [...(found.get(name) ?? []), place]);
  }
  const mean = (all, axis) => all.reduce((sum, one) => sum + one[axis], 0) / all.length;
  return [...found].map(([name, all]) => [name, mean(all, "lat"), mean(all, "lon")]);
}

/** @param {object[]} stops @param {object} round @param {number} chosen visit @param {(visit: number) => void} show */
export function drawMap(stops, round, chosen, show) {
  const mark = JSON.stringify([stops.map(({ visit, stage, place }) => [visit, stage, place.lat]), chosen]);
  box.hidden = !stops.length;
  if (!stops.length || mark === drawn) return;
  drawn = mark;
  if (!map) open();
  layer.clearLayers();
  const at = ({ lat, lon }) => [lat, lon];
  const way = [round.start, ...stops.map((stop) => stop.place), round.end].map(at);
  new Polyline(way, { className: "field-way", interactive: false }).addTo(layer);
  const center = stops.find((stop) => stop.visit === chosen) ?? stops[0];
  for (const radius of RINGS) {
    new Circle(at(center.place), { radius, className: "field-ring", fill: false, interactive: false }).addTo(layer);
  }
  for (const [name, lat, lon] of districts(stops)) {
    new Marker([lat, lon], { icon: label(name, "field-district"), interactive: false, keyboard: false }).addTo(layer);
  }
  for (const end of [round.start, round.end]) {
    new CircleMarker(at(end), { radius: 7, className: "field-end", interactive: false }).addTo(layer);
  }
  for (const [number, stop] of stops.entries()) {
    const name = `field-pin ${stop.stage}${stop.visit === chosen ? " chosen" : ""}`;
    const icon = new DivIcon({ html: String(number + 1), className: name, iconSize: [44, 44] });
    new Marker(at(stop.place), { icon, title: `${number + 1} ${stop.customer.name}` })
      .on("click", () => show(stop.visit)).addTo(layer);
  }
  map.invalidateSize();
  map.fitBounds(way, { padding: [28, 28], animate: false });
}
