// The desk: what each button does. One listener; panels come and go.
import { $, $$, main, text, toast, uuid } from "./page.js";
import "./timers.js";
import { listen, setKeys } from "./keys.js";
import { applyDesk, live } from "./live.js";
import { save, watch } from "./drafts.js";
import { offered, retitle } from "./offer.js";
import { choose, close, toggleCorrecting } from "./outcome-form.js";
import { send } from "./send.js";
import { hear } from "./hear.js";

const desk = live("/desk", {
  seq: Number(main.dataset.seq),
  apply: async (message) => { await applyDesk(message); retitle(); if (message.alert === "offer") offered(); },
});

async function command(event, body = {}) {
  const key = uuid();
  for (let tries = 0; tries < 20; tries++) {
    try {
      const answer = await desk.ask(event, { key, ...body });
      if (!answer.ok && answer.message) toast(answer.message, "error");
      if (answer.seq > desk.state.seq) setTimeout(() => { if (answer.seq > desk.state.seq) desk.snapshot(); }, 1000);
      return answer;
    } catch { await new Promise((done) => setTimeout(done, 800)); }
  }
  toast(text("failed"), "error");
  return { ok: false };
}
async function act(path, fields, options) {
  const answer = await send(path, fields, options);
  if (!answer.ok && answer.message) toast(answer.message + (answer.next_allowed_at ? ` ${text("next").replace("{at}", new Date(answer.next_allowed_at).toLocaleString("sv-SE", { timeZone: main.dataset.zone }).slice(5, 16))}` : ""), "error");
  if (answer.code === "stale") { $("#dialog-changed [data-changed]").textContent = (answer.changed ?? []).join(", "); $("#dialog-changed").showModal(); }
  if (answer.ok && answer.seq) setTimeout(() => { if (answer.seq > desk.state.seq) desk.snapshot(); }, 1000);
  return answer;
}
const token = () => Number(main.dataset.token);
const shown = () => $$(".say-card[data-point]").map((card) => card.dataset.point).join(" ");
const shut = () => $("dialog[open]")?.close();
let pending = {};

async function call(phone, reason = "") {
  const answer = await send("/desk/begin", { phone_id: phone, reason }, { once: "begin" });
  if (answer.ok) { if (answer.dial?.href) location.assign(answer.dial.href); return shut(); }
  if (answer.field === "reason") { pending = { phone }; return open("reason"); }
  return act_answer(answer);
}
function act_answer(answer) {
  if (answer.code === "stale") { $("#dialog-changed [data-changed]").textContent = (answer.changed ?? []).join(", "); $("#dialog-changed").showModal(); } else toast(answer.message, "error");
}

function open(name, button) {
  const dialog = document.getElementById(`dialog-${name}`);
  if (!dialog || $("dialog[open]")) return;
  dialog.dataset.token = ["search", "break", "help"].includes(name) ? "0" : String(token());
  if (button) pending = { ...button.dataset };
  if (name === "why") $("[data-why-slot]", dialog).replaceChildren($("[data-why]")?.content.cloneNode(true) ?? "");
  if (name === "handover") colleagues($("[data-colleague-list]", dialog));
  if (name === "reveal") $("[data-number]", dialog).textContent = "";
  const error = $("[data-error]", dialog);
  if (error) error.hidden = true;
  dialog.showModal();
  $("input, textarea, select", dialog)?.focus();
}
async function colleagues(list) { // who is free changes by the second: asked for when the dialog opens, never in a panel
  const response = await fetch("/desk/colleagues");
  if (response.ok) list.innerHTML = await response.text();
}
function inDialog(answer, dialog) {
  if (answer.ok) return dialog.close();
  const error = $("[data-error]", dialog);
  error.textContent = answer.message;
  error.hidden = false;
}

