// Hotkeys: every key stands on its button. Single keys outside fields, Alt + key inside; each can be changed or
// switched off. data-key is the standard key and names the action; `changed` holds the keys of the agent's own.
import { $, $$, main, say, text } from "./dom.js";

let off = false, changed = {};
export const keyOf = (id, standard) => changed[id] ?? standard;

let group = null, timer = 0;
const visible = (e) => e && !e.disabled && e.offsetParent !== null;
const field = (e) => e?.matches?.("input:not([type=checkbox]), textarea, select, [contenteditable]");

function leaveGroup() {
  clearTimeout(timer);
  group?.removeAttribute("data-js-armed");
  group = null;
}

// The second stroke: the button in the armed group or tray.
function pressSecond(key) {
  const chosen = $$("[data-second]", group).find((b) => b.dataset.second === key);
  const button = chosen?.matches("details") ? $("summary", chosen) : chosen;
  leaveGroup();
  if (visible(button)) { button.click(); if (button !== chosen) button.focus(); return true; }
  return false;
}

const groups = () => $$("[data-group]");

// The first stroke: a group of outcomes waits for the second.
function pressFirst(key) {
  const box = groups().find((g) => keyOf(`group.${g.dataset.group}`, g.dataset.group) === key);
  if (!box || !$$("[data-second]", box).some(visible)) return false;
  arm(box, $("h3", box).dataset.name);
  return true;
}

document.addEventListener("disarm", leaveGroup);

function arm(box, name) {
  leaveGroup();
  group = box;
  box.setAttribute("data-js-armed", "");
  box.scrollIntoView({ block: "nearest" });
  say(`${name}: ${text("second")}`);
  timer = setTimeout(leaveGroup, 3000);
}

function press(key, shift) {
  if (group && pressSecond(key)) return true;
  const dialog = $("dialog[open]");
  if (dialog) {
    const pick = $(`[data-pick="${CSS.escape(key)}"]`, dialog);
    if (pick) pick.click();
    return Boolean(pick);
  }
  if (shift && key === keyOf("s", "s")) {
    const back = $("[data-act=unsay]");
    if (visible(back)) back.click();
    return true;
  }
  const has = (e) => keyOf(e.dataset.key, e.dataset.key) === key && visible(e) && !e.dataset.jsSent;
  const target = $$("[data-key]").find(has);
  if (target) {
    const tray = target.matches("summary") && $("[data-second]", target.parentElement) && target.parentElement;
    if (field(target)) target.focus(); else if (!tray || !tray.open) target.click();
    if (tray) { arm(tray, target.textContent.trim()); $("[data-second] summary", tray).focus(); }
    return true;
  }
  return pressFirst(key);
}

// Alt turns some letters into signs on some systems: then the place of the key counts.
const SIGNS = {
  Slash: "/", Period: ".", Comma: ",", Semicolon: ";", Quote: "'", BracketLeft: "[", BracketRight: "]", Minus: "-",
  Equal: "=",
};
export function character(event) {
  if (event.key.length === 1 && event.key.charCodeAt(0) < 127) return event.key.toLowerCase();
  if (event.shiftKey && event.code === "Slash") return "?";
  if (event.shiftKey && event.code === "Digit1") return "!"; // a Chinese input method makes it full-width
  return SIGNS[event.code] ?? (/^(Key|Digit)./.test(event.code) ? event.code.slice(-1).toLowerCase() : "");
}

// What stands on the buttons: the agent's own key, in pushed panels too (before they are painted).
function relabel() {
  const put = (kbd, standard, id = standard) => {
    const word = keyOf(id, standard).toUpperCase() || "–";
    if (kbd && kbd.textContent !== word) kbd.textContent = word;
  };
  for (const e of $$("[data-key]")) put($("kbd", e) ?? $("kbd", e.labels?.[0] ?? e), e.dataset.key);
  for (const g of groups()) put($("h3 kbd", g), g.dataset.group, `group.${g.dataset.group}`);
}
const watcher = new MutationObserver(relabel);

export function setKeys(keys) {
  off = keys.off === "1";
  const own = { ...keys };
  delete own.off;
  const any = Object.keys(own).length + Object.keys(changed).length;
  changed = own;
  document.body.toggleAttribute("data-js-alt", off);
  watcher.disconnect();
  if (any) relabel();
  if (Object.keys(own).length) watcher.observe(document.body, { childList: true, subtree: true, characterData: true });
}

function escape(event, inField) {
  if (group) leaveGroup();
  else if (inField) { event.target.blur(); main.querySelector("[data-focus]")?.focus(); }
  if (inField) return;
  const cancel = $(".oform:not([hidden]) [data-act=cancel_form]");
  if (cancel) cancel.click();
  else for (const tray of $$("#panel-points > details[open]")) tray.open = false;
}

// Ctrl, Cmd and AltGr belong to the browser, and every key belongs to an input method while it composes.
const isForeign = (event) => event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey
  || event.getModifierState("AltGraph");

export function listen() {
  document.addEventListener("keydown", (event) => {
    if (isForeign(event)) return;
    // Just after Escape the focus is still in the field of the closed dialog, for a frame: keys no longer mean it.
    const inField = field(event.target) && event.target.getClientRects().length > 0;
    if (event.key === "Escape" && !$("dialog[open]")) return escape(event, inField);
    // With single keys switched off, Alt + key works everywhere.
    if (event.repeat || event.altKey !== Boolean(inField || off)) return;
    const key = character(event);
    if (key && key !== " " && press(key, event.shiftKey)) event.preventDefault();
  });
}
