// The key of danger. The server turns the safety state on and alarms lead and officer; until it has answered, the page
// itself shows what to say and whom to ring.
import { $, $$, shout } from "../dom.js";
import { post } from "./connection.js";

const PATIENCE = 1500; // ms that the server gets before the page helps by itself
const dialog = () => $("#dialog-alone");
const isLive = () => $("#truth").dataset.state === "live" && navigator.onLine;

function show(kind) {
  const box = dialog(), region = $("#panel-customer")?.dataset.region;
  for (const words of $$("[data-alone]", box)) words.hidden = words.dataset.alone !== kind;
  const places = $$("[data-alone-region]", box), known = places.some((at) => at.dataset.aloneRegion === region);
  for (const at of places) at.hidden = known && at.dataset.aloneRegion !== region;
  for (const other of $$("dialog[open]")) if (other !== box) other.close();
  if (!box.open) box.showModal();
  $("h2", box).focus();
}

export async function danger(kind) {
  const state = $("[data-alone-state]", dialog());
  const timer = setTimeout(show, isLive() ? PATIENCE : 0, kind);
  const answer = await post("/desk/safety", { kind }, { once: "safety", longest: Infinity });
  clearTimeout(timer);
  if (!answer.ok) {
    if (dialog().open) { state.textContent = answer.message; shout(answer.message); }
    return;
  }
  await answer.drawn;
  dialog().close();
}
