// The words are judged as they are typed: one warning at a time, with what to say instead.
import { $ } from "./dom.js";
import { send } from "./http-commands.js";

const PAUSE = 120; // ms after the last key
let timer = 0, asked = 0;
const locale = () => (document.documentElement.lang.startsWith("zh") ? "zh" : "en");

function line(area, marks) {
  const out = document.getElementById(`heard-${area.id.split("-")[1]}`);
  if (!out) return;
  const worst = marks.find((m) => m.severe) ?? marks.find((m) => !m.cue) ?? marks[0];
  out.replaceChildren();
  out.dataset.kind = worst ? (worst.cue ? "cue" : "warn") : "";
  if (!worst) return;
  const quote = document.createElement("mark");
  quote.textContent = area.value.slice(worst.start, worst.end) || worst.quote;
  const what = document.createElement("strong");
  what.textContent = worst.text[locale()];
  const say = document.createElement("span");
  say.textContent = worst.say[locale()];
  say.className = "instead";
  out.append(what, " ", quote, say);
}

async function ask(area) {
  const mine = ++asked, text = area.value;
  if (!text.trim()) line(area, []); // still asked: what left the note leaves the state of mind
  const answer = await send("/desk/listen", { token: area.id.split("-")[1], text }, { once: `hear-${mine}`, retry: false });
  if (mine === asked && answer.ok) line(area, answer.marks ?? []);
}

export function hear() {
  document.addEventListener("input", (event) => {
    if (!event.target.matches("textarea[data-note]") || event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(() => ask(event.target), PAUSE);
  });
  document.addEventListener("compositionend", (event) => { if (event.target.matches?.("textarea[data-note]")) ask(event.target); });
}
