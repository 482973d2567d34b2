// The talking points on the screen: one is said, one is taken back, and why something was not said.
import { $, quiet, text } from "../dom.js";
import { post } from "./connection.js";
import { closeDialog, openedBy } from "./dialogs.js";
import { shownPoints } from "./shown.js";

// The step that one is at is always in view, also where the row is too short for all.
export function showStep() {
  const now = $(".steps [aria-current]"), row = now?.closest(".steps");
  if (row) row.scrollLeft = now.offsetLeft - row.offsetLeft - (row.clientWidth - now.offsetWidth) / 2;
}

let moving = false;
// One press says one card: until the next card is on the screen, another press is the same one.
async function move(path, fields = {}) {
  if (moving) return quiet(text("saying"));
  moving = true;
  try {
    const answer = await post(path, fields, { once: "said", quiet: true });
    await answer.drawn;
  } finally { moving = false; }
}
export const say = () => move("/desk/said", { shown: shownPoints() });
export const unsay = () => move("/desk/unsaid");

export async function tick(button) {
  const { value, disclosure } = button.dataset;
  button.dataset.jsSent = "1"; // V V V quickly: three ticks, not one
  const body = { disclosure, state: value, shown: shownPoints() };
  const answer = await post("/desk/disclosure", body, { once: `said-${disclosure}`, quiet: true });
  await answer.drawn; // until its tick is seen the next V means the next one
  delete button.dataset.jsSent;
}

// One reason for all that the dialog was opened for; then what had to wait for the answer goes on.
export async function explainUnsaid({ reason }) {
  const { keys, then } = openedBy();
  closeDialog();
  const answer = await post("/desk/not_said", { keys, reason });
  if (answer.ok) then?.();
}
