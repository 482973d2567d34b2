// Puts pushed panels into a page that is being used: morphed under the same hand-out, replaced under another.
import htmx from "htmx.org/dist/htmx.esm.js";
import { $, main } from "./dom.js";

const before = new Set();
export const beforeReplace = (listener) => before.add(listener);

const isOpen = (form) => form && !form.hidden;

async function swapOne(name, html) {
  const old = document.getElementById(`panel-${name}`);
  if (!old) return;
  const box = document.createElement("template");
  box.innerHTML = html.trim();
  const fresh = box.content.firstElementChild;
  const same = old.dataset.token === fresh.dataset.token && !old.hidden && !fresh.hidden;
  if (same) {
    const open = [...old.querySelectorAll("[data-js-open]:not([hidden])")].map((e) => e.id);
    await htmx.swap({ text: html, target: old, sourceElement: old, swap: "outerMorph" });
    for (const id of open) document.getElementById(id)?.removeAttribute("hidden");
    return;
  }
  for (const listener of before) listener(name, old);
  old.replaceWith(fresh);
}

// Where the focus belongs: what the server marks (an offer, the card that is "now"), never an act that ends something.
const place = () => $("#main [data-focus]:not([disabled])") ?? $("#panel-shift [data-focus]")
  ?? $("#panel-customer h1") ?? $("#panel-shift button");

export async function swapAll(panels, token) {
  const was = main.dataset.token;
  const focused = document.activeElement, act = focused?.dataset.act;
  const inside = focused && focused !== document.body && focused.closest("[id^=panel-]");
  for (const [name, html] of Object.entries(panels)) await swapOne(name, html);
  main.dataset.token = token;
  if (String(token) !== was) {
    for (const dialog of document.querySelectorAll("dialog[open]")) {
      if (dialog.dataset.token && dialog.dataset.token !== "0") dialog.close();
    }
    place()?.focus();
  } else if (inside && (!focused.isConnected || focused.dataset.act !== act) && !isOpen($(".oform"))) {
    place()?.focus(); // a morph may have made another act of the button that had the focus
  }
}
