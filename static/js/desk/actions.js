// What each button of the desk does: data-act names the action, the other data attributes are its words.
import { $, $$, quiet, text, toast } from "../dom.js";
import { fileFields } from "../customer-file.js";
import { save } from "../drafts.js";
import { named, once, send } from "../http-commands.js";
import { choose, closeForm, toggleCorrecting } from "../outcome-form.js";
import { command, customerId, post, shiftCommand, shiftSettled, token } from "./connection.js";
import { danger } from "./danger.js";
import { message } from "./message.js";
import { answerInDialog, closeDialog, openDialog, openedBy, showChanged } from "./dialogs.js";
import { explainUnsaid, say, tick, unsay } from "./points.js";
import { shownPoints } from "./shown.js";

// Sends what a dialog asks for; a refusal is said in the dialog.
async function fromDialog(name, path, fields) {
  answerInDialog(await send(path, fields), $(`#dialog-${name}`));
}
const valueIn = (dialog) => (name) => $(`[name="${name}"]`, dialog).value;

async function call(phone, reason = "") {
  const answer = await send("/desk/begin", { phone_id: phone, reason }, { once: "begin" });
  if (answer.ok) {
    if (answer.dial?.href) location.assign(answer.dial.href);
    closeDialog();
  } else if (answer.field === "reason") openDialog("reason", { phone });
  else if (answer.code === "stale") showChanged(answer);
  else toast(answer.message, "error");
}

function consent() {
  const form = $("#dialog-consent form"), isNeed = valueIn(form)("kind") === "need";
  const fields = [...new FormData(form).entries()].filter(([name]) => isNeed || name !== "need");
  return fromDialog("consent", "/desk/consent", fields);
}

function askForFile({ what, request }) {
  const value = valueIn($("#dialog-file"));
  const reasons = { lift: `reason-${request}`, number: "good_reason", lost: "lost_reason" };
  return fromDialog("file", "/desk/file/ask", {
    customer_id: customerId(), what, request_id: request ?? "", reason: value(reasons[what]),
    phone_id: what === "number" ? value("good_phone") : "",
  });
}

function moved() {
  const value = valueIn($("#dialog-file"));
  return fromDialog("file", "/desk/file/moved", {
    customer_id: customerId(), place: value("moved_place"), zone: value("moved_zone"), region: value("moved_region"),
    text: value("moved_text"), reason: value("moved_reason"),
  });
}

async function reveal() {
  const dialog = $("#dialog-reveal"), reason = valueIn(dialog)("reason");
  const answer = await send("/desk/reveal", { customer_id: customerId(), phone_id: openedBy().phone, reason });
  if (!answer.ok) return answerInDialog(answer, dialog);
  const madeUp = answer.made_up ? ` · ${text("madeUp")}` : "";
  $("[data-number]", dialog).textContent = answer.number ? answer.number + madeUp : text("shownOnce");
}

async function sendLink(phone) {
  const answer = await send("/desk/link", { phone_id: phone }, { once: "link" });
  toast(answer.message, answer.ok ? "info" : "error");
}

function endWrapUp() {
  const unsaid = $("[data-unsaid]");
  if (unsaid && !$("dialog[open]")) return openDialog("not_said", { ...unsaid.dataset, then: endWrapUp });
  const mine = token();
  return once("end_wrap_up", async () => {
    await save();
    await shiftSettled(); // a Break that waits in a cut comes first, or the agent gets one more customer
    return command("end_wrap_up", { token: mine });
  });
}

// What is typed in the note goes on record with the end: it is saved first.
async function safeEnd() {
  const how = $("#dialog-safe_end [name=how]:checked")?.value ?? "";
  await save();
  return fromDialog("safe_end", "/desk/safety/end", { how });
}

function takeOffer({ parts }) {
  const plan = $("[data-act=outcome][data-code=PLAN]:not([disabled])");
  if (plan) choose(plan, JSON.parse(parts));
}

function path(button) {
  document.dispatchEvent(new Event("disarm"));
  button.closest("details[open]")?.removeAttribute("open");
  return post("/desk/path", { path: button.dataset.path });
}

function toggle(button) {
  const box = document.getElementById(button.getAttribute("aria-controls"));
  box.hidden = !box.hidden;
  button.setAttribute("aria-expanded", String(!box.hidden));
}

