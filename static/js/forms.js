// Forms: Ctrl or Cmd + Enter sends one that has a field to type in, Enter one that has none. The Enter that has just
// done something does nothing more: a key that bounces, or is pressed twice, never does the next thing.
import { $, $$, quiet } from "./dom.js";
import { labelCombos } from "./platform.js";

const BOUNCE = 800; // ms
const MODIFIERS = ["Shift", "Control", "Alt", "Meta"];
const TYPED = "input:not([type=checkbox], [type=radio], [type=hidden]), textarea";
const inForm = (target) => target.closest?.(".oform form, [data-dialog-form]");
const isTyped = (form) => $$(TYPED, form).some((field) => field.getClientRects().length > 0);
// It is clicked, not only submitted: a click is what performs the act of a dialog.
const sender = (form) => $("button[type=submit]", form);
let lastEnter = -BOUNCE;

function hasBounced(event) {
  const before = lastEnter;
  lastEnter = performance.now();
  return event.repeat || lastEnter - before < BOUNCE;
}

function enter(event) {
  const { target } = event, combo = event.ctrlKey || event.metaKey;
  if (target.matches("textarea") && !combo) return; // a new line
  if (target.matches("[data-search]")) return; // Enter takes the first one found
  if (hasBounced(event)) { event.preventDefault(); event.stopPropagation(); return; }
  const form = inForm(target);
  if (!form && combo && target.form?.method === "post") { // a plain page: Enter does there what a browser does
    event.preventDefault();
    sender(target.form)?.click();
  }
  if (!form || !sender(form)) return;
  if (!isTyped(form)) {
    if (combo) { event.preventDefault(); sender(form).click(); }
    return;
  }
  const said = $("[data-said]", form);
  if (combo || (said?.hidden && target.matches("input"))) { // Enter says it back, which records nothing
    event.preventDefault();
    sender(form).click();
  } else if (!target.matches("button, summary, a")) {
    event.preventDefault();
    quiet(($("#quiet")?.dataset.combo ?? "").replace("{keys}", $("kbd[data-combo]", sender(form))?.textContent ?? ""));
  }
}

export function watchForms() {
  labelCombos();
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Enter") enter(event);
    // Space on a button counts as Enter does: what has just been done by it is not done again.
    else if (event.key === " " && event.target.matches?.("button")) { if (hasBounced(event)) event.preventDefault(); }
    else if (!MODIFIERS.includes(event.key)) lastEnter = -BOUNCE; // another key lies between
  }, true);
}
