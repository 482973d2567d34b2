// The outcome bar: a code is recorded at once, or after its short form; an error marks its field.
import { $, $$, hideError, main, showError, text, toast } from "./dom.js";
import { showChanged } from "./desk/dialogs.js";
import { shownPoints } from "./desk/points.js";
import { send } from "./http-commands.js";

const panel = () => $("#panel-outcome");
const note = () => $("textarea[data-note]")?.value ?? "";
const PLAN = ["parts", "first"]; // fields from which the parts of a plan are worked out: they are not sent
let correcting = false;

export function toggleCorrecting(button) {
  correcting = !correcting;
  button.setAttribute("aria-pressed", String(correcting));
  panel().toggleAttribute("data-js-correcting", correcting);
  if (correcting) toast(text("correct"));
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
    correcting = false;
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

const isoDay = (date) => date.toISOString().slice(0, 10);
const plusDays = (iso, days) => isoDay(new Date(Date.parse(iso) + days * 864e5));
function plusMonths(iso, months) {
  const date = new Date(iso);
  date.setUTCMonth(date.getUTCMonth() + months);
  return isoDay(date);
}

// Without a customer on the screen (a lead's correction): equal parts a month apart, to be changed by hand.
function equalParts(count, first, owed) {
  const cents = Math.round(Number(owed) * 100), each = Math.floor(cents / count);
  const part = (i) => (i === count - 1 ? cents - each * i : each) / 100;
  return Array.from({ length: count }, (_, i) => [plusMonths(first, i), part(i).toFixed(2)]);
}

// The parts of a plan as the server works them out: exact to the cent, on working days, after payday.
async function askForParts(count, first) {
  const asked = new URLSearchParams({ token: main.dataset.token, parts: count, first });
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
  Object.assign(amount, { name: `amount_${number}`, inputMode: "decimal", value: sum });
  amount.setAttribute("aria-label", `${text("amount")} ${number}`);
  Object.assign(on, { name: `on_${number}`, type: "date", value: day });
  on.setAttribute("aria-label", `${number}`);
  row.append(label, amount, on);
  return row;
}

async function fillPlan(form, data, known) {
  const count = Math.min(60, Math.max(2, Number($("[name=parts]", form).value) || 3));
  const first = $("[name=first]", form).value || data.suggested;
  let parts = known ?? (Number(main.dataset.token) ? null : equalParts(count, first, data.owed));
  if (!parts) {
    const answer = await askForParts(count, first);
    if (!answer.ok) return showFieldError(form, { ...answer, field: answer.field === "first" ? "first" : "parts" });
    parts = answer.parts;
  }
  hideError(form);
  $("[data-parts]", form).replaceChildren(...parts.map((part, i) => partRow(i + 1, part)));
}

// Puts the form of a code into its slot, filled with what is sensible for this customer, and returns it.
export function prepare(slot, kind, code, title, data, parts) {
  const source = document.getElementById(`form-${kind}`);
  slot.replaceChildren(source.content.cloneNode(true));
  slot.hidden = false;
  const form = $("form", slot);
  $("[data-title]", form).textContent = title;
  const on = $("[name=on_date]", form);
  if (on) {
    const value = kind === "callback" ? plusDays(data.today, 1) : data.suggested;
    Object.assign(on, { min: data.today, max: data.latest, value });
  }
  const amount = $("[name=amount]", form);
  if (amount && code === "PTP") amount.value = data.owed;
  if (kind === "callback") $("[name=at_time]", form).value = "10:00";
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

export const fieldsOf = (form) => Object.fromEntries([...new FormData(form)].filter(([name]) => !PLAN.includes(name)));

export function choose(button, parts) {
  const { code, form: kind } = button.dataset;
  if (kind === "note" && !correcting) return record(code, {});
  const texts = [...button.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
  const title = texts.map((node) => node.textContent).join("").trim();
  const form = prepare($(".oform"), kind, code, title, panel().dataset, parts);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    record(code, fieldsOf(form), form);
  });
  ($("input, textarea", form) ?? $("button[type=submit]", form)).focus();
}
