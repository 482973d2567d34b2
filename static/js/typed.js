// A field for a day, a time or an amount: the server reads what one types, and what it has read stands beside it.
import { tokenOf } from "./dom.js";

const PAUSE = 150; // ms after the last key

// The line beside the field; it comes with the first key.
function line(field) {
  const made = field.nextElementSibling;
  if (made?.matches(".read-as")) return made;
  const output = document.createElement("output");
  output.className = "read-as";
  output.setAttribute("aria-live", "polite");
  field.after(output);
  return output;
}

async function read(field) {
  const { typed: kind, past } = field.dataset, text = field.value, output = line(field);
  if (!text.trim()) { output.textContent = ""; return; }
  const form = field.form?.dataset.kind ?? "";
  const asked = new URLSearchParams({ kind, text, form, token: tokenOf(field), past: past === undefined ? "" : "1" });
  let answer;
  try { answer = await (await fetch(`/typed?${asked}`, { headers: { Accept: "application/json" } })).json(); } catch {
    return;
  }
  if (field.value !== text) return;
  output.textContent = answer.ok ? `= ${answer.said}` : answer.message ?? "";
  output.toggleAttribute("data-js-wrong", !answer.ok);
}

const timers = new WeakMap();
document.addEventListener("input", (event) => {
  const field = event.target;
  if (!field.matches?.("[data-typed]")) return;
  clearTimeout(timers.get(field));
  timers.set(field, setTimeout(read, PAUSE, field));
});
