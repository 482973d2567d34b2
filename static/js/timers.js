// Elements that count by the server's clock, so a pushed panel stays true however long it stands.
import { main, serverNow } from "./dom.js";

const isChinese = document.documentElement.lang.startsWith("zh");

// One interval for all elements of a kind: a floor shows hundreds of them.
const ticking = new Map();

function tickTogether(element) {
  const kind = element.constructor;
  if (!ticking.has(kind)) {
    const all = new Set();
    ticking.set(kind, all);
    setInterval(() => { for (const one of all) one.tick(); }, kind.every);
  }
  ticking.get(kind).add(element);
}

// An element that shows words of its own and works them out anew every so many milliseconds.
export class Ticking extends HTMLElement {
  static every = 500;

  connectedCallback() {
    this.root ??= this.attachShadow({ mode: "open" });
    this.tick();
    tickTogether(this);
  }

  disconnectedCallback() { ticking.get(this.constructor)?.delete(this); }

  show(words) {
    if (this.root.textContent !== words) this.root.textContent = words;
  }
}

const twoDigits = (n) => String(n).padStart(2, "0");
const inWords = (hours, minutes) => {
  if (isChinese) return hours ? `${hours}小时${minutes}分` : `${minutes}分钟`;
  return hours ? `${hours} h ${minutes} min` : `${minutes} min`;
};

export function duration(seconds, coarse) {
  const all = Math.max(0, Math.round(seconds));
  const hours = Math.floor(all / 3600), minutes = Math.floor((all % 3600) / 60), rest = twoDigits(all % 60);
  if (coarse && all >= 600) return inWords(hours, minutes);
  return hours ? `${hours}:${twoDigits(minutes)}:${rest}` : `${minutes}:${rest}`;
}

// <live-timer data-since> counts up, <live-timer data-until> counts down; data-coarse: in words above ten minutes.
// From data-slow-at on it stands out, from data-late-at on it is too long.
class LiveTimer extends Ticking {
  tick() {
    const { since, until, coarse } = this.dataset;
    const seconds = until ? (Date.parse(until) - serverNow()) / 1000 : (serverNow() - Date.parse(since)) / 1000;
    this.show(duration(seconds, coarse !== undefined));
    this.toggleAttribute("data-js-low", Boolean(until) && seconds <= 10);
    const { slowAt, lateAt } = this.dataset, now = slowAt ? serverNow() : 0;
    this.toggleAttribute("data-js-late", Boolean(lateAt) && now >= Date.parse(lateAt));
    this.toggleAttribute("data-js-slow", Boolean(slowAt) && now >= Date.parse(slowAt));
  }
}
customElements.define("live-timer", LiveTimer);

// <local-time data-zone>: the customer's own clock, where it is not the reader's.
class LocalTime extends Ticking {
  static every = 5000;

  tick() {
    const { zone, words } = this.dataset, now = new Date(serverNow());
    const at = (timeZone) => now.toLocaleTimeString("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" });
    this.show(at(zone) === at(main.dataset.zone) ? "" : ` · ${words} ${at(zone)}`);
  }
}
customElements.define("local-time", LocalTime);
