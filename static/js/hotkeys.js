// Hotkeys: every key stands on its button. Single keys outside fields, Alt + key inside; each can be changed or
// switched off. data-key is the standard key and names the action; `changed` holds the keys of the agent's own.
import { $, $$, main, quiet, say, text } from "./dom.js";
import { isMac } from "./platform.js";

let off = false, changed = {};
export const keyOf = (id, standard) => changed[id] ?? standard;
// Two acts may share a standard key: then data-key-id names the second one.
const nameOf = (e) => e.dataset.keyId ?? e.dataset.key;
const ownKey = (e) => keyOf(nameOf(e), e.dataset.key);

let group = null, timer = 0;
const visible = (e) => e && !e.disabled && e.offsetParent !== null;
const field = (e) => e?.matches?.("input:not([type=checkbox]), textarea, select, [contenteditable]");

function leaveGroup() {
  clearTimeout(timer);
  group?.removeAttribute("data-js-armed");
  group = null;
}

// The second stroke: the button in the armed group or tray. One that cannot be true now says why, and is never taken
// for the key of the same letter that stands elsewhere on the desk.
function pressSecond(key) {
  const tray = group.matches("details") && group;
  const chosen = $$("[data-second]", group).find((b) => b.dataset.second === key);
  const button = chosen?.matches("details") ? $("summary", chosen) : chosen;
  leaveGroup();
  if (tray && key === keyOf("j", "j")) { tray.open = false; return true; }
  if (!chosen) return false;
  if (!visible(button)) quiet(whyDisabled(button) || explain(key));
  else { button.click(); if (button !== chosen) button.focus(); }
  return true;
}

const whyDisabled = (button) => button?.dataset.why ?? "";
const reasons = JSON.parse($("#key-reasons")?.dataset.reasons ?? "{}");

// Why a key does nothing just now: what its own disabled button says, else the table of the server.
function explain(key) {
  const disabled = $$("[data-key]").find((e) => ownKey(e) === key && e.disabled);
  if (whyDisabled(disabled)) return whyDisabled(disabled);
  const state = $("#panel-shift")?.dataset.state ?? "";
  const phase = state === "talking" && $("#panel-outcome")?.dataset.recorded ? "recorded" : state;
  const named = $$("[data-hotkey]").filter((row) => keyOf(row.dataset.hotkey, row.dataset.standard) === key);
  // Two acts may share a key: the one that belongs to this phase speaks.
  const row = named.find((one) => one.dataset.when.split(" ").includes(coarse(phase))) ?? named.at(-1);
  return reasons[row?.dataset.hotkey]?.[phase] ?? "";
}
const IDLE = ["offline", "ready", "on_break"], OWN = ["offered", "preview", "wrap_up"];
const coarse = (phase) => (IDLE.includes(phase) ? "idle" : OWN.includes(phase) ? phase : "call");

const groups = () => $$("[data-group]");

// The first stroke: a group of outcomes waits for the second.
function pressFirst(key) {
  const box = groups().find((g) => keyOf(`group.${g.dataset.group}`, g.dataset.group) === key);
  const seconds = box ? $$("[data-second]", box) : [];
  if (!seconds.some(visible)) return false;
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

// Danger to a life waits for nothing: not for an open form, dialog or tray.
function pressDanger(key) {
  const button = $$("[data-act=safety]").find((e) => ownKey(e) === key && visible(e));
  if (key !== keyOf("!", "!") || !button) return false;
  leaveGroup();
  button.click();
  return true;
}

function press(key, shift, alt) {
  if (pressDanger(key)) return true;
  if (!alt && !$("dialog[open]") && $(".oform:not([hidden]) form")) { // what is typed beside its fields is no command
    quiet(text("formOpen"));
    return true;
  }
  if (group && pressSecond(key)) return true;
  const dialog = $("dialog[open]");
  if (dialog) {
    const accept = $("#panel-customer [data-act=accept]"); // an offer does not wait until the dialog is closed
    if (accept && ownKey(accept) === key) {
      document.dispatchEvent(new Event("accept"));
      return true;
    }
    const pick = $(`[data-pick="${CSS.escape(key)}"]`, dialog);
    if (pick) pick.click(); else quiet(text("dialogOpen"));
    return Boolean(pick);
  }
  if (shift && key === keyOf("s", "s")) {
    const back = $("[data-act=unsay]");
    if (visible(back)) back.click(); else quiet(explain(key));
    return true;
  }
  const has = (e) => ownKey(e) === key && visible(e) && !e.dataset.jsSent;
  const target = $$("[data-key]").find(has);
  if (target) {
    const tray = target.matches("summary") && $("[data-second]", target.parentElement) && target.parentElement;
    if (field(target)) target.focus(); else target.click();
    if (tray?.open) { arm(tray, target.textContent.trim()); $("[data-second] summary", tray).focus(); }
    return true;
  }
  if (pressFirst(key)) return true;
  quiet(explain(key));
  return false;
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
  for (const e of $$("[data-key]")) put($("kbd", e) ?? $("kbd", e.labels?.[0] ?? e), e.dataset.key, nameOf(e));
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

// Option on a Mac, and Alt where a layout says so, make letters: what makes a letter in a field stays one.
const isLetter = ({ key }) => isMac || key === "Dead" || (key.length === 1 && key.charCodeAt(0) > 126);

// Enter takes the one answer that is offered large, unless it is on something of its own.
function takeEnter(target) {
  const answer = $("[data-enter]");
  if (!visible(answer) || target.closest?.("button, summary, a, form, dialog")) return false;
  answer.click();
  return true;
}

export function listen() {
  document.addEventListener("keydown", (event) => {
    if (isForeign(event)) return;
    // Just after Escape the focus is still in the field of the closed dialog, for a frame: keys no longer mean it.
    const inField = field(event.target) && event.target.getClientRects().length > 0;
    if (event.key === "Escape" && !$("dialog[open]")) return escape(event, inField);
    // With single keys switched off, Alt + key works everywhere.
    if (event.repeat || event.altKey !== Boolean(inField || off)) return;
    if (inField && isLetter(event)) return;
    if (event.key === "Enter" && takeEnter(event.target)) return event.preventDefault();
    const key = character(event);
    if (key && key !== " " && press(key, event.shiftKey, event.altKey)) event.preventDefault();
  });
}
