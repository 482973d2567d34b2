// The screen of one stop: what is done there, in its order, and nothing that is not due.
import { $, $$, main } from "../dom.js";
import { codesFor, currentStop, pointsFor } from "./day.js";
import { called, drawList, fill, pick, press, words } from "./fill.js";
import { clockOf, money } from "./wording.js";
import { missedCheckin } from "./progress.js";

const root = $("#field-visit"), { zone } = main.dataset;
const clock = (at) => clockOf(at, zone);

/** Why the pair cannot set out, in words, or "". */
export function obstacle(tablet, stop, stops) {
  const other = currentStop(stops);
  if (other && other.visit !== stop.visit) return words("against-busy");
  if (missedCheckin(tablet.progress, stops)) return words("against-missed");
  const why = tablet.against(stop);
  return why === "stopped" || !why ? "" : words(`against-${why}`);
}

function head(stop, number) {
  const { place, customer } = stop;
  return {
    which: words(stop.stage === "here" ? "now" : number === 0 ? "next" : "stop"), time: clock(stop.begins_at),
    way: words("way", { min: stop.travel_min, km: stop.km }), name: customer.name, address: place.address,
    madeUp: customer.made_up, unverified: !place.verified,
    appointment: stop.appointment_at ? words("appointment", { at: clock(stop.appointment_at) }) : "",
    stop: stop.stop && stop.stage !== "left" ? pick(stop.stop) : "", gone: stop.stage === "gone",
    rung: stop.rung_at ? words("rung", { at: clock(stop.rung_at) }) : "",
    rang: stop.rang_at ? words("rang", { at: clock(stop.rang_at) }) : "",
    risky: stop.risk.level !== "none", navigate: `geo:${place.lat},${place.lon}?q=${place.lat},${place.lon}`,
  };
}

function steps(tablet, stop, placeSaid) {
  const { done } = stop, here = stop.stage === "here", talked = done.met === "debtor" || done.met === "other";
  const ended = here && !done.knocked && tablet.against(stop) !== "";
  const forbidden = Boolean(stop.stop);
  return {
    here, open: stop.stage === "open", left: stop.stage === "left" ? words("left", { at: clock(done.left) }) : "",
    timer: here && !done.met && !forbidden, arrive: here && !done.arrived && !forbidden,
    check: here && done.arrived && !done.knocked && !forbidden, noTimer: !done.checkinUntil, ended,
    mayNotKnock: ended || !done.checkinUntil, metStep: here && done.knocked && !done.met && !forbidden,
    talk: here && done.knocked && done.met !== "nobody" && !done.code,
    neutral: done.met !== "debtor", debtor: done.met === "debtor",
    talkTitle: words(done.met === "debtor" ? "talk-debtor" : "talk-other"),
    outcome: here && !done.code && (talked || done.met === "nobody" || done.captured.cannot_find) && !forbidden,
    leaveHint: here && !done.code && !forbidden && done.arrived, placeSaid,
    until: done.checkinUntil ? words("until", { at: clock(done.checkinUntil) }) : "",
    captured: words("captured", { photo: 0, voice: 0, mark: 0, ...done.captured }),
  };
}

function drawRisks(tablet, stop) {
  const names = Object.fromEntries(tablet.snapshot.marks.map((one) => [one.key, pick(one)]));
  const lines = stop.risk.marks.map((one) => `${names[one.kind] ?? one.kind} · ${one.note}`.replace(/ · $/, ""));
  const box = $("#field-risks");
  box.replaceChildren(...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
  box.classList.toggle("high", stop.risk.level === "high");
}

function drawWords(stop, mind) {
  const points = stop.stage === "here" ? pointsFor(stop, mind) : [];
  drawList($("#field-points"), "#t-point", points, (at, point) => {
    fill(at, { words: pick(point), why: pick(point, "why_") });
    $("button", at).dataset.key = pick(point).slice(0, 80);
  });
  for (const button of $$("[data-do=point]", root)) press(button, stop.done.said.includes(button.dataset.key));
  for (const button of $$("[data-do=signal]", root)) press(button, stop.done.signals.includes(button.dataset.key));
  for (const button of $$("[data-do=said]", root)) press(button, stop.done.disclosures.includes(button.dataset.key));
  for (const button of $$("[data-do=mind]", root)) press(button, button.dataset.mind === mind);
  for (const button of $$("[data-do=papers]", root)) press(button, stop.done.papers);
}

function drawChoices(tablet, stop) {
  const met = stop.done.met || (stop.done.captured.cannot_find ? "nobody" : "");
  drawList($("#field-codes"), "#t-code", codesFor(tablet.snapshot.codes, met), (at, code) => {
    fill(at, { words: pick(code) });
    Object.assign($("input", at), { value: code.code });
  });
  const box = $("#field-minutes");
  if (!box.children.length) {
    box.append(...tablet.snapshot.checkin_minutes.map((n) => Object.assign(document.createElement("button"), {
      type: "button", className: "button big", textContent: words("minutes", { n }),
    })));
    for (const [at, button] of [...box.children].entries()) {
      Object.assign(button.dataset, { do: "timer", minutes: tablet.snapshot.checkin_minutes[at] });
    }
  }
  for (const button of box.children) {
    press(button, stop.done.checkinUntil && Number(button.dataset.minutes) === stop.done.minutes);
  }
}

/** @param {object} state chosen visit, state of mind, what was said of the place */
export function drawVisit(tablet, stop, stops, state) {
  root.hidden = !stop;
  if (!stop) return;
  const open = stops.filter((one) => one.stage === "open" || one.stage === "here");
  const against = stop.stage === "open" ? obstacle(tablet, stop, stops) : "";
  const { owed_minor: owed, currency, days_past_due: pastDue } = stop.debt;
  fill(root, {
    ...head(stop, open.findIndex((one) => one.visit === stop.visit)), ...steps(tablet, stop, state.placeSaid), against,
    ...(stop.done.met === "debtor" ? { owed: money(owed, currency), pastDue } : { owed: "", pastDue: "" }),
  });
  $("[data-do=depart]", root).disabled = Boolean(against);
  const names = tablet.snapshot.round?.pair.map(called).join(", ") ?? "";
  const two = $("[data-condition=two] span", root);
  two.dataset.text ??= two.textContent;
  two.textContent = two.dataset.text.replace("{names}", names);
  const conditions = tablet.permits[stop.visit]?.conditions ?? [];
  for (const at of $$("[data-condition]", root)) {
    at.hidden = conditions.length > 0 && !conditions.includes(at.dataset.condition);
  }
  drawRisks(tablet, stop);
  drawWords(stop, state.mind);
  drawChoices(tablet, stop);
}
