// Hotkeys: every key stands on its button as data-key; single keys outside fields, Alt + key inside.
import { $, $$, main, text, toast } from "./page.js";

let off = false, changed = {};
export const setKeys = (keys) => { off = keys.off === "1"; changed = keys; };

let group = null, timer = 0;
const visible = (e) => e && !e.disabled && e.offsetParent !== null;
const field = (e) => e?.matches?.("input:not([type=checkbox]), textarea, select, [contenteditable]");

function leaveGroup() {
  clearTimeout(timer);
  group?.removeAttribute("data-js-armed");
  group = null;
}

function second(key) {
  const button = $$(".code", group).find((b) => b.dataset.second === key);
  leaveGroup();
  if (visible(button)) { button.click(); return true; }
  return false;
}

function first(key) {
  const box = $(`.group[data-group="${key}"]`);
  if (!box || !$$(".code", box).some(visible)) return false;
  leaveGroup();
  group = box;
  box.setAttribute("data-js-armed", "");
  toast(`${box.querySelector("h3").lastChild.textContent}: ${text("second")}`);
  timer = setTimeout(leaveGroup, 3000);
  return true;
}

function press(key) {
  if (group && second(key)) return true;
  const dialog = $("dialog[open]");
  if (dialog) {
    const pick = $(`[data-pick="${key}"]`, dialog);
    if (pick) pick.click();
    return Boolean(pick);
  }
  const wanted = Object.entries(changed).find(([, k]) => k === key)?.[0] ?? key;
  const target = $$(`[data-key="${CSS.escape(wanted)}"]`).find(visible);
  if (target) {
    if (field(target)) target.focus(); else target.click();
    return true;
  }
  return first(key);
}

export function listen() {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey) return;
    const inField = field(event.target);
    if (event.key === "Escape" && !$("dialog[open]")) {
      if (group) leaveGroup();
      else if (inField) { event.target.blur(); main.querySelector("[data-focus]")?.focus(); }
      const form = $(".oform:not([hidden]) [data-act=cancel_form]");
      if (!inField && form) form.click();
      return;
    }
    if (off || event.repeat || (inField && !event.altKey) || (!inField && event.altKey)) return;
    const key = inField ? event.code.replace(/^(Key|Digit)/, "").toLowerCase() : event.key.length === 1 ? event.key.toLowerCase() : "";
    if (key && key !== " " && press(key)) event.preventDefault();
  });
}
