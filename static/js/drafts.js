// The note is saved as typed: 2 s after the last key, at most once in 5 s, at once on leaving; versioned.
import { $, text } from "./page.js";
import { send } from "./send.js";
import { beforeReplace } from "./swap.js";

let timer = 0, last = 0;
const note = () => $("textarea[data-note]");
const dirty = (area) => area && area.dataset.saved !== area.value && area.value !== (area.dataset.saved ?? area.defaultValue);
const mark = (area, word) => { const at = document.getElementById(`saved-${area.id.split("-")[1]}`); if (at) at.textContent = word; };

export async function save(area = note()) {
  clearTimeout(timer);
  if (!dirty(area)) return;
  last = Date.now();
  const value = area.value, token = area.id.split("-")[1];
  mark(area, text("saving"));
  const answer = await send("/desk/note", { token, text: value, version: area.dataset.version }, { once: `note-${token}` });
  if (answer.version) area.dataset.version = answer.version;
  if (answer.ok) { area.dataset.saved = value; mark(area, text("saved")); } else if (answer.theirs !== undefined) {
    area.value = `${area.value}\n--- ${text("theirs")}: ${answer.theirs}`;
    mark(area, answer.message);
  } else mark(area, answer.message ?? text("unsaved"));
}

export function watch() {
  document.addEventListener("input", (event) => {
    if (!event.target.matches("textarea[data-note]")) return;
    mark(event.target, text("unsaved"));
    clearTimeout(timer);
    timer = setTimeout(() => save(event.target), Math.max(2000, 5000 - (Date.now() - last)));
  });
  document.addEventListener("focusout", (event) => { if (event.target.matches("textarea[data-note]")) save(event.target); });
  addEventListener("pagehide", () => {
    const area = note();
    if (!dirty(area)) return;
    const body = new URLSearchParams({ key: crypto.randomUUID(), token: area.id.split("-")[1], text: area.value, version: area.dataset.version });
    fetch("/desk/note", { method: "POST", keepalive: true, body, headers: { "X-CSRFToken": $("meta[name=csrf-token]").content } });
  });
  beforeReplace((name, old) => { if (name === "outcome") { const area = $("textarea[data-note]", old); if (area) save(area); } });
}
