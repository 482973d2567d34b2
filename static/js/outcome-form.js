// The outcome bar: a code at once, or its short form first; errors stand beside the field.
import { $, $$, main, text, toast } from "./dom.js";
import { send } from "./http-commands.js";

const panel = () => $("#panel-outcome");
const note = () => $("textarea[data-note]")?.value ?? "";
let correcting = false;

export function toggleCorrecting(button) {
  correcting = !correcting;
  button.setAttribute("aria-pressed", String(correcting));
  panel().toggleAttribute("data-js-correcting", correcting);
  if (correcting) toast(text("correct"));
}

export function showError(form, answer) {
  const box = $("[data-error]", form);
  box.textContent = answer.message;
  box.hidden = false;
  for (const field of $$("input, textarea, select", form)) field.removeAttribute("aria-invalid");
  const wrong = answer.field && $(`[name="${answer.field}"]`, form);
  if (wrong) { wrong.setAttribute("aria-invalid", "true"); wrong.focus(); }
}

function changed(answer) {
  const dialog = $("#dialog-changed");
  $("[data-changed]", dialog).textContent = (answer.changed ?? []).join(", ") || answer.message;
  dialog.showModal();
}

async function record(code, fields, form) {
  const data = panel().dataset;
  const shown = $$(".say-card[data-point]").map((card) => card.dataset.point).join(" ");
  const body = { code, note: note(), shown, ...fields };
  if (correcting) body.outcome_id = data.recorded;
  const answer = await send(correcting ? "/desk/correct" : "/desk/finish", body, { once: "outcome" });
  if (answer.ok) { correcting = false; close(); if (answer.message) toast(answer.message); return; }
  if (answer.code === "stale") changed(answer);
  else if (form && answer.code === "invalid") showError(form, answer);
  else toast(answer.message, "error");
}

export function close() {
  const slot = $(".oform");
  if (slot) { slot.hidden = true; slot.replaceChildren(); }
  main.querySelector("[data-focus]:not([disabled])")?.focus();
}

const later = (iso, days) => new Date(Date.parse(iso) + days * 864e5).toISOString().slice(0, 10);

const months = (iso, n) => { const d = new Date(iso); d.setUTCMonth(d.getUTCMonth() + n); return d.toISOString().slice(0, 10); };
// Without a customer on the screen (a lead's correction): equal parts a month apart, to be changed by hand.
function equalParts(count, first, owed) {
  const cents = Math.round(Number(owed) * 100), each = Math.floor(cents / count);
  return Array.from({ length: count }, (_, i) => [months(first, i), ((i === count - 1 ? cents - each * i : each) / 100).toFixed(2)]);
}

// The parts of a plan as the server works them out: exact to the cent, on working days, after payday.
async function fillPlan(form, data, known) {
  const count = Math.min(60, Math.max(2, Number($("[name=parts]", form).value) || 3));
  const first = $("[name=first]", form).value || data.suggested;
  let parts = known ?? (Number(main.dataset.token) ? null : equalParts(count, first, data.owed));
  if (!parts) {
    const asked = new URLSearchParams({ token: main.dataset.token, parts: count, first });
    const answer = await fetch(`/desk/schedule?${asked}`).then((r) => r.json()).catch(() => ({ ok: false, message: text("failed") }));
    if (!answer.ok) return showError(form, { ...answer, field: answer.field === "first" ? "first" : "parts" });
    parts = answer.parts;
  }
  $("[data-error]", form).hidden = true;
  const box = $("[data-parts]", form);
  box.replaceChildren();
  for (let i = 1; i <= parts.length; i++) {
    const row = document.createElement("div");
    const amount = document.createElement("input"), on = document.createElement("input"), label = document.createElement("span");
    label.textContent = i;
    amount.name = `amount_${i}`; amount.inputMode = "decimal"; amount.setAttribute("aria-label", `${text("amount")} ${i}`);
    amount.value = parts[i - 1][1];
    on.name = `on_${i}`; on.type = "date"; on.value = parts[i - 1][0]; on.setAttribute("aria-label", `${i}`);
    row.append(label, amount, on);
    box.append(row);
  }
}

// Gives the form of a code in its slot, filled with what is sensible for this customer.
export function prepare(slot, kind, code, title, data, parts) {
  const source = document.getElementById(`form-${kind}`);
  slot.replaceChildren(source.content.cloneNode(true));
  slot.hidden = false;
  const form = $("form", slot);
  $("[data-title]", form).textContent = title;
  const on = $("[name=on_date]", form);
  if (on) { on.min = data.today; on.max = data.latest; on.value = kind === "callback" ? later(data.today, 1) : data.suggested; }
  const amount = $("[name=amount]", form);
  if (amount && code === "PTP") amount.value = data.owed;
  if (kind === "callback") $("[name=at_time]", form).value = "10:00";
  if (kind === "plan") {
    $("[name=first]", form).value = data.suggested;
    if (parts) { $("[name=parts]", form).value = parts.length; $("[name=first]", form).value = parts[0][0]; }
    fillPlan(form, data, parts);
    for (const name of ["parts", "first"]) $(`[name=${name}]`, form).addEventListener("change", () => fillPlan(form, data));
  }
  return form;
}

export const fieldsOf = (form) => Object.fromEntries([...new FormData(form)].filter(([name]) => !["parts", "first"].includes(name)));

export function choose(button, parts) {
  const { code, form: kind } = button.dataset;
  if (kind === "note" && !correcting) return record(code, {});
  const title = [...button.childNodes].filter((n) => n.nodeType === 3).map((n) => n.textContent).join("").trim();
  const form = prepare($(".oform"), kind, code, title, panel().dataset, parts);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    record(code, fieldsOf(form), form);
  });
  ($("input, textarea", form) ?? $("button[type=submit]", form)).focus();
}
