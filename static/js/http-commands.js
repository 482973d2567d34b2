// Commands over HTTP: one key until the answer is known, sent again after a lost answer, never done twice.
import { $, csrfToken, main, text, toast, uuid } from "./dom.js";

export const LONGEST = 150000; // ms; a cut of up to 90 s and the time to connect again lose nothing
const PATIENCE = 8000; // ms; a request without an answer for so long is lost: the next one has the same key
const running = new Map();
// One command of a kind at a time: a double Enter or double click is one command.
export function once(name, work) {
  if (!running.has(name)) running.set(name, work().finally(() => running.delete(name)));
  return running.get(name);
}

// Waits so long, or until the connection is back.
export const pause = (ms) => new Promise((done) => {
  const end = () => { clearTimeout(timer); document.removeEventListener("back", end); done(); };
  const timer = setTimeout(end, ms);
  document.addEventListener("back", end);
});

let held = 0;
// Counts the commands that wait for the connection, for all to see.
export function waiting(more) {
  held += more;
  const at = $("#truth-waiting");
  if (!at) return;
  at.hidden = held === 0;
  at.textContent = text("waiting").replace("{n}", held);
}

async function post(path, fields) {
  const response = await fetch(path, {
    method: "POST", credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE),
    headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
    body: new URLSearchParams(fields),
  });
  if (response.status === 401 || response.redirected) { location.assign("/login"); return new Promise(() => {}); }
  if (response.status >= 502 || response.status === 503 || response.status === 429) throw new Error("busy");
  return response.json();
}

export const send = (path, fields = {}, { once: name = path, retry = true, longest = LONGEST } = {}) => once(name, async () => {
  const outcome = $("#panel-outcome");
  const given = Array.isArray(fields) ? fields : Object.entries(fields); // a name may stand twice
  const named = new Set(given.map(([name]) => name));
  const own = [["key", uuid()], ["token", main.dataset.token], ["facts_version", outcome?.dataset.facts ?? 0]];
  const body = [...own.filter(([name]) => !named.has(name)), ...given];
  const started = Date.now();
  let told = false;
  try {
    for (let wait = 300; ; wait = Math.min(wait * 1.7, 4000)) {
      try { return await post(path, body); } catch {
        if (!retry || Date.now() - started > longest) return { ok: false, code: "busy", message: text("failed") };
        if (!told && Date.now() - started > 1500) { told = true; waiting(1); toast(text("sent")); }
        await pause(wait);
      }
    }
  } finally { if (told) waiting(-1); }
});
