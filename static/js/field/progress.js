// What this tablet has done at each stop, from its own entries: it needs no network to know where it stands.

/**
 * @typedef {object} Done what was done at one stop; times in ms of the server
 * @property {number} token @property {number} departed @property {number} arrived @property {number} knocked
 * @property {string} met @property {number} metAt @property {string[]} said @property {string[]} signals
 * @property {string[]} disclosures @property {boolean} papers @property {string} code @property {number} left
 * @property {number} checkinUntil 0 without a timer @property {boolean} missed @property {number} minutes
 * @property {Object<string, number>} captured how many photos, voice notes, signatures, marks and notes
 * @property {{lat: number, lon: number, accuracy_m: number, at: number}|null} place
 */

/** @returns {Done} */
export const nothing = () => ({
  token: 0, departed: 0, arrived: 0, knocked: 0, met: "", metAt: 0, said: [], signals: [], disclosures: [],
  papers: false, code: "", left: 0, checkinUntil: 0, missed: false, minutes: 0, captured: {},
});

const toggled = (list, keys = []) => [...new Set([...list, ...keys])];
const count = (done, what) => ({ ...done, captured: { ...done.captured, [what]: (done.captured[what] ?? 0) + 1 } });

const STEPS = {
  depart: (done, body, at) => ({ ...done, departed: at }),
  arrive: (done, body, at) => ({ ...done, arrived: at }),
  checkin: (done, body, at) => ({ ...done, minutes: body.minutes, checkinUntil: at + body.minutes * 60_000 }),
  check: (done, body, at) => ({
    ...done, knocked: done.knocked || at, papers: done.papers || Boolean(body.id_shown && body.authority_letter_shown),
  }),
  met: (done, body, at) => ({ ...done, met: body.who, metAt: at }),
  said: (done, body) => ({
    ...done, said: toggled(done.said, body.points), signals: toggled(done.signals, body.signals),
    disclosures: toggled(done.disclosures, body.disclosures),
  }),
  outcome: (done, body) => ({ ...done, code: body.code }),
  leave: (done, body, at) => ({ ...done, left: at, checkinUntil: 0 }),
  media: (done, body) => count(done, body.what),
  mark: (done) => count(done, "mark"),
  note: (done) => count(done, "note"),
  cannot_find: (done) => count(done, "cannot_find"),
};

/**
 * @param {Object<string, Done>} all by the number of the visit
 * @param {{kind: string, visit: number, body: object, at: number}} entry
 */
export function follow(all, { kind, visit, body, at }) {
  const next = kind === "safe" ? well(all, at) : overdue(all, at);
  if (!STEPS[kind]) return next;
  return { ...next, [visit]: STEPS[kind](next[visit] ?? nothing(), body, at) };
}

/** A timer that ran out without a word is a missed check-in, until the pair says that it is well. */
export function overdue(all, at) {
  const late = Object.entries(all).filter(([, done]) => done.checkinUntil && done.checkinUntil <= at && !done.missed);
  if (!late.length) return all;
  return { ...all, ...Object.fromEntries(late.map(([visit, done]) => [visit, { ...done, missed: true }])) };
}

function well(all, _at) {
  return Object.fromEntries(Object.entries(all).map(([visit, done]) => (
    [visit, { ...done, checkinUntil: 0, missed: false }])));
}

/** The server knows of a missed check-in that this tablet, or the other of the pair, may not know. */
export function missedCheckin(all, stops) {
  return Object.values(all).some((done) => done.missed)
    || stops.some((stop) => stop.missed && !all[stop.visit]?.departed);
}
