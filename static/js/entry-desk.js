// The desk: what each button does. One listener; panels come and go.
import { $, $$, main, serverNow, text, toast, uuid } from "./dom.js";
import "./timers.js";
import { listen } from "./hotkeys.js";
import { settings, single } from "./hotkey-settings.js";
import { applyDesk, live } from "./live.js";
import { save, watch } from "./drafts.js";
import { watchOffer } from "./offer-alert.js";
import { watchStrip } from "./strip.js";
import { choose, close, toggleCorrecting } from "./outcome-form.js";
import { LONGEST, once, pause, send, waiting } from "./http-commands.js";
import { hear } from "./note-check.js";
import { fillFile, said, watchParts } from "./customer-file.js";

const desk = live("/desk", {
  seq: Number(main.dataset.seq),
  apply: async (message) => { await applyDesk(message); watchOffer(); watchStrip(); },
});

const SHIFT = ["ready", "pause", "offline"];
// The last word on her shift counts, over all her tabs: a Ready that waits in a cut never undoes the Break after it.
let wish = 0; // the server's time of her last word, in ms

async function command(event, body = {}) {
  const key = uuid(), mine = SHIFT.includes(event) ? (wish = Math.max(wish + 1, Math.round(serverNow()))) : 0;
  const started = Date.now();
  let held = 0;
  try {
    while (Date.now() - started < LONGEST) {
      if (mine && mine !== wish) return { ok: false };
      try {
        const answer = await desk.ask(event, { key, ...(mine ? { wish: mine } : {}), ...body });
        if (!answer.ok && answer.message) toast(answer.message, "error");
        if (answer.seq) desk.shows(answer.seq);
        return answer;
      } catch {
        if (!held) { held = 1; waiting(1); toast(text("sent")); }
        await pause(800);
      }
    }
    toast(text("failed"), "error");
    return { ok: false };
  } finally { if (held) waiting(-1); }
}
let last = Promise.resolve(); // her last word on her shift, until it is answered
const word = (event, body) => (last = command(event, body));
async function act(path, fields, options) {
  const answer = await send(path, fields, options);
  if (!answer.ok && answer.message) toast(answer.message + (answer.next_allowed_at ? ` ${text("next").replace("{at}", new Date(answer.next_allowed_at).toLocaleString("sv-SE", { timeZone: main.dataset.zone }).slice(5, 16))}` : ""), "error");
  if (answer.code === "stale") { $("#dialog-changed [data-changed]").textContent = (answer.changed ?? []).join(", "); $("#dialog-changed").showModal(); }
  if (answer.seq) answer.drawn = desk.shows(answer.seq);
  return answer;
}
const token = () => Number(main.dataset.token);
const customer = () => $("#panel-outcome").dataset.customer;
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
  if (name === "profiling") $("[data-explain-slot]", dialog).replaceChildren($("[data-explain]")?.content.cloneNode(true) ?? "");
  if (name === "consent") onlyFor(dialog);
  if (name === "handover") colleagues($("[data-colleague-list]", dialog));
  if (name === "file") fillFile(dialog);
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
// parts of a form that belong to one choice alone
function onlyFor(dialog) {
  const kind = $("[name=kind]", dialog).value;
  for (const part of $$("[data-only]", dialog)) part.hidden = part.dataset.only !== kind;
  for (const part of $$("[data-but]", dialog)) part.hidden = part.dataset.but === kind;
}
function inDialog(answer, dialog) {
  if (answer.ok) return dialog.close();
  const error = $("[data-error]", dialog);
  error.textContent = answer.message;
  error.hidden = false;
}