const acts = {
  ready: () => command("ready"),
  offline: () => command("offline"),
  accept: () => command("accept", { token: token() }),
  pause: async (b) => { shut(); await command("pause", { reason: b.dataset.reason }); },
  signal: (b) => command("signal", { token: token(), signal: b.dataset.signal, undo: b.dataset.undo === "1" }),
  open: (b) => open(b.dataset.dialog, b),
  close: () => shut(),
  call: (b) => call(b.dataset.phone),
  call_reason: () => call(pending.phone, $("#dialog-reason [name=reason]").value),
  hangup: (b) => act("/desk/hangup", { attempt_id: b.dataset.attempt }),
  answered: (b) => act("/desk/answered", { attempt_id: b.dataset.attempt }),
  decline: async (b) => inDialog(await send("/desk/decline", { reason: b.dataset.reason }), $("#dialog-decline")),
  give_back: async (b) => inDialog(await send("/desk/give_back", { reason: b.dataset.reason }), $("#dialog-give_back")),
  handover: async () => {
    const dialog = $("#dialog-handover");
    inDialog(await send("/desk/handover", { to: $("[name=to]", dialog).value, note: $("[name=note]", dialog).value }), dialog);
  },
  consent: async () => {
    const dialog = $("#dialog-consent"), value = (name) => $(`[name=${name}]`, dialog).value;
    inDialog(await send("/desk/consent", {
      kind: value("kind"), opens: value("opens"), closes: value("closes"), wording: value("wording"),
      own_words: $("[name=own_words]", dialog).checked ? "1" : "",
    }), dialog);
  },
  reveal: async () => {
    const dialog = $("#dialog-reveal");
    const answer = await send("/desk/reveal", { customer_id: $("#panel-outcome").dataset.customer, phone_id: pending.phone, reason: $("[name=reason]", dialog).value });
    if (answer.ok) $("[data-number]", dialog).textContent = answer.number ? answer.number + (answer.made_up ? ` · ${text("madeUp")}` : "") : text("shownOnce"); else inDialog(answer, dialog);
  },
  extend: () => act("/desk/extend"),
  end_wrap_up: async () => { await save(); act("/desk/end_wrap_up"); },
  outcome: (b) => choose(b),
  correcting: (b) => toggleCorrecting(b),
  cancel_form: () => close(),
  psychology: (b) => act("/desk/psychology", { label: b.dataset.label }),
  strike: (b) => act("/desk/strike", { evidence: b.dataset.evidence, undo: b.dataset.undo }, { once: `strike-${b.dataset.evidence}` }),
  ask_lead: (b) => act("/desk/ask", { kind: b.dataset.kind }),
  ability: (b) => act("/desk/ability", { ability: b.dataset.ability }),
  step: (b) => act("/desk/step", { step: b.dataset.step, shown: shown() }),
  next_step: () => { const now = $(".steps [aria-current]")?.closest("li").nextElementSibling; if (now) $("button", now).click(); },
  disclosure: async (b) => {
    shut();
    const disclosure = b.dataset.disclosure ?? pending.disclosure; // V V V quickly: three ticks, not one
    act("/desk/disclosure", { disclosure, state: b.dataset.value, reason: b.dataset.reason ?? "" }, { once: `said-${disclosure}` });
  },
  toggle: (b) => {
    const box = document.getElementById(b.getAttribute("aria-controls"));
    box.hidden = !box.hidden;
    b.setAttribute("aria-expanded", String(!box.hidden));
  },
  claim: async (b) => { const answer = await act("/desk/claim", { customer_id: b.dataset.customer }); if (answer.ok) shut(); },
  notify: () => globalThis.Notification?.requestPermission(),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (!button || button.disabled) return;
  if (button.type === "submit" && button.form && !button.form.checkValidity()) return;
  if (button.type === "submit") event.preventDefault();
  acts[button.dataset.act]?.(button);
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-dialog-form]");
  if (!form) return;
  const go = $("button[type=submit][data-act]", form);
  if (go && event.submitter !== go) { event.preventDefault(); if (form.checkValidity()) acts[go.dataset.act](go); }
});
let looking = 0;
document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-search]")) return;
  clearTimeout(looking);
  const query = event.target.value;
  looking = setTimeout(async () => {
    const response = await fetch(`/desk/search?q=${encodeURIComponent(query)}`);
    if (response.ok) $("#found").innerHTML = await response.text();
  }, 200);
});
document.addEventListener("keydown", (event) => {
  if (!event.target.matches?.("[data-search]")) return;
  const first = $("#found button:not([disabled])");
  if (event.key === "Enter") { event.preventDefault(); first?.click(); }
  if (event.key === "ArrowDown") { event.preventDefault(); first?.focus(); }
});
document.addEventListener("change", (event) => {
  const which = event.target.dataset?.pref;
  if (which === "sound") { document.body.dataset.sound = event.target.checked ? "1" : ""; send("/me/sound", { sound: event.target.checked ? "1" : "0" }); }
  if (which === "keys") { const keys = { off: event.target.checked ? "" : "1" }; setKeys(keys); send("/me/keys", { keys: JSON.stringify(keys) }); }
});

setKeys({ off: $("[data-pref=keys]")?.checked ? "" : "1" });
listen();
watch();
hear();
retitle();
for (const area of $$("textarea[data-note]")) area.dataset.saved = area.value;
