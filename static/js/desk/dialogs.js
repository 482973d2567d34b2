// The dialogs of the desk: what each one shows when it opens, and an answer that keeps it open.
import { $, $$, hideError, main, showError } from "../dom.js";
import { fillFile } from "../customer-file.js";

const ANY_CUSTOMER = ["search", "break", "help"]; // these stay open when the customer on the screen changes
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

const prepare = {
  why: (dialog) => $("[data-why-slot]", dialog).replaceChildren(copyOf($("[data-why]"))),
  profiling: (dialog) => $("[data-explain-slot]", dialog).replaceChildren(copyOf($("[data-explain]"))),
  safe_end: (dialog) => $("[data-ways-slot]", dialog).replaceChildren(copyOf($("[data-ways]"))),
  consent: showPartsOfKind,
  handover: (dialog) => { fillColleagues($("[data-colleague-list]", dialog)); },
  file: fillFile,
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
  const first = $("input, textarea, select", dialog);
  first?.focus();
  if (name === "search") first.select(); // what was looked for last gives way to what is typed
}

export function answerInDialog(answer, dialog) {
  if (answer.ok) dialog.close();
  else showError(dialog, answer.message);
}

// The facts changed since the screen was drawn: they are named, and the next press goes through.
export function showChanged(answer) {
  const dialog = $("#dialog-changed");
  $("[data-changed]", dialog).textContent = (answer.changed ?? []).join(", ") || answer.message;
  dialog.showModal();
}

export function watchDialogs() {
  document.addEventListener("change", (event) => {
    if (event.target.matches("#dialog-consent [name=kind]")) showPartsOfKind($("#dialog-consent"));
  });
}
