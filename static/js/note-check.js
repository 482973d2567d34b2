// The note is checked as it is typed: one warning at a time, with what to say instead.
import { send } from "./http-commands.js";

const PAUSE = 120; // ms after the last key
let timer = 0, newest = 0;
const locale = () => (document.documentElement.lang.startsWith("zh") ? "zh" : "en");

function showWorst(area, marks) {
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

async function check(area) {
  const mine = ++newest, text = area.value;
  if (!text.trim()) showWorst(area, []); // the server is asked all the same: it forgets what left the note
  const body = { token: area.id.split("-")[1], text };
  const answer = await send("/desk/listen", body, { once: `hear-${mine}`, retry: false });
  if (mine === newest && answer.ok) showWorst(area, answer.marks ?? []);
}

export function watchNote() {
  document.addEventListener("input", (event) => {
    if (!event.target.matches("textarea[data-note]") || event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE, event.target);
  });
  document.addEventListener("compositionend", (event) => {
    if (event.target.matches?.("textarea[data-note]")) check(event.target);
  });
}
