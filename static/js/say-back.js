// Say it back: the first press shows what a form is about to record as one sentence, a press of its own records it.
import { $, hideError, text, tokenOf } from "./dom.js";

const AGAIN = 700; // ms: a key that bounces, or Enter out of habit, is not the press that records
const PATIENCE = 2000; // ms; without the server the typed values stand for the sentence

async function ask(form, code, fields) {
  const asked = new URLSearchParams({ ...fields, code, token: tokenOf(form) });
  try {
    const options = { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) };
    return await (await fetch(`/said?${asked}`, options)).json();
  } catch {
    return { ok: true, said: [$("[data-title]", form).textContent, ...Object.values(fields)].join(" · "), fields };
  }
}

function label(form, word) {
  $("[data-submit]", form).textContent = text(word);
  const plain = $("[data-plain]", form); // a form of one line is said back by Enter, and recorded by the combination
  if (!plain) return;
  plain.hidden = word === "record";
  $("[data-combo]", form).hidden = word !== "record";
}

const timers = new WeakMap();

function forget(form) {
  const line = $("[data-said]", form);
  clearTimeout(timers.get(form));
  delete line.dataset.jsReady;
  line.hidden = true;
  label(form, "sayBack");
}

// Returns the fields to record, or nothing while the sentence waits for its press. `fields`: what the form holds.
export async function confirmed(form, code, fields, refused) {
  const line = $("[data-said]", form);
  if (!line) return fields;
  if (!line.hidden) return line.dataset.jsReady ? JSON.parse(line.dataset.jsFields) : null;
  const answer = await ask(form, code, fields);
  if (!answer.ok) { refused(answer); return null; }
  hideError(form);
  line.textContent = answer.said;
  line.dataset.jsFields = JSON.stringify(answer.fields);
  line.hidden = false;
  timers.set(form, setTimeout(() => { line.dataset.jsReady = "1"; }, AGAIN));
  label(form, "record");
  form.addEventListener("input", () => forget(form), { once: true });
  return null;
}