async function claim({ customer }) {
  const answer = await post("/desk/claim", { customer_id: customer, number: $("[data-rings]").value });
  if (answer.ok) closeDialog();
}

// data-act: what it does with the button's data, and with the button itself
const ACTIONS = {
  ready: () => shiftCommand("ready"),
  offline: () => shiftCommand("offline"),
  pause: ({ reason }) => { closeDialog(); return shiftCommand("pause", { reason }); },
  accept: () => command("accept", { token: token() }),
  signal: ({ signal, undo }) => command("signal", { token: token(), signal, undo: undo === "1" }),
  call: ({ phone }) => call(phone),
  call_reason: () => call(openedBy().phone, $("#dialog-reason [name=reason]").value),
  answered: ({ attempt }) => post("/desk/answered", { attempt_id: attempt }),
  hangup: ({ attempt }) => once("hangup", () => command("hangup", { token: token(), attempt: Number(attempt) })),
  extend: () => post("/desk/extend"),
  end_wrap_up: endWrapUp,

  open: (data) => openDialog(data.dialog, data),
  close: closeDialog,
  decline: ({ reason }) => fromDialog("decline", "/desk/decline", { reason }),
  give_back: ({ reason }) => fromDialog("give_back", "/desk/give_back", { reason }),
  handover: () => {
    const value = valueIn($("#dialog-handover"));
    return fromDialog("handover", "/desk/handover", { to: value("to"), when: value("when"), note: value("note") });
  },
  lead_answer: ({ note, yes }) => post("/desk/lead", { note, yes }, { once: `lead-${note}` }),
  lead_give: ({ to, words }) => post("/desk/handover", { to, when: "now", note: words }),
  claim,
  message: () => fromDialog("message", "/desk/message", message()),
  reveal,
  prove: () => post("/desk/prove"),
  send_link: ({ phone }) => sendLink(phone),
  consent,
  file_put: () => fromDialog("file", "/desk/file", [["customer_id", customerId()], ...fileFields($("#dialog-file"))]),
  file_ask: askForFile,
  file_moved: moved,
  propose_visit: () => fromDialog("file", "/desk/visit", {
    customer_id: customerId(), reason: valueIn($("#dialog-file"))("visit_reason"),
  }),
  file_revoke: ({ consent: id }) => fromDialog("file", "/desk/consent/revoke", { consent_id: id }),
  profiling: ({ what }) => fromDialog("profiling", "/desk/profiling", { what }),

  safety: ({ kind }) => danger(kind),
  safe_end: safeEnd,
  stand_down: () => fromDialog("stand_down", "/desk/safety/stand_down", {
    reason: valueIn($("#dialog-stand_down"))("reason"),
  }),

  outcome: (_, button) => choose(button),
  correcting: toggleCorrecting,
  cancel_form: closeForm,

  psychology: ({ label }) => post("/desk/psychology", { label }),
  question: ({ question, answer, undo }) => post("/desk/question", { question, answer, undo }),
  strike: ({ evidence, undo }) => post("/desk/strike", { evidence, undo }, { once: `strike-${evidence}` }),
  ability: ({ ability }) => post("/desk/ability", { ability }),
  ask_lead: ({ kind }) => post("/desk/ask", { kind }),
  take_offer: takeOffer,
  path: (_, button) => path(button),
  step: ({ step }) => post("/desk/step", { step, shown: shownPoints() }),
  say,
  unsay,
  disclosure: (_, button) => tick(button),
  not_said: explainUnsaid,

  toggle: (_, button) => toggle(button),
  notify: () => globalThis.Notification?.requestPermission(),
};

// What shows on the screen only when the server has it: until then the button says that it waits.
const MARKED = ["signal", "say", "unsay", "disclosure", "path", "ability", "psychology", "strike"];

function wordsOf(button) {
  const copy = button.cloneNode(true);
  for (const part of $$("kbd, svg, .sr, live-timer", copy)) part.remove();
  return copy.textContent.trim().replace(/\s+/g, " ");
}

export async function perform(button) {
  const { act } = button.dataset;
  if (!ACTIONS[act]) return;
  if (button.dataset.jsWaits) return quiet(text("sent"));
  const done = named(wordsOf(button), () => ACTIONS[act](button.dataset, button));
  if (!MARKED.includes(act)) return;
  button.dataset.jsWaits = "1";
  try { await done; } finally { delete button.dataset.jsWaits; }
}
