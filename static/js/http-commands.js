// Commands over HTTP: one key until the answer is known, resent after a lost answer, never doubled.
import { $, main, text, toast, uuid } from "./dom.js";

export const LONGEST = 150000; // a cut of up to 90 s, and the way back, is no loss
const PATIENCE = 8000; // a request that says nothing so long is lost: the next one asks with the same key
const running = new Map();
// One command of a kind at a time: double Enter and double click are one.
export function once(name, work) {
  if (!running.has(name)) running.set(name, work().finally(() => running.delete(name)));
  return running.get(name);
}

// The line is back: whatever waits goes in at once.
export const pause = (ms) => new Promise((done) => {
  const end = () => { clearTimeout(timer); document.removeEventListener("back", end); done(); };
  const timer = setTimeout(end, ms);
  document.addEventListener("back", end);
});

let held = 0;
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
    headers: { "X-CSRFToken": $("meta[name=csrf-token]").content, Accept: "application/json" },
    body: new URLSearchParams(fields),
  });
  if (response.status === 401 || response.redirected) { location.assign("/login"); return new Promise(() => {}); }
  if (response.status >= 502 || response.status === 503 || response.status === 429) throw new Error("busy");
  return response.json();
}

export const send = (path, fields = {}, { once: name = path, retry = true } = {}) => once(name, async () => {
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
        if (!retry || Date.now() - started > LONGEST) return { ok: false, code: "busy", message: text("failed") };
        if (!told && Date.now() - started > 1500) { told = true; waiting(1); toast(text("sent")); }
        await pause(wait);
      }
    }
  } finally { if (told) waiting(-1); }
});
