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
  const colleagues = $("[data-colleagues]", dialog);
  if (colleagues) colleagues.replaceChildren($("[data-colleagues-of]")?.content.cloneNode(true) ?? "");
  const seconds = $("[name=seconds]", dialog);
  if (seconds) seconds.value = pending.seconds;
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

// Two acts, each saved by itself; the second only when its field is filled.
async function changeQueue(dialog) {
  const queue = { queue_id: pending.id }, rank = value(dialog, "rank");
  if (rank) await run("/floor/queue", { ...queue, what: "rank", rank }, null);
  return run("/floor/queue", { ...queue, what: "offer_time", seconds: value(dialog, "seconds") }, dialog);
}

const value = (dialog, name) => $(`[name=${name}]`, dialog)?.value ?? "";
const ACTIONS = {
  recall: (d) => run("/floor/recall", { token: pending.token, to: value(d, "to"), reason: value(d, "reason") }, d),
  off: (d) => run("/floor/off", { agent_id: pending.agent, reason: value(d, "reason"), force: pending.force ?? "" }, d),
  pin: (d) => run("/floor/say", { what: "pin", text: value(d, "text") }, d),
  break: (d) => run("/floor/break", { agent_id: pending.agent, kind: value(d, "kind") }, d),
  give: (d) => run("/floor/say", { what: "give", token: pending.token, to: value(d, "to"), text: value(d, "text") }, d),
  queue: changeQueue,
  refuse: (d) => run("/floor/decide", { id: pending.id, what: "refuse", reason: value(d, "reason") }, d),
};

// Acts that need no dialog; each has its way back beside it.
function atOnce({ say, note, agent, queue, id, unbreak }) {
  if (say) return run("/floor/say", { what: say, text: "", note: note ?? "", agent_id: agent ?? "" });
  if (queue) return run("/floor/queue", { what: queue, queue_id: id });
  return run("/floor/break", { agent_id: unbreak, undo: "1" });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(
    "[data-floor], [data-open], [data-act=close], [data-say], [data-queue], [data-unbreak]",
  );
  if (!button) return;
  const { say, queue, unbreak } = button.dataset;
  if (say || queue || unbreak) return atOnce(button.dataset);
  if (button.dataset.act) return button.closest("dialog").close();
  if (button.dataset.open) return open(button.dataset.open, button);
  const { id, floor: what, label = "" } = button.dataset;
  run("/floor/decide", { id, what, reason: "", label });
});
document.addEventListener("change", (event) => {
  const { serve, agent } = event.target.dataset;
  if (serve) run("/floor/queue", { what: "serve", queue_id: serve, agent_id: agent, rank: event.target.value });
});
document.addEventListener("submit", async (event) => {
  const say = event.target.closest("[data-say-form]");
  if (say) {
    event.preventDefault();
    const text = say.elements.text.value;
    say.elements.text.value = "";
    say.elements.text.blur();
    return run("/floor/say", { what: "line", agent_id: say.dataset.sayForm, text });
  }
  const form = event.target.closest("[data-dialog-form]");
  if (!form) return;
  event.preventDefault();
  ACTIONS[form.dataset.dialogForm](form.closest("dialog"));
});
