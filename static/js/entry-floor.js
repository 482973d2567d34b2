// The lead's floor: whole panels, at most four a second; what needs a decision is decided here.
import { applyDesk, live } from "./live.js";
import { $, toast } from "./page.js";
import "./timers.js";

const floor = live("/floor", { seq: 0, apply: (message) => applyDesk({ ...message, token: 0 }) });

async function decide(button) {
  const { floor: what, id, ask, label = "" } = button.dataset;
  const reason = what === "refuse" ? globalThis.prompt(ask) : "";
  if (reason === null) return;
  const body = new URLSearchParams({ key: crypto.randomUUID(), id, what, reason, label });
  const response = await fetch("/floor/decide", {
    method: "POST", credentials: "same-origin", body,
    headers: { "X-CSRFToken": $("meta[name=csrf-token]").content, Accept: "application/json" },
  });
  const answer = await response.json();
  if (!answer.ok) toast(answer.message, "error");
  floor.snapshot();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-floor]");
  if (button) decide(button);
});
