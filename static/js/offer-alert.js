// An offer is announced: in the page's title, by a soft sound and, if allowed, by a notification without a name.
import { $, main, text } from "./dom.js";

const title = document.title;
let audio = null, called = "", card = null;

function chime() {
  try {
    audio ??= new AudioContext();
    if (audio.state === "suspended") audio.resume();
    const start = audio.currentTime;
    for (const [delay, tone] of [[0, 660], [0.16, 880]]) {
      const wave = audio.createOscillator(), gain = audio.createGain();
      wave.frequency.value = tone;
      gain.gain.setValueAtTime(0.0001, start + delay);
      gain.gain.exponentialRampToValueAtTime(0.08, start + delay + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.0001, start + delay + 0.35);
      wave.connect(gain).connect(audio.destination);
      wave.start(start + delay);
      wave.stop(start + delay + 0.4);
    }
  } catch { /* no sound device: title and notification still call */ }
}

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
