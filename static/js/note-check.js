// The note is checked as it is typed: one warning at a time, with what to say instead.
import { send } from "./http-commands.js";

const PAUSE = 120; // ms after the last key
let timer = 0, newest = 0;
const locale = () => (document.documentElement.lang.startsWith("zh") ? "zh" : "en");

const tenths = (chance) => Math.min(9, Math.max(1, Math.round(10 * chance))); // as maybe_view does

function showWorst(area, marks) {
  const out = document.getElementById(`heard-${area.id.split("-")[1]}`);
  if (!out) return;
  const certain = marks.filter((m) => !m.suspected);
  const worst = marks.find((m) => m.severe) ?? certain.find((m) => !m.cue) ?? certain[0] ?? marks[0];
  out.replaceChildren();
  out.dataset.kind = worst ? (worst.cue ? "cue" : "warn") : "";
  if (!worst) return;
  const quote = document.createElement("mark");
  quote.textContent = area.value.slice(worst.start, worst.end) || worst.quote;
  const what = document.createElement("strong");
  const maybe = worst.suspected;
  what.textContent = maybe ? `${out.dataset.maybe} ${worst.text[locale()]}` : worst.text[locale()];
  const say = document.createElement("span");
  say.textContent = worst.say[locale()];
  say.className = "instead";
  if (!maybe) return out.append(what, " ", quote, say);
  quote.textContent = maybe.words.join(" · ") || quote.textContent;
  const like = document.createElement("span");
  like.textContent = maybe.near && `${out.dataset.like} “${maybe.near}”`;
  like.className = "like";
  out.append(what, ` ${tenths(maybe.chance)}/10 `, quote, say, like);
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
