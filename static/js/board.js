// The agents of the floor: rows that changed are put in, all others stay untouched. Sorting, filtering and grouping
// are the reader's own and survive every push.
import { $, $$, serverNow } from "./dom.js";
import { swapAll } from "./swap.js";

const shown = new Map(); // id -> the row as the server sent it
const listeners = new Set();
export const onRow = (listener) => listeners.add(listener);

const box = document.createElement("template");
function rowsOf(html) {
  box.innerHTML = html;
  return [...box.content.querySelectorAll("tr[data-id]")];
}

function put(row) {
  const { id } = row.dataset, html = row.outerHTML, old = document.getElementById(row.id);
  if (shown.get(id) === html && old) return;
  shown.set(id, html);
  const focused = old?.contains(document.activeElement);
  if (old) old.replaceWith(row); else $("#agent-rows").append(row);
  if (focused) $(".agent-open", row)?.focus();
  for (const listener of listeners) listener(id);
}

function remove(id) {
  shown.delete(id);
  document.getElementById(`agent-${id}`)?.remove();
  for (const listener of listeners) listener(id);
}

export function patchRows(rows) {
  for (const [id, html] of Object.entries(rows)) {
    if (html) put(rowsOf(html)[0]); else remove(id);
  }
}

// The whole panel of a snapshot: only its rows are taken, and of them those that are other ones.
export function takeAgents(html) {
  const rows = rowsOf(html), there = new Set(rows.map((row) => row.dataset.id));
  for (const row of rows) put(row);
  for (const row of $$("#agent-rows tr[data-id]")) if (!there.has(row.dataset.id)) remove(row.dataset.id);
}

// --- order, filter, groups ---------------------------------------------------------------------
const view = { key: "help", down: false, words: "", grouped: false, off: false };
const TEXTS = ["state"];
const isLate = (row) => Boolean(row.dataset.lateAt) && Date.parse(row.dataset.lateAt) <= serverNow();

function rank(row) {
  const { help } = row.dataset;
  return help === "9" && isLate(row) ? 4 : Number(help);
}

export function compare(a, b, { key, down } = view) {
  const byName = a.dataset.name.localeCompare(b.dataset.name);
  let order;
  if (key === "help") order = rank(a) - rank(b);
  else if (key === "since") order = Date.parse(a.dataset.since) - Date.parse(b.dataset.since);
  else if (TEXTS.includes(key)) order = a.dataset.words.localeCompare(b.dataset.words);
  else order = Number(b.dataset[key]) - Number(a.dataset[key]);
  return (down ? -order : order) || byName;
}

export function wanted(row, { words, off } = view) {
  const { state, name, team } = row.dataset;
  if (words) return `${name} ${team} ${row.dataset.words}`.toLowerCase().includes(words);
  return off || state !== "offline";
}

function heading(team) {
  const row = document.createElement("tr");
  row.className = "team-head";
  const cell = document.createElement("th");
  cell.colSpan = 11;
  cell.scope = "rowgroup";
  cell.textContent = team || "–";
  row.append(cell);
  return row;
}

// Moves no row that stands where it belongs.
export function arrange() {
  const body = $("#agent-rows");
  if (!body) return;
  const rows = $$("tr[data-id]", body);
  let off = 0, visible = 0;
  for (const row of rows) {
    const hide = !wanted(row);
    if (row.hidden !== hide) row.hidden = hide;
    if (row.dataset.state === "offline") off += 1;
    if (!hide) visible += 1;
  }
  rows.sort((a, b) => (view.grouped ? a.dataset.team.localeCompare(b.dataset.team) : 0) || compare(a, b));
  for (const head of $$(".team-head", body)) head.remove();
  const order = [];
  let team = null;
  for (const row of rows) {
    if (view.grouped && !row.hidden && row.dataset.team !== team) order.push(heading(team = row.dataset.team));
    order.push(row);
  }
  let at = body.firstElementChild;
  for (const row of order) {
    if (row === at) { at = at.nextElementSibling; continue; }
    body.insertBefore(row, at);
  }
  const count = $("[data-js=shown]"), outside = $("[data-js=off]");
  if (count) count.textContent = visible === rows.length ? visible : `${visible} / ${rows.length}`;
  if (outside) outside.textContent = off || "";
}

function sortBy(button) {
  const { sort } = button.dataset;
  view.down = view.key === sort && !view.down;
  view.key = sort;
  for (const head of $$("#panel-agents th[aria-sort]")) head.removeAttribute("aria-sort");
  button.closest("th").setAttribute("aria-sort", view.down ? "descending" : "ascending");
  arrange();
}

function press(button, name) {
  view[name] = !view[name];
  button.setAttribute("aria-pressed", String(view[name]));
  arrange();
}

function step(event) {
  const opener = event.target.closest?.(".agent-open"), down = event.key === "ArrowDown";
  if (!opener || !(down || event.key === "ArrowUp")) return;
  event.preventDefault();
  const all = $$("#agent-rows tr:not([hidden]) .agent-open");
  all[all.indexOf(opener) + (down ? 1 : -1)]?.focus();
}

export function watchBoard() {
  const panel = $("#panel-agents");
  if (!panel) return;
  panel.addEventListener("click", (event) => {
    const sort = event.target.closest("[data-sort]");
    if (sort) return sortBy(sort);
    if (event.target.closest("#agents-group")) press($("#agents-group"), "grouped");
    if (event.target.closest("#agents-off")) press($("#agents-off"), "off");
  });
  $("#agents-filter").addEventListener("input", (event) => {
    view.words = event.target.value.trim().toLowerCase();
    arrange();
  });
  document.addEventListener("keydown", step);
  setInterval(arrange, 5000); // some are late by time alone
  arrange();
}

export async function applyBoard({ panels, rows = {} }) {
  const { agents, ...others } = panels;
  const withAgents = Boolean($("#agent-rows"));
  if (withAgents && agents !== undefined) takeAgents(agents);
  if (withAgents) patchRows(rows);
  await swapAll(others, 0);
  if (withAgents && (agents !== undefined || Object.keys(rows).length)) arrange();
}
