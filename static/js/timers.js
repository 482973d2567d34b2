// <live-timer data-since|data-until>: counts by the server's clock, so a pushed panel stays true.
import { serverNow } from "./page.js";

const clock = (seconds, coarse) => {
  const s = Math.max(0, Math.round(seconds));
  const h = Math.floor(s / 3600), m = Math.floor((s % 3600) / 60);
  if (coarse && s >= 600) return h ? `${h} h ${m} min` : `${m} min`;
  return h ? `${h}:${String(m).padStart(2, "0")}:${String(s % 60).padStart(2, "0")}`
    : `${m}:${String(s % 60).padStart(2, "0")}`;
};

class LiveTimer extends HTMLElement {
  connectedCallback() {
    this.root ??= this.attachShadow({ mode: "open" });
    this.tick();
    this.timer = setInterval(() => this.tick(), 500);
  }
  disconnectedCallback() { clearInterval(this.timer); }
  tick() {
    const { since, until, coarse } = this.dataset;
    const seconds = until ? (Date.parse(until) - serverNow()) / 1000 : (serverNow() - Date.parse(since)) / 1000;
    const words = clock(seconds, coarse !== undefined);
    if (this.root.textContent !== words) this.root.textContent = words;
    this.toggleAttribute("data-js-low", Boolean(until) && seconds <= 10);
  }
}
customElements.define("live-timer", LiveTimer);
