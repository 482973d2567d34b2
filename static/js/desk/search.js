// The search for a customer: a number or an id as it is typed, a name with Enter (each customer that is shown counts
// in the budget of the day), and up and down through what was found.
import { $, $$ } from "../dom.js";

const PAUSE = 400; // ms after the last key
const DIGITS = 4; // from which on the words are a number or an id
const NUMBER = 7; // digits of a telephone number
const choices = () => $$("#found button:not([disabled])");
const digits = (text) => text.replace(/\D/g, "").length;
let timer = 0, shown = "";

async function look(query) {
  clearTimeout(timer);
  shown = query;
  if (digits(query) >= NUMBER) $("[data-rings]").value = query;
  const response = await fetch(`/desk/search?q=${encodeURIComponent(query)}`);
  if (response.ok) $("#found").innerHTML = await response.text();
}

function fromField(event) {
  if (!["Enter", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  const [first] = choices();
  if (event.key !== "Enter") first?.focus();
  else if (event.target.value === shown) first?.click();
  else look(event.target.value);
}

function fromChoice(event) {
  if (!["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  const all = choices(), at = all.indexOf(event.target);
  if (event.key === "ArrowUp" && at === 0) $("[data-search]").focus();
  else all[Math.min(all.length - 1, at + (event.key === "ArrowDown" ? 1 : -1))]?.focus();
}

export function watchSearch() {
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-search]")) return;
    clearTimeout(timer);
    if (digits(event.target.value) >= DIGITS) timer = setTimeout(look, PAUSE, event.target.value);
  });
  document.addEventListener("search", (event) => {
    if (event.target.matches("[data-search]")) look(event.target.value);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.matches?.("[data-search]")) fromField(event);
    else if (event.target.closest?.("#found")) fromChoice(event);
  });
}
