// The end of a visit: its code, what was agreed, and the customer's signature on the glass.
import SignaturePad from "signature_pad";
import { $, $$, hideError, main, showError } from "../dom.js";
import { mediumBody, signatureOf } from "./capture.js";
import { fill, pick, words } from "./fill.js";
import { instalments, instantOf, minorOf, money } from "./wording.js";

const form = $("[data-form=outcome]"), canvas = $("#field-signature");
const { zone } = main.dataset;
const pad = new SignaturePad(canvas, { penColor: "#000", backgroundColor: "#fff", minWidth: 1.2, maxWidth: 3 });

function sized() {
  const ratio = Math.max(devicePixelRatio, 1), { offsetWidth: width, offsetHeight: height } = canvas;
  if (!width || (canvas.width === Math.round(width * ratio) && canvas.height === Math.round(height * ratio))) return;
  const lines = pad.toData();
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  canvas.getContext("2d").scale(ratio, ratio);
  pad.clear();
  pad.fromData(lines);
}
new ResizeObserver(sized).observe(canvas);

/** What the form says, as the entry names it. @returns {{body: object, said: string}|{problem: string}} */
export function read(values, code, currency, zoneName) {
  const body = { code: code.code };
  if (values.note.trim()) body.note = values.note.trim();
  let said = "";
  if (code.form === "promise") {
    const amount = minorOf(values.amount, currency);
    if (!amount || !values.day) return { problem: "need-amount" };
    body.parts = [[values.day, amount]];
    said = words("promise", { amount: money(amount, currency), day: values.day });
  } else if (code.form === "plan") {
    const each = minorOf(values.each, currency), count = Number(values.count);
    if (!each || !values.first || !(count >= 2 && count <= 60)) return { problem: "need-amount" };
    body.parts = instalments(count, each, values.first);
    said = words("plan", { n: count, amount: money(each, currency), day: values.first });
  } else if (code.form === "callback") {
    if (!values.callback) return { problem: "need-time" };
    body.callback_at = instantOf(values.callback, zoneName);
  }
  return { body, said };
}

/** @param {() => {tablet: object, stop: object}} now */
export function watchOutcome(now) {
  const chosen = () => now().tablet.snapshot?.codes.find((one) => one.code === form.code?.value);
  const values = () => Object.fromEntries(new FormData(form));

  function draw() {
    const code = chosen(), kind = code?.form ?? "";
    const signable = kind === "promise" || kind === "plan";
    const found = signable ? read(values(), code, now().stop.debt.currency, zone) : {};
    fill(form, {
      promise: kind === "promise", plan: kind === "plan", callback: kind === "callback", signable,
      leads: code ? pick(code, "leads_") : "", saidBack: found.said ?? "",
    });
    sized();
  }

  async function signature(tablet, stop) {
    const bytes = await signatureOf(canvas);
    const entry = await tablet.act("media", await mediumBody("signature", "image/png", bytes), stop.visit, { bytes });
    return entry.id;
  }

  form.addEventListener("input", draw);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    hideError(form);
    const { tablet, stop } = now(), found = read(values(), chosen(), stop.debt.currency, zone);
    if (found.problem) return showError(form, words(found.problem));
    const button = $("[type=submit]", form);
    button.disabled = true;
    try {
      const signs = ["promise", "plan"].includes(chosen().form) && !pad.isEmpty();
      if (signs) found.body.signature = await signature(tablet, stop);
      await tablet.act("outcome", found.body, stop.visit);
      form.reset();
      pad.clear();
      draw();
    } finally { button.disabled = false; }
    return null;
  });
  return { unsign: () => pad.clear(), draw, reset() { form.reset(); pad.clear(); $$("[data-error]", form); draw(); } };
}
