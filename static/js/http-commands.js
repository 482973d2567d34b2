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

const held = new Map(); // the commands that wait for the connection: their name, and since when
// What waits, the oldest first.
export const waitingNow = () => [...held.values()];

function showWaiting() {
  const at = $("#truth-waiting");
  if (!at) return;
  at.hidden = held.size === 0;
  at.textContent = text("waiting").replace("{n}", held.size);
  document.dispatchEvent(new Event("waiting"));
}

// Puts a command on the list of what waits, and returns the function that takes it off again.
export function waits(name) {
  const mark = {};
  held.set(mark, { name: name || text("entry"), since: new Date() });
  showWaiting();
  return () => { held.delete(mark); showWaiting(); };
}

let label = "";
// The words of the pressed button name what it sends, should that have to wait.
export function named(words, act) {
  label = words;
  try { return act(); } finally { label = ""; }
}
export const present = () => label;

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

const DEFAULTS = { retry: true, longest: LONGEST };
export const send = (path, fields = {}, options = {}) => once(options.once ?? path, async () => {
  const { retry, longest, words } = { ...DEFAULTS, words: label, ...options };
  const outcome = $("#panel-outcome");
  const given = Array.isArray(fields) ? fields : Object.entries(fields); // a name may stand twice
  const stands = new Set(given.map(([name]) => name));
  const own = [["key", uuid()], ["token", main.dataset.token], ["facts_version", outcome?.dataset.facts ?? 0]];
  const body = [...own.filter(([name]) => !stands.has(name)), ...given];
  const started = Date.now();
  let told = null;
  try {
    for (let wait = 300; ; wait = Math.min(wait * 1.7, 4000)) {
      try { return await post(path, body); } catch {
        if (!retry || Date.now() - started > longest) return { ok: false, code: "busy", message: text("failed") };
        if (!told && Date.now() - started > 1500) { told = waits(words); toast(text("sent")); }
        await pause(wait);
      }
    }
  } finally { told?.(); }
});
