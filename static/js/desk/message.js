// Writing an SMS: the library's words to choose from, and what the one check says as the words are typed.
import { $, hideError, showError } from "../dom.js";
import { send } from "../http-commands.js";

const PAUSE = 250; // ms after the last key
let library = [], timer = 0, newest = 0, opened = 0;
const locale = () => (document.documentElement.lang.startsWith("zh") ? "zh" : "en");
const dialog = () => $("#dialog-message");
const field = (name) => $(`[name="${name}"]`, dialog());

// What is sent: the words, and where they come from.
export const message = () => ({
  text: field("text").value, template: field("template").value, reason: field("reason").value,
});

function line(words, kind = "") {
  const p = document.createElement("p");
  p.className = kind;
  p.textContent = words;
  return p;
}

function show(answer) {
  const out = $("[data-message-check]", dialog()), { parts, sent } = out.dataset;
  const found = answer.findings.filter((f) => f.severity === "block" || f.severity === "warn");
  const marks = answer.marks.map((m) => line(`${m.text[locale()]}: ${m.quote}. ${m.say[locale()]}`, "warn"));
  out.replaceChildren(
    line(`${sent} (${answer.places}, ${answer.parts} ${parts}): ${answer.words}`, "muted"),
    ...found.map((f) => line(f[locale()], f.severity === "block" ? "bad" : "warn")),
    ...marks,
  );
}

async function check() {
  const mine = ++newest, words = field("text").value;
  hideError(dialog());
  if (!words.trim()) return $("[data-message-check]", dialog()).replaceChildren();
  const answer = await send("/desk/message/judge", { text: words }, { once: `message-${mine}`, retry: false });
  if (mine !== newest) return;
  if (answer.ok) show(answer);
  else showError(dialog(), answer.message);
}

function choose() {
  const chosen = library.find((one) => one.template === field("template").value);
  if (chosen) field("text").value = chosen.text;
  check();
}

// Fills the dialog anew: no words of another customer stay in it, and none that are still on their way get into it.
export async function fillMessage(box) {
  const mine = ++opened, list = $("[data-message-words]", box), own = new Option(list.dataset.own, "");
  clearTimeout(timer);
  newest++;
  library = [];
  for (const name of ["text", "reason"]) field(name).value = "";
  $("[data-message-check]", box).replaceChildren();
  list.replaceChildren(own);
  const answer = await send("/desk/message/words", {}, { once: `message-words-${mine}`, retry: false });
  if (mine !== opened) return;
  if (!answer.ok) return showError(box, answer.message);
  library = answer.words;
  list.append(...library.map((one) => new Option(`${one.step[locale()]}: ${one.text}`, one.template)));
}

export function watchMessage() {
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-message-text]") || event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE);
  });
  document.addEventListener("change", (event) => { if (event.target.matches("[data-message-words]")) choose(); });
}
