// The search for a customer: as it is typed, and up and down through what was found.
import { $, $$ } from "../dom.js";

const PAUSE = 200; // ms after the last key
const choices = () => $$("#found button:not([disabled])");
let timer = 0;

async function look(query) {
  const response = await fetch(`/desk/search?q=${encodeURIComponent(query)}`);
  if (response.ok) $("#found").innerHTML = await response.text();
}

function fromField(event) {
  if (!["Enter", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  const [first] = choices();
  if (event.key === "Enter") first?.click(); else first?.focus();
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
    timer = setTimeout(look, PAUSE, event.target.value);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.matches?.("[data-search]")) fromField(event);
    else if (event.target.closest?.("#found")) fromChoice(event);
  });
}
