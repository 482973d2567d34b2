// What every module shares: short ways to the document, texts of the page, ids, the server's time, announcements.
export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
export const main = $("#main");
// The hand-out that an element belongs to; "0" for none.
export const tokenOf = (element) => element.closest("[data-token]")?.dataset.token ?? "0";

const texts = $("#texts");
export const text = (name) => texts?.dataset[name] ?? "";

// Where the page is not served over https there is no crypto.randomUUID.
const randomDigit = (c) => (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+c / 4)))).toString(16);
export const uuid = () => crypto.randomUUID?.()
  ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, randomDigit);

// Of a request that a page makes without the person: it keeps no session awake.
export const BY_ITSELF = { headers: { "X-By-Itself": "1" } };

export const csrfToken = () => $("meta[name=csrf-token]").content;

// The server's time, carried by pushes and beats: timers never trust the clock of the agent's device.
let ahead = main?.dataset.now ? Date.parse(main.dataset.now) - Date.now() : 0;
export const setServerNow = (iso) => { ahead = Date.parse(iso) - Date.now(); };
export const serverNow = () => Date.now() + ahead;

// The error line of a form or a dialog.
export function hideError(root) {
  const line = $("[data-error]", root);
  if (line) line.hidden = true;
}
export function showError(root, message) {
  const line = $("[data-error]", root);
  line.textContent = message;
  line.hidden = false;
}

// For screen readers: `say` waits its turn, `shout` interrupts.
export const say = (words) => { const at = $("#say"); if (at) at.textContent = words; };
export const shout = (words) => { const at = $("#shout"); if (at) at.textContent = words; };

// One quiet line: why a key did nothing, or what it did. The next one takes its place.
let quietTimer = 0;
export function quiet(words) {
  const at = $("#quiet");
  if (!at || !words) return;
  clearTimeout(quietTimer);
  at.textContent = words;
  at.hidden = false;
  say(words);
  quietTimer = setTimeout(() => { at.hidden = true; }, 5000);
}

export function toast(words, kind = "") {
  const box = $("#toasts");
  if (!box || !words) return;
  for (const old of box.children) if (old.textContent === words) old.remove(); // never the same words twice
  const line = document.createElement("p");
  line.className = `toast ${kind}`;
  line.textContent = words;
  box.append(line);
  (kind === "error" ? shout : say)(words);
  setTimeout(() => line.remove(), kind === "error" ? 9000 : 4000);
}
