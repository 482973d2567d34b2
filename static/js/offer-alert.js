// An offer is announced: in the page's title, by a soft sound and, if allowed, by a notification without a name.
import { $, main, text } from "./dom.js";
import { play } from "./tones.js";

const title = document.title;
let called = "", card = null;

const chime = () => play([[0, 660], [0.16, 880]], { loud: 0.08, seconds: 0.35, attack: 0.02 });

function notify() {
  if (!document.hidden || globalThis.Notification?.permission !== "granted") return;
  card = new Notification(text("offer"), { tag: "offer" });
  card.onclick = () => { focus(); card.close(); };
}

// Called after each drawing: an offer that came during a cut is announced as well, each only once.
export function watchOffer() {
  const waits = $("#panel-shift")?.dataset.state === "offered";
  document.title = waits ? `● ${text("offer")}` : title;
  if (!waits) { card?.close(); card = null; return; }
  if (called === main.dataset.token) return;
  called = main.dataset.token;
  if (document.body.dataset.sound) chime();
  notify();
}
