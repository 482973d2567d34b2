// What every module shares: texts of the page, the CSRF token, ids, short ways to the document.
export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
export const main = $("#main");

const texts = $("#texts");
export const text = (name) => texts?.dataset[name] ?? "";

export const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) =>
  (+c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+c / 4)))).toString(16));

// The server's time, carried by pushes and beats: timers never trust the tablet's own clock.
let ahead = main?.dataset.now ? Date.parse(main.dataset.now) - Date.now() : 0;
export const setServerNow = (iso) => { ahead = Date.parse(iso) - Date.now(); };
export const serverNow = () => Date.now() + ahead;

export const say = (words) => { const at = $("#say"); if (at) at.textContent = words; };
export const shout = (words) => { const at = $("#shout"); if (at) at.textContent = words; };

export function toast(words, kind = "") {
  const box = $("#toasts");
  if (!box || !words) return;
  for (const old of box.children) if (old.textContent === words) old.remove(); // the same words once
  const line = document.createElement("p");
  line.className = `toast ${kind}`;
  line.textContent = words;
  box.append(line);
  (kind === "error" ? shout : say)(words);
  setTimeout(() => line.remove(), kind === "error" ? 9000 : 4000);
}
