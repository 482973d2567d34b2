// The officer's inbox: j and k move, the pane beside the list follows, Enter goes to the act.
import { $, $$ } from "./dom.js";

const pane = () => $("#inbox-pane");
const rows = () => $$("[data-inbox]");
let chosen = "", asked = 0;

function mark() {
  for (const row of rows()) row.toggleAttribute("data-js-chosen", row.dataset.inbox === chosen);
}

// The answer that was asked for last is shown; one that comes late is dropped.
async function show(row) {
  chosen = row.dataset.inbox;
  mark();
  const mine = ++asked;
  const page = await fetch(row.href).then((r) => (r.ok ? r.text() : "")).catch(() => "");
  const article = $("#inbox-item", new DOMParser().parseFromString(page, "text/html"));
  if (mine !== asked || !article) return false;
  pane().replaceChildren(...article.childNodes);
  return true;
}

const inField = (e) => e.matches?.("input, textarea, select, [contenteditable]");

export function listen() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || inField(event.target)) return;
    if ($("dialog[open]") || !["j", "k"].includes(event.key)) return;
    const all = rows(), at = all.findIndex((row) => row.dataset.inbox === chosen);
    const next = all[Math.min(all.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))];
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    show(next);
  });
  document.addEventListener("click", async (event) => {
    const row = event.target.closest?.("[data-inbox]");
    if (!row || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    if (row.dataset.inbox !== chosen || !$("form, a", pane())) await show(row);
    (pane().querySelector("textarea, select, input:not([type=hidden]), button, a.button") ?? $("h2", pane()))?.focus();
  });
  document.addEventListener("drawn", mark);
  if (rows().length) show(rows()[0]);
}
