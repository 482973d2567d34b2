// The outcome bar: a code is recorded at once, or after its short form; an error marks its field.
import { $, $$, hideError, main, quiet, showError, text, toast, tokenOf } from "./dom.js";
import { showChanged } from "./desk/dialogs.js";
import { shownPoints } from "./desk/shown.js";
import { send } from "./http-commands.js";
import { confirmed } from "./say-back.js";

const panel = () => $("#panel-outcome");
const note = () => $("textarea[data-note]")?.value ?? "";
const PLAN = ["parts", "first"]; // fields from which the parts of a plan are worked out: they are not sent
let correcting = false;

function setCorrecting(on) {
  correcting = on;
  $("[data-act=correcting]")?.setAttribute("aria-pressed", String(on));
  panel().toggleAttribute("data-js-correcting", on);
}
export function toggleCorrecting() {
  setCorrecting(!correcting);
  if (correcting) quiet(text("correct"));
}

export function showFieldError(form, answer) {
  showError(form, answer.message);
  for (const field of $$("input, textarea, select", form)) field.removeAttribute("aria-invalid");
  const wrong = answer.field && $(`[name="${answer.field}"]`, form);
  if (wrong) { wrong.setAttribute("aria-invalid", "true"); wrong.focus(); }
}

async function record(code, fields, form) {
  const body = { code, note: note(), shown: shownPoints(), ...fields };
  if (correcting) body.outcome_id = panel().dataset.recorded;
  const answer = await send(correcting ? "/desk/correct" : "/desk/finish", body, { once: "outcome" });
  if (answer.ok) {
    setCorrecting(false);
    closeForm();
    if (answer.message) toast(answer.message);
  } else if (answer.code === "stale") showChanged(answer);
  else if (form && answer.code === "invalid") showFieldError(form, answer);
  else toast(answer.message, "error");
}

export function closeForm() {
  const slot = $(".oform");
  if (slot) { slot.hidden = true; slot.replaceChildren(); }
  main.querySelector("[data-focus]:not([disabled])")?.focus();
}

// The parts of a plan as the server works them out: exact to the cent, on working days, after payday.
async function askForParts(token, count, first) {
  const asked = new URLSearchParams({ token, parts: count, first });
  try {
    return await (await fetch(`/desk/schedule?${asked}`)).json();
  } catch {
    return { ok: false, message: text("failed") };
  }
}

function partRow(number, [day, sum]) {
  const row = document.createElement("div"), label = document.createElement("span");
  const amount = document.createElement("input"), on = document.createElement("input");
  label.textContent = number;
  Object.assign(amount, { name: `amount_${number}`, autocomplete: "off", value: sum });
  amount.setAttribute("aria-label", `${text("amount")} ${number}`);
  Object.assign(on, { name: `on_${number}`, autocomplete: "off", value: day });
  on.setAttribute("aria-label", `${text("day")} ${number}`);
  for (const [field, kind] of [[amount, "amount"], [on, "day"]]) {
    const cell = document.createElement("div");
    field.dataset.typed = kind;
    cell.append(field);
    row.append(cell);
  }
  row.prepend(label);
  return row;
}

async function fillPlan(form, data, known) {
  const count = Math.min(60, Math.max(2, Number($("[name=parts]", form).value) || 3));
  const first = $("[name=first]", form).value || data.suggested;
  let parts = known;
  if (!parts) {
    const answer = await askForParts(tokenOf(form), count, first);
    if (!answer.ok) return showFieldError(form, { ...answer, field: answer.field === "first" ? "first" : "parts" });
    parts = answer.parts;
  }
  hideError(form);
  $("[data-parts]", form).replaceChildren(...parts.map((part, i) => partRow(i + 1, part)));
}

// A time is the customer's: the form says whose clock it means.
async function tellClock(form) {
  const asked = new URLSearchParams({ kind: "whose", form: "callback", token: tokenOf(form) });
  const answer = await fetch(`/typed?${asked}`).then((response) => response.json()).catch(() => ({}));
  $("[data-whose-clock]", form).textContent = answer.said ?? "";
}

// Puts the form of a code into its slot, filled with what is sensible for this customer, and returns it.
export function prepare(slot, kind, code, title, data, parts) {
  const source = document.getElementById(`form-${kind}`);
  slot.replaceChildren(source.content.cloneNode(true));
  slot.hidden = false;
  const form = $("form", slot);
  $("[data-title]", form).textContent = title;
  form.dataset.kind = kind;
  const on = $("[name=on_date]", form);
  if (on) on.value = kind === "callback" ? data.tomorrow : data.suggested;
  const amount = $("[name=amount]", form);
  if (amount && code === "PTP") amount.value = data.owed;
  if (kind === "callback") {
    $("[name=at_time]", form).value = "10:00";
    tellClock(form);
  }
  if (kind === "plan") {
    $("[name=first]", form).value = data.suggested;
    if (parts) {
      $("[name=parts]", form).value = parts.length;
      $("[name=first]", form).value = parts[0][0];
    }
    fillPlan(form, data, parts);
    for (const name of PLAN) $(`[name=${name}]`, form).addEventListener("change", () => fillPlan(form, data));
  }
  return form;
}

const fieldsOf = (form) => Object.fromEntries([...new FormData(form)].filter(([name]) => !PLAN.includes(name)));

// The form is said back first, where it has amounts, days or times; then it is recorded.
export function onSubmit(form, code, record) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = await confirmed(form, code, fieldsOf(form), (answer) => showFieldError(form, answer));
    if (fields) await record(fields);
  });
}

export function choose(button, parts) {
  const { code, form: kind } = button.dataset;
  if (kind === "note" && !correcting) return record(code, {});
  const texts = [...button.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
  const title = texts.map((node) => node.textContent).join("").trim();
  const form = prepare($(".oform"), kind, code, title, panel().dataset, parts);
  onSubmit(form, code, (fields) => record(code, fields, form));
  ($("input, textarea", form) ?? $("button[type=submit]", form)).focus();
}
