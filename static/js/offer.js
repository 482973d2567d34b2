// An offer calls: the page's title, a soft sound, and, if allowed, a notification without a name.
import { $, text } from "./page.js";

const title = document.title;
let audio = null;

function chime() {
  try {
    audio ??= new AudioContext();
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

export function offered() {
  if (document.body.dataset.sound) chime();
  if (document.hidden && globalThis.Notification?.permission === "granted") new Notification(text("offer"), { tag: "offer" });
}
export function retitle() {
  const waiting = $("#panel-shift")?.dataset.state === "offered";
  document.title = waiting ? `● ${text("offer")}` : title;
}
