// The strip of the law: a window that closes is announced in three steps, a change is announced once.
import { $, main, say, serverNow, shout } from "./dom.js";
import { Ticking } from "./timers.js";

const STEPS = [[60, "one"], [300, "five"], [600, "ten"], [3600, "hour"]]; // seconds left, and the step's name
const FRESH = 4000; // ms for which a changed strip is marked
const panel = () => $("#panel-strip");
let announced = "";

// <closing-window data-until>: words and colour by the server's clock.
class ClosingWindow extends Ticking {
  tick() {
    const left = (Date.parse(this.dataset.until) - serverNow()) / 1000;
    const step = STEPS.find(([seconds]) => left <= seconds)?.[1] ?? "";
    const words = this.dataset[step] ?? "";
    this.show(words);
    const strip = this.closest("#panel-strip");
    if ((strip.dataset.jsStep ?? "") !== step) strip.dataset.jsStep = step;
    const mark = `${main.dataset.token} ${this.dataset.until} ${step}`;
    if (!words || mark === announced) return;
    announced = mark; // one announcement a step, however often the panel is drawn
    (step === "one" ? shout : say)(words);
  }
}
customElements.define("closing-window", ClosingWindow);

function read() {
  const strip = panel();
  if (!strip || strip.hidden) return null;
  const words = (name) => $(`[data-${name}]`, strip)?.textContent.trim() ?? "";
  return {
    token: strip.dataset.token, isEnding: "ending" in strip.dataset, isRed: strip.dataset.tone === "red",
    headline: words("headline"), callsLeft: words("calls-left"), next: words("next-allowed"),
  };
}

let before = null;
export function watchStrip() {
  const now = read(), was = before;
  before = now;
  const closing = $("closing-window");
  if (closing) closing.tick(); else delete panel()?.dataset.jsStep;
  if (!now || was?.token !== now.token) return;
  if (was.headline === now.headline && was.callsLeft === now.callsLeft) return;
  if (now.isEnding) return; // the two lines to say speak for themselves
  if (was.headline === now.headline) return say(now.callsLeft);
  const strip = panel();
  strip.dataset.jsFresh = "1";
  setTimeout(() => delete strip.dataset.jsFresh, FRESH);
  (now.isRed ? shout : say)(`${now.headline}. ${now.next}`);
}
