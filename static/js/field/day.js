// The day as the screens show it: the round that the server gave, and on top of it what this tablet did meanwhile.
import { nothing } from "./progress.js";

/**
 * @typedef {object} Stop what the server gave, with these
 * @property {import("./progress.js").Done} done
 * @property {"gone"|"stopped"|"left"|"here"|"open"} stage
 */

/** @returns {Stop[]} the stops in their order. One with work on it that the round lost stays and says so. */
export function stopsOf(snapshot, progress, lost = {}) {
  const stops = snapshot?.stops ?? [];
  const given = new Set(stops.map((stop) => stop.visit));
  const gone = Object.values(lost).filter((stop) => !given.has(stop.visit));
  return [...stops, ...gone].map((stop) => {
    const done = { ...nothing(), ...progress[stop.visit] };
    done.token ||= stop.token;
    return { ...stop, done, stage: stageOf(stop, done, !given.has(stop.visit)) };
  });
}

function stageOf(stop, done, isGone) {
  if (done.left || stop.state === "done") return "left";
  if (done.departed) return "here";
  if (isGone) return "gone";
  if (stop.stop) return "stopped";
  return "open";
}

/** The stop at which the pair is, or to which it goes: begun here, else under way by what the server knows. */
export const currentStop = (stops) => stops.find((stop) => stop.stage === "here");

/** The next stop that may be begun. */
export const nextStop = (stops) => stops.find((stop) => stop.stage === "open");

/** Stops that the server took off the round although this tablet has begun them: kept with what was done. */
export function lostStops(before, after, progress, lost) {
  const given = new Set((after?.stops ?? []).map((stop) => stop.visit));
  const mine = (before?.stops ?? []).filter((stop) => !given.has(stop.visit) && progress[stop.visit]?.departed);
  return { ...lost, ...Object.fromEntries(mine.map((stop) => [stop.visit, stop])) };
}

/** Only the words for this person, state of mind and moment. The debt is named to nobody but the debtor. */
export function pointsFor(stop, mind) {
  const debtor = stop.done.met === "debtor";
  const fitting = stop.points.filter((one) => (
    (one.mind === "*" || one.mind === mind) && (debtor || !one.after_identity)));
  const own = new Set(fitting.filter((one) => one.mind !== "*").map((one) => one.step));
  return fitting.filter((one) => one.mind !== "*" || !own.has(one.step));
}

/** The outcome codes that fit who was met. */
export const codesFor = (codes, met) => codes.filter((one) => !one.met || !met || one.met === met);