const acts = {
  ready: () => word("ready"),
  offline: () => word("offline"),
  accept: () => command("accept", { token: token() }),
  pause: async (b) => { shut(); await word("pause", { reason: b.dataset.reason }); },
  signal: (b) => command("signal", { token: token(), signal: b.dataset.signal, undo: b.dataset.undo === "1" }),
  open: (b) => open(b.dataset.dialog, b),
  close: () => shut(),
  call: (b) => call(b.dataset.phone),
  call_reason: () => call(pending.phone, $("#dialog-reason [name=reason]").value),
  hangup: (b) => once("hangup", () => command("hangup", { token: token(), attempt: Number(b.dataset.attempt) })),
  answered: (b) => act("/desk/answered", { attempt_id: b.dataset.attempt }),
  decline: async (b) => inDialog(await send("/desk/decline", { reason: b.dataset.reason }), $("#dialog-decline")),
  give_back: async (b) => inDialog(await send("/desk/give_back", { reason: b.dataset.reason }), $("#dialog-give_back")),
  handover: async () => {
    const dialog = $("#dialog-handover");
    inDialog(await send("/desk/handover", { to: $("[name=to]", dialog).value, note: $("[name=note]", dialog).value }), dialog);
  },
  consent: async () => {
    const dialog = $("#dialog-consent");
    const fields = [...new FormData($("form", dialog)).entries()];
    inDialog(await send("/desk/consent", fields.filter(([name]) => name !== "need" || $("[name=kind]", dialog).value === "need")), dialog);
  },
  file_put: async () => {
    const dialog = $("#dialog-file");
    inDialog(await send("/desk/file", [["customer_id", customer()], ...said(dialog)]), dialog);
  },
  file_ask: async (b) => {
    const dialog = $("#dialog-file"), value = (name) => $(`[name="${name}"]`, dialog).value;
    const { what, request } = b.dataset;
    const reason = value(what === "lift" ? `reason-${request}` : what === "number" ? "good_reason" : "lost_reason");
    inDialog(await send("/desk/file/ask", {
      customer_id: customer(), what, request_id: request ?? "", reason,
      phone_id: what === "number" ? value("good_phone") : "",
    }), dialog);
  },
  file_moved: async () => {
    const dialog = $("#dialog-file"), value = (name) => $(`[name=moved_${name}]`, dialog).value;
    inDialog(await send("/desk/file/moved", {
      customer_id: customer(), place: value("place"), zone: value("zone"), region: value("region"),
      text: value("text"), reason: value("reason"),
    }), dialog);
  },
  file_revoke: async (b) => inDialog(await send("/desk/consent/revoke", { consent_id: b.dataset.consent }), $("#dialog-file")),
  reveal: async () => {
    const dialog = $("#dialog-reveal");
    const answer = await send("/desk/reveal", { customer_id: customer(), phone_id: pending.phone, reason: $("[name=reason]", dialog).value });
    if (answer.ok) $("[data-number]", dialog).textContent = answer.number ? answer.number + (answer.made_up ? ` · ${text("madeUp")}` : "") : text("shownOnce"); else inDialog(answer, dialog);
  },
  extend: () => act("/desk/extend"),
  end_wrap_up: () => {
    const mine = token();
    return once("end_wrap_up", async () => {
      await save();
      await last; // a Break that waits in a cut comes first, or she gets one more customer
      return command("end_wrap_up", { token: mine });
    });
  },
  outcome: (b) => choose(b),
  correcting: (b) => toggleCorrecting(b),
  cancel_form: () => close(),
  psychology: (b) => act("/desk/psychology", { label: b.dataset.label }),
  strike: (b) => act("/desk/strike", { evidence: b.dataset.evidence, undo: b.dataset.undo }, { once: `strike-${b.dataset.evidence}` }),
  ask_lead: (b) => act("/desk/ask", { kind: b.dataset.kind }),
  take_offer: (b) => { const plan = $("[data-act=outcome][data-code=PLAN]:not([disabled])"); if (plan) choose(plan, JSON.parse(b.dataset.parts)); },
  ability: (b) => act("/desk/ability", { ability: b.dataset.ability }),
  profiling: async (b) => inDialog(await send("/desk/profiling", { what: b.dataset.what }), $("#dialog-profiling")),
  path: (b) => { document.dispatchEvent(new Event("disarm")); b.closest("details[open]")?.removeAttribute("open"); return act("/desk/path", { path: b.dataset.path }); },
  step: (b) => act("/desk/step", { step: b.dataset.step, shown: shown() }),
  next_step: () => { // all that stands on the screen was said: on to what comes after it; the identity stops it
    const keys = $$(".steps [data-step]").map((b) => b.dataset.step);
    const last = $$(".say-card[data-point]").map((c) => keys.indexOf(c.dataset.point.split(".")[3])).reduce((a, b) => Math.max(a, b), -1);
    const early = last >= 0 && last <= keys.indexOf("recording");
    const step = early && $(".disclosures [data-disclosure=identity][data-value=said]") ? "verify" : keys[Math.min(last + 1, keys.length - 1)];
    return act("/desk/step", { step, shown: shown(), whole: "1" }, { once: `step-${step}` });
  },
  disclosure: async (b) => {
    shut();
    const disclosure = b.dataset.disclosure ?? pending.disclosure; // V V V quickly: three ticks, not one
    b.dataset.jsSent = "1";
    const answer = await act("/desk/disclosure", { disclosure, state: b.dataset.value, reason: b.dataset.reason ?? "" }, { once: `said-${disclosure}` });
    await answer.drawn; // until its tick is seen the next V means the next one
    delete b.dataset.jsSent;
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
  if (event.target.matches("[data-means]")) {
    event.preventDefault();
    act("/desk/ability", Object.fromEntries(new FormData(event.target)));
    return;
  }
  const form = event.target.closest("[data-dialog-form]");
  if (!form) return;
  const go = $("button[type=submit][data-act]", form);
  if (go && event.submitter !== go) { event.preventDefault(); if (form.checkValidity()) acts[go.dataset.act](go); }
});
// what a key opens must be seen
document.addEventListener("toggle", (event) => {
  if (event.target.open && event.target.matches?.(".plan, .objections, .reasons")) event.target.scrollIntoView({ block: "nearest" });
}, true);
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
document.addEventListener("keydown", (event) => { // up and down through what was found
  if (!["ArrowDown", "ArrowUp"].includes(event.key) || !event.target.closest?.("#found")) return;
  event.preventDefault();
  const all = $$("#found button:not([disabled])"), at = all.indexOf(event.target);
  if (event.key === "ArrowUp" && at === 0) $("[data-search]").focus();
  else all[Math.min(all.length - 1, at + (event.key === "ArrowDown" ? 1 : -1))]?.focus();
});
document.addEventListener("change", (event) => {
  const which = event.target.dataset?.pref;
  if (event.target.matches("#dialog-consent [name=kind]")) onlyFor($("#dialog-consent"));
  if (which === "sound") { document.body.dataset.sound = event.target.checked ? "1" : ""; send("/me/sound", { sound: event.target.checked ? "1" : "0" }); }
  if (which === "keys") single(event.target.checked);
});

settings();
listen();
watch();
hear();
watchOffer();
watchStrip();
watchParts();
