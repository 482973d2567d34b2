// The dialog "Keys": each action with its key. Press the button, then the new key; a key in use is refused.
import { $, $$, say, text } from "./dom.js";
import { character, keyOf, setKeys } from "./hotkeys.js";
import { send } from "./http-commands.js";

const dialog = $("#dialog-help");
const otherTabs = globalThis.BroadcastChannel ? new BroadcastChannel("keys") : null;
let keys = {}, waiting = null;

const rows = () => $$("[data-hotkey]", dialog);
const shown = (row) => keyOf(row.dataset.hotkey, row.dataset.standard);

function draw() {
  for (const row of rows()) {
    row.textContent = row === waiting ? "…" : shown(row).toUpperCase() || "–";
    row.setAttribute("aria-label", `${row.dataset.name}: ${row === waiting ? text("press") : row.textContent}`);
    row.classList.toggle("own", row.dataset.hotkey in keys);
    row.toggleAttribute("data-waiting", row === waiting);
  }
  const box = $("[data-pref=keys]", dialog);
  box.checked = keys.off !== "1";
}
function tell(words, bad = false) {
  const error = $("[data-error]", dialog);
  error.hidden = !(bad && words);
  error.textContent = bad ? words : "";
  if (!bad) say(words);
}
function use(next) { keys = next; setKeys(keys); draw(); }

async function save(next, done = "") {
  const before = keys;
  use(next);
  const answer = await send("/me/keys", { keys: JSON.stringify(next) }, { once: `keys-${JSON.stringify(next)}` });
  if (!answer.ok) { use(before); return tell(answer.message, true); }
  tell(done);
  otherTabs?.postMessage(next);
}

function taken(row, key) {
  const when = row.dataset.when.split(" ");
  const meet = (other) => other.dataset.when.split(" ").some((state) => when.includes(state));
  return rows().find((other) => other !== row && shown(other) === key && meet(other));
}
function change(row, key) {
  waiting = null;
  const clash = key && taken(row, key);
  if (clash) {
    draw();
    const words = text("taken").replace("{key}", key.toUpperCase()).replace("{act}", clash.dataset.name);
    return tell(words.replace("{wanted}", row.dataset.name), true);
  }
  const next = { ...keys, [row.dataset.hotkey]: key };
  if (key === row.dataset.standard) delete next[row.dataset.hotkey];
  return save(next, `${row.dataset.name}: ${key.toUpperCase() || text("none")}`);
}

export function startSettings() {
  keys = JSON.parse(dialog.dataset.keys || "{}");
  use(keys);
  dialog.addEventListener("click", (event) => {
    const row = event.target.closest("[data-hotkey]");
    if (event.target.closest("[data-standard-keys]")) {
      waiting = null;
      return void save(keys.off ? { off: "1" } : {}, text("standard"));
    }
    waiting = row && row !== waiting ? row : null;
    if (!row) return;
    tell("");
    draw();
    if (waiting) say(`${row.dataset.name}: ${text("press")}`);
  });
  // Before every other listener: the key that is being chosen does nothing else.
  dialog.addEventListener("keydown", (event) => {
    if (!waiting || event.isComposing || ["Shift", "Control", "Alt", "Meta", "Tab"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const row = waiting;
    if (event.key === "Escape") { waiting = null; return draw(); }
    if (["Backspace", "Delete"].includes(event.key)) return void change(row, "");
    const key = character(event);
    if (key.trim()) change(row, key); else { waiting = null; draw(); tell(text("letter"), true); }
  }, true);
  dialog.addEventListener("close", () => { waiting = null; tell(""); draw(); });
  otherTabs?.addEventListener("message", (event) => use(event.data));
}

export function setSingleKeys(on) {
  const next = { ...keys, off: "1" };
  if (on) delete next.off;
  return save(next);
}
