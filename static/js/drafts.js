// The note is saved as it is typed: 2 s after the last key, at most once in 5 s, at once when the field is left.
// Until the server has it, the tab keeps it too: a reload in the middle of a cut loses nothing.
import { $, $$, csrfToken, text } from "./dom.js";
import { send } from "./http-commands.js";
import { beforeReplace } from "./swap.js";

let timer = 0, last = 0;
const note = () => $("textarea[data-note]");
const tokenOf = (area) => area.id.split("-")[1];
const dirty = (area) => area && area.value !== (area.dataset.saved ?? area.defaultValue);
function mark(area, word) {
  const at = document.getElementById(`saved-${tokenOf(area)}`);
  if (at) at.textContent = word;
}
const shelf = (area) => `note-${document.body.dataset.login}-${tokenOf(area)}`;
function keep(area) {
  const { version, saved = "" } = area.dataset;
  sessionStorage.setItem(shelf(area), JSON.stringify({ value: area.value, version, saved }));
}

// Two texts that grew out of one: what is in both stands once, however often the tabs meet.
export function merged(saved, mine, theirs) {
  const lines = (words) => `\n${words.replaceAll(`--- ${text("theirs")}: `, "")}\n`;
  const holds = (all, part) => all.startsWith(part) || lines(all).includes(lines(part));
  if (holds(theirs, mine)) return theirs;
  if (holds(mine, theirs)) return mine;
  if (saved && holds(theirs, saved)) return theirs.replace(saved, () => mine);
  return `${mine}\n--- ${text("theirs")}: ${theirs}`;
}

function put(area, value, saved) {
  const at = area.selectionEnd + Math.max(0, value.indexOf(area.value)); // where one types
  area.value = value;
  if (document.activeElement === area) area.setSelectionRange(at, at);
  area.dataset.saved = saved;
  keep(area);
}

export async function save(area = note()) {
  clearTimeout(timer);
  if (!dirty(area) || area.dataset.saving) return;
  last = Date.now();
  const value = area.value, token = tokenOf(area);
  mark(area, text("saving"));
  area.dataset.saving = "1"; // what is typed meanwhile is saved by the next one
  const body = { token, text: value, version: area.dataset.version };
  const answer = await send("/desk/note", body, { once: `note-${token}`, words: text("note") });
  delete area.dataset.saving;
  if (answer.version) area.dataset.version = answer.version;
  if (answer.ok) {
    area.dataset.saved = value;
    if (!dirty(area)) {
      sessionStorage.removeItem(shelf(area));
      return mark(area, text("saved"));
    }
    keep(area);
  } else if (answer.theirs !== undefined) {
    const typed = area.value;
    put(area, merged(area.dataset.saved ?? "", typed, answer.theirs), answer.theirs);
    if (area.value === typed && !dirty(area)) { // what is kept is what stands here: nothing is another tab's
      sessionStorage.removeItem(shelf(area));
      return mark(area, text("saved"));
    }
    mark(area, answer.message);
  } else return mark(area, answer.message ?? text("unsaved"));
  if (area.isConnected) timer = setTimeout(() => save(area), 2000);
  else if (answer.ok) save(area);
}

function restore(area) {
  area.dataset.saved = area.defaultValue;
  const kept = JSON.parse(sessionStorage.getItem(shelf(area)) ?? "null");
  if (!kept) return;
  const value = kept.version === area.dataset.version ? kept.value : merged(kept.saved, kept.value, area.value);
  if (value === area.value) return sessionStorage.removeItem(shelf(area));
  put(area, value, area.value);
  save(area);
}

// Drops what another person typed in this tab, or what was typed for a customer who is gone.
function dropForeign() {
  const own = $$("textarea[data-note]").map(shelf);
  for (const name of Object.keys(sessionStorage)) {
    if (name.startsWith("note-") && !own.includes(name)) sessionStorage.removeItem(name);
  }
}

// A page that goes away still sends what is not saved.
function saveOnLeave() {
  const area = note();
  if (!dirty(area)) return;
  const { version } = area.dataset;
  const body = new URLSearchParams({ key: crypto.randomUUID(), token: tokenOf(area), text: area.value, version });
  fetch("/desk/note", { method: "POST", keepalive: true, body, headers: { "X-CSRFToken": csrfToken() } });
}

export function watchDrafts() {
  dropForeign();
  document.addEventListener("input", (event) => {
    if (!event.target.matches("textarea[data-note]")) return;
    mark(event.target, text("unsaved"));
    keep(event.target);
    clearTimeout(timer);
    timer = setTimeout(() => save(event.target), Math.max(2000, 5000 - (Date.now() - last)));
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches("textarea[data-note]")) save(event.target);
  });
  document.addEventListener("back", () => save());
  addEventListener("pagehide", saveOnLeave);
  beforeReplace((name, old) => {
    const area = name === "outcome" && $("textarea[data-note]", old);
    if (area) save(area);
  });
  for (const area of $$("textarea[data-note]")) restore(area);
}
