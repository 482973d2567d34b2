// The dialogs of the desk: what each one shows when it opens, and an answer that keeps it open.
import { $, $$, hideError, main, say, showError, text, toast } from "../dom.js";
import { fillFile } from "../customer-file.js";
import { fillMessage } from "./message.js";
import { waitingNow } from "../http-commands.js";

const ANY_CUSTOMER = ["search", "break", "help", "waiting"]; // these stay open when the customer on the screen changes
let opener = {};

// What the button that opened the dialog carries in its data attributes.
export const openedBy = () => opener;
export const closeDialog = () => $("dialog[open]")?.close();

const copyOf = (template) => template?.content.cloneNode(true) ?? "";

// Who is free changes by the second: asked for when the dialog opens, never in a panel.
async function fillColleagues(list) {
  const response = await fetch("/desk/colleagues");
  if (response.ok) list.innerHTML = await response.text();
}

// Parts of the form that belong to one kind of consent alone.
function showPartsOfKind(dialog) {
  const kind = $("[name=kind]", dialog).value;
  for (const part of $$("[data-only]", dialog)) part.hidden = part.dataset.only !== kind;
  for (const part of $$("[data-but]", dialog)) part.hidden = part.dataset.but === kind;
}

function fillWaiting() {
  const list = $("[data-waiting-list]");
  if (!list) return;
  list.replaceChildren(...waitingNow().map(({ name, since }) => {
    const row = document.createElement("li"), at = document.createElement("time");
    at.textContent = since.toLocaleTimeString("en-GB", { timeZone: main.dataset.zone });
    row.append(at, ` ${name}`);
    return row;
  }));
}

// An offer never runs out unseen behind a dialog: the dialog says so, with the clock, and the offer's key acts here.
export function showOffer() {
  const accept = $("#panel-customer [data-act=accept]"), dialog = $("dialog[open]");
  for (const line of $$("[data-js-offer]")) {
    if (!accept || line.dataset.jsOffer !== main.dataset.token || line.closest("dialog") !== dialog) line.remove();
  }
  if (!accept || !dialog || $("[data-js-offer]", dialog)) return;
  const line = document.createElement("p"), button = document.createElement("button");
  line.className = "offer-waits";
  line.dataset.jsOffer = main.dataset.token;
  Object.assign(button, { type: "button", className: "button small primary", innerHTML: accept.innerHTML });
  button.addEventListener("click", acceptOffer);
  line.append(text("offer"), button);
  dialog.prepend(line);
  say(text("offer"));
}

// Closes what lies over the offer and accepts it. Returns false when there is none.
export function acceptOffer() {
  const accept = $("#panel-customer [data-act=accept]");
  if (!accept) return false;
  for (const dialog of $$("dialog[open]")) dialog.close();
  accept.click();
  return true;
}

const prepare = {
  waiting: fillWaiting,
  why: (dialog) => $("[data-why-slot]", dialog).replaceChildren(copyOf($("[data-why]"))),
  profiling: (dialog) => $("[data-explain-slot]", dialog).replaceChildren(copyOf($("[data-explain]"))),
  safe_end: (dialog) => $("[data-ways-slot]", dialog).replaceChildren(copyOf($("[data-ways]"))),
  consent: showPartsOfKind,
  handover: (dialog) => { fillColleagues($("[data-colleague-list]", dialog)); },
  file: fillFile,
  message: (dialog) => { fillMessage(dialog); },
  reveal: (dialog) => { $("[data-number]", dialog).textContent = ""; },
  search: () => { $("#found").replaceChildren(); },
};

export function openDialog(name, data) {
  const dialog = document.getElementById(`dialog-${name}`);
  if (!dialog || $("dialog[open]")) return;
  dialog.dataset.token = ANY_CUSTOMER.includes(name) ? "0" : String(Number(main.dataset.token));
  opener = { ...data };
  prepare[name]?.(dialog);
  hideError(dialog);
  dialog.showModal();
  showOffer();
  const first = $("input, textarea, select", dialog);
  first?.focus();
  if (name === "search") first.select(); // what was looked for last gives way to what is typed
}

export function answerInDialog(answer, dialog) {
  if (answer.ok) {
    dialog.close();
    if (answer.message) toast(answer.message); // what was saved, as one sentence
  } else showError(dialog, answer.message);
}

// The facts changed since the screen was drawn: they are named, and the next press goes through.
export function showChanged(answer) {
  const dialog = $("#dialog-changed");
  $("[data-changed]", dialog).textContent = (answer.changed ?? []).join(", ") || answer.message;
  dialog.showModal();
}

export function watchDialogs() {
  document.addEventListener("waiting", fillWaiting);
  document.addEventListener("accept", acceptOffer);
  document.addEventListener("change", (event) => {
    if (event.target.matches("#dialog-consent [name=kind]")) showPartsOfKind($("#dialog-consent"));
  });
}
