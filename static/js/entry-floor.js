// The lead's floor: what changed, at most four times a second, and the dialogs of what the lead decides.
import { applyBoard, watchBoard } from "./board.js";
import { watchDay } from "./agent-day.js";
import { live } from "./live.js";
import { $, hideError, main, showError, toast } from "./dom.js";
import { send } from "./http-commands.js";
import "./timers.js";

const floor = live("/floor", { seq: 0, apply: applyBoard, auth: { wall: main.dataset.wall !== undefined } });
watchBoard();
watchDay();
let pending = {};

function open(name, button) {
  const dialog = document.getElementById(`dialog-${name}`);
  if (!dialog || $("dialog[open]")) return;
  pending = { ...button.dataset };
  $("form", dialog).reset();
  hideError(dialog);
  const who = $("[data-who]", dialog);
  if (who) who.textContent = pending.who ?? "";
  const free = $("[data-free]", dialog); // the pushed panel holds who is ready just now
  if (free) free.replaceChildren($("#free-colleagues")?.content.cloneNode(true) ?? "");
  dialog.showModal();
  $("select, input", dialog)?.focus();
}

async function run(path, fields, dialog) {
  const answer = await send(path, fields);
  if (answer.ok) dialog?.close();
  else if (!dialog) toast(answer.message, "error");
  else showError(dialog, answer.message);
  floor.snapshot();
}

const value = (dialog, name) => $(`[name=${name}]`, dialog)?.value ?? "";
const ACTIONS = {
  recall: (d) => run("/floor/recall", { token: pending.token, to: value(d, "to"), reason: value(d, "reason") }, d),
  off: (d) => run("/floor/off", { agent_id: pending.agent, reason: value(d, "reason") }, d),
  refuse: (d) => run("/floor/decide", { id: pending.id, what: "refuse", reason: value(d, "reason") }, d),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-floor], [data-open], [data-act=close]");
  if (!button) return;
  if (button.dataset.act) return button.closest("dialog").close();
  if (button.dataset.open) return open(button.dataset.open, button);
  const { id, floor: what, label = "" } = button.dataset;
  run("/floor/decide", { id, what, reason: "", label });
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-dialog-form]");
  if (!form) return;
  event.preventDefault();
  ACTIONS[form.dataset.dialogForm](form.closest("dialog"));
});
