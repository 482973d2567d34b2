// The lead corrects an outcome of today: the same forms as at the desk, filled for that customer.
import { $, BY_ITSELF } from "./dom.js";
import { onSubmit, prepare, showFieldError } from "./outcome-form.js";
import { send } from "./http-commands.js";

const dialog = $("#dialog-correct"), slot = $(".oform", dialog);
const code = $("[name=code]", dialog), note = $("[name=note]", dialog);
let row = null;

function draw() {
  const choice = code.selectedOptions[0];
  slot.hidden = true;
  slot.replaceChildren();
  if (!choice?.value) return;
  const form = prepare(slot, choice.dataset.form, choice.value, choice.textContent.trim(), row.dataset);
  onSubmit(form, choice.value, (fields) => record(choice.value, form, fields));
}

async function record(chosen, form, fields) {
  const { outcome, token, facts } = row.dataset;
  const body = { code: chosen, note: note.value, outcome_id: outcome, token, facts_version: facts, ...fields };
  const answer = await send("/desk/correct", body, { once: "correct" });
  if (answer.ok) return location.reload();
  if (answer.code === "stale") await readFactsVersion(outcome);
  const message = [answer.message, (answer.changed ?? []).join(", ")].filter(Boolean).join(" ");
  showFieldError(form, { ...answer, message });
}

// The lead reads now what changed meanwhile: the typed text stays, and the next press goes through.
async function readFactsVersion(outcome) {
  const page = new DOMParser().parseFromString(await (await fetch(location.href, BY_ITSELF)).text(), "text/html");
  const fresh = $(`tr[data-outcome="${outcome}"]`, page);
  if (fresh) row.dataset.facts = fresh.dataset.facts;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-correct], [data-act=close], [data-act=cancel_form]");
  if (!button) return;
  if (!("correct" in button.dataset)) return dialog.close();
  row = button.closest("tr");
  $("[data-who]", dialog).textContent = row.dataset.who;
  dialog.dataset.token = row.dataset.token;
  code.value = "";
  note.value = row.dataset.note;
  draw();
  dialog.showModal();
  code.focus();
});
code.addEventListener("change", draw);
