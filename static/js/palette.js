// The command palette: Ctrl+K (⌘K) on every page, by keyboard alone.
import { $, $$ } from "./dom.js";

const PAUSE = 120; // ms after the last key
const dialog = $("#palette"), field = $("#palette-words"), list = $("#palette-list");
let timer = 0, asked = 0, stale = false;

const options = () => $$("[role=option]", list);

function choose(at) {
  const all = options();
  const next = all[(at + all.length) % all.length];
  for (const one of all) one.setAttribute("aria-selected", String(one === next));
  if (next) field.setAttribute("aria-activedescendant", next.id); else field.removeAttribute("aria-activedescendant");
  next?.scrollIntoView({ block: "nearest" });
}

const element = (tag, className, textContent) =>
  Object.assign(document.createElement(tag), { className, textContent });

function draw(groups) {
  let number = 0;
  const parts = groups.map((group) => {
    const box = element("div", "palette-group", "");
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", group.name);
    const title = element("p", "muted", group.name);
    title.setAttribute("aria-hidden", "true");
    const rows = group.items.map((item) => {
      const row = element("div", "palette-row", "");
      Object.assign(row, { id: `palette-${number++}` });
      row.setAttribute("role", "option");
      row.dataset.href = item.href;
      row.append(element("span", "", item.label), element("span", "muted", item.note));
      return row;
    });
    box.append(title, ...rows);
    return box;
  });
  list.replaceChildren(...(parts.length ? parts : [element("p", "muted", dialog.dataset.nothing)]));
  choose(0);
}

// The answer that was asked for last is shown; one that comes late is dropped.
async function look() {
  const mine = ++asked;
  const answer = await fetch(`/find?q=${encodeURIComponent(field.value)}`).then((r) => r.json()).catch(() => null);
  if (mine !== asked || !answer?.ok) return;
  stale = false;
  draw(answer.groups);
}

// A customer is found at the desk through its own search, which says who has the customer and lets one take a call.
function findAtDesk() {
  const button = $("[data-act=open][data-dialog=search]");
  if (!button || !location.hash.startsWith("#find=")) return;
  const words = decodeURIComponent(location.hash.slice(6));
  history.replaceState(null, "", location.pathname);
  button.click();
  const search = $("[data-search]");
  search.value = words;
  search.dispatchEvent(new Event("search", { bubbles: true }));
}

function go(row) {
  if (!row) return;
  dialog.close();
  const there = new URL(row.dataset.href, location);
  const here = there.pathname === location.pathname && there.hash;
  location.assign(there);
  if (here) findAtDesk();
}

const selected = () => options().find((row) => row.getAttribute("aria-selected") === "true");

// Enter right after the last letter means what was typed, not what stood there before.
async function enter() {
  clearTimeout(timer);
  if (stale) await look();
  go(selected());
}

function open() {
  if ($("dialog[open]")) return;
  field.value = "";
  list.replaceChildren();
  dialog.showModal();
  field.focus();
  look();
}

export function watchPalette() {
  if (!dialog) return;
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (dialog.open) dialog.close(); else open();
  });
  $("[data-palette]")?.addEventListener("click", open);
  field.addEventListener("input", () => { stale = true; clearTimeout(timer); timer = setTimeout(look, PAUSE); });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const at = options().indexOf(selected());
    if (event.key === "ArrowDown") choose(at + 1);
    else if (event.key === "ArrowUp") choose(at - 1);
    else if (event.key === "Enter") enter();
    else return;
    event.preventDefault();
  });
  list.addEventListener("click", (event) => go(event.target.closest("[role=option]")));
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  setTimeout(findAtDesk); // when the desk's own listeners stand
}
