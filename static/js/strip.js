// The strip of the law: a window that closes is told in three steps, a change is told once.
import { $, main, say, serverNow, shout } from "./dom.js";

const STEPS = [[60, "one"], [300, "five"], [600, "ten"], [3600, "hour"]];
let told = "";

// <closing-window data-until>: words and colour by the server's clock, so a pushed panel stays true.
class ClosingWindow extends HTMLElement {
  connectedCallback() {
    this.root ??= this.attachShadow({ mode: "open" });
    this.tick();
    this.timer = setInterval(() => this.tick(), 500);
  }
  disconnectedCallback() { clearInterval(this.timer); }
  tick() {
    const left = (Date.parse(this.dataset.until) - serverNow()) / 1000;
    const step = STEPS.find(([seconds]) => left <= seconds)?.[1] ?? "";
    const words = this.dataset[step] ?? "";
    if (this.root.textContent !== words) this.root.textContent = words;
    const strip = this.closest(".strip");
    if ((strip.dataset.jsStep ?? "") !== step) strip.dataset.jsStep = step;
    const mark = `${main.dataset.token} ${this.dataset.until} ${step}`;
    if (!words || mark === told) return;
    told = mark; // one announcement a step, however often the panel is drawn
    (step === "one" ? shout : say)(words);
  }
}
customElements.define("closing-window", ClosingWindow);

const read = () => {
  const strip = $("#panel-strip");
  if (!strip || strip.hidden) return null;
  return {
    token: strip.dataset.token, ending: "ending" in strip.dataset, red: strip.classList.contains("red"),
    headline: $("strong", strip).textContent, left: $(".left", strip)?.textContent ?? "", next: $(".next", strip)?.textContent.trim() ?? "",
  };
};
let before = null;
export function watchStrip() {
  const now = read(), was = before;
  before = now;
  const closing = $("closing-window");
  if (closing) closing.tick(); else delete $("#panel-strip")?.dataset.jsStep;
  if (!now || was?.token !== now.token || (was.headline === now.headline && was.left === now.left)) return;
  if (now.ending) return; // the two lines to say speak for themselves
  if (was.headline === now.headline) return say(now.left);
  const strip = $("#panel-strip");
  strip.dataset.jsFresh = "1";
  setTimeout(() => delete strip.dataset.jsFresh, 4000);
  (now.red ? shout : say)(`${now.headline}. ${now.next}`);
}
