// <live-timer data-since|data-until>: counts by the server's clock, so a pushed panel stays true.
import { main, serverNow } from "./dom.js";

const zh = document.documentElement.lang.startsWith("zh");
const clock = (seconds, coarse) => {
  const s = Math.max(0, Math.round(seconds));
  const h = Math.floor(s / 3600), m = Math.floor((s % 3600) / 60);
  if (coarse && s >= 600) return zh ? (h ? `${h}小时${m}分` : `${m}分钟`) : h ? `${h} h ${m} min` : `${m} min`;
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

// <local-time data-zone>: the customer's own clock, where it is not the reader's.
class LocalTime extends HTMLElement {
  connectedCallback() {
    this.root ??= this.attachShadow({ mode: "open" });
    this.tick();
    this.timer = setInterval(() => this.tick(), 5000);
  }
  disconnectedCallback() { clearInterval(this.timer); }
  tick() {
    const { zone, words } = this.dataset, now = new Date(serverNow());
    const at = (timeZone) => now.toLocaleTimeString("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });
    this.root.textContent = at(zone) === at(main.dataset.zone) ? "" : ` · ${words} ${at(zone)}`;
  }
}
customElements.define("local-time", LocalTime);
