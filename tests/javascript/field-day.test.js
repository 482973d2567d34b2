import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";
import { b64, bytesOf } from "../../static/js/field/codec.js";
import { codesFor, currentStop, lostStops, nextStop, pointsFor, stopsOf } from "../../static/js/field/day.js";
import { against, readPermit } from "../../static/js/field/permit.js";
import { follow, missedCheckin, overdue } from "../../static/js/field/progress.js";
import { lock, makeVault, openVault, unlock } from "../../static/js/field/vault.js";
import { DeviceClock } from "../../static/js/field/device-clock.js";
import { metres } from "../../static/js/field/places.js";
import { shrunk } from "../../static/js/field/capture.js";

const { instalments, instantOf, minorOf } = await import("../../static/js/field/wording.js");
const MINUTE = 60_000, T = Date.parse("2026-11-24T02:00:00Z");
const SAID = {
  visit: 41, pair: [7, 9], collectors: 2, party: "debtor", place: [31.2, 121.4], radius_m: 300,
  from: "2026-11-24T02:00:00+00:00", until: "2026-11-24T06:00:00+00:00", conditions: ["two", "papers", "no_cash"],
};
const now = { visit: 41, me: 7, at: T };
const off = (m) => ({ lat: 31.2 + m / 111_195, lon: 121.4, accuracy_m: 20 });

for (const [what, said, more, why] of [
  ["its first instant", SAID, {}, ""], ["before it", SAID, { at: T - 1 }, "early"],
  ["its last instant", SAID, { at: T + 240 * MINUTE - 1 }, ""], ["its end", SAID, { at: T + 240 * MINUTE }, "ended"],
  ["another visit", SAID, { visit: 42 }, "other"], ["another pair", SAID, { me: 8 }, "other"],
  ["one collector alone", { ...SAID, collectors: 1 }, {}, "unknown"],
  ["another party", { ...SAID, party: "guarantor" }, {}, "unknown"],
  ["an unknown condition", { ...SAID, conditions: ["three"] }, {}, "unknown"],
  ["the edge of the place", SAID, { place: off(315) }, ""], ["beyond it", SAID, { place: off(325) }, "far"],
  ["no permit", null, {}, "none"],
]) test(`a permit and ${what}`, () => assert.equal(against(said, { ...now, ...more }), why));

test("a permit counts with the site's own signature alone", async () => {
  const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
  const raw = b64(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)));
  const text = JSON.stringify(SAID);
  const signature = b64(new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, bytesOf(text))));
  const permit = { text, signature, kid: "s" };
  assert.deepEqual(await readPermit(permit, { kid: "s", raw }), SAID);
  assert.equal(await readPermit({ ...permit, text: text.replace("41", "42") }, { kid: "s", raw }), null);
  assert.equal(await readPermit(permit, { kid: "other", raw }), null);
  assert.equal(await readPermit(null, { kid: "s", raw }), null);
});

test("a vault opens with its own passphrase, and a short one makes none", async () => {
  const { record, key } = await makeVault({ passphrase: "correct horse", turns: 10 });
  const box = await lock(key, { name: "王" });
  assert.deepEqual(await unlock(await openVault(record, { passphrase: "correct horse" }), box), { name: "王" });
  assert.equal(await openVault(record, { passphrase: "correct hors" }), null);
  await assert.rejects(makeVault({ passphrase: "seven77" }), RangeError);
  const secret = new Uint8Array(32).fill(5), by = await makeVault({ secret });
  assert.ok(await openVault(by.record, { secret }));
  assert.equal(await openVault(by.record, { secret: new Uint8Array(32) }), null);
});

const done = (...entries) => entries.reduce((all, [kind, visit, at, body = {}]) => (
  follow(all, { kind, visit, at, body })), {});
const stop = (visit, more = {}) => ({ visit, token: 0, state: "planned", stop: null, missed: false, points: [], ...more });

test("a timer that runs out is a missed check-in until the pair says that it is well", () => {
  const begun = done(["depart", 1, T], ["checkin", 1, T, { minutes: 30 }]);
  assert.equal(missedCheckin(overdue(begun, T + 30 * MINUTE - 1), []), false);
  const late = overdue(begun, T + 30 * MINUTE);
  assert.equal(missedCheckin(late, []), true);
  const left = follow(late, { kind: "leave", visit: 1, at: T + 31 * MINUTE, body: {} });
  assert.equal(missedCheckin(left, []), true, "leaving is no word of being well");
  assert.equal(missedCheckin(follow(left, { kind: "safe", visit: 0, at: T + 32 * MINUTE, body: {} }), []), false);
  assert.equal(missedCheckin({}, [stop(1, { missed: true })]), true, "the other tablet's miss counts");
});

test("a stop has one stage, and work on a stop that was given away stays", () => {
  const progress = done(["depart", 2, T], ["leave", 1, T]);
  const before = { stops: [stop(1), stop(2), stop(3, { stop: { code: "paid" } }), stop(4)] };
  assert.deepEqual(stopsOf(before, progress).map((one) => one.stage), ["left", "here", "stopped", "open"]);
  const after = { stops: [stop(1), stop(4)] };
  const lost = lostStops(before, after, progress, {});
  assert.deepEqual(Object.keys(lost), ["2"]);
  const stops = stopsOf(after, progress, lost);
  assert.equal(currentStop(stops).visit, 2);
  assert.equal(nextStop(stops).visit, 4);
});

test("nobody but the debtor hears what stands behind the identity", () => {
  const points = [
    { mind: "*", step: "open", after_identity: false }, { mind: "fear", step: "open", after_identity: false },
    { mind: "*", step: "debt", after_identity: true },
  ];
  const shown = (met, mind) => pointsFor({ points, done: { met } }, mind).map((one) => `${one.mind} ${one.step}`);
  assert.deepEqual(shown("other", "*"), ["* open"]);
  assert.deepEqual(shown("", "fear"), ["fear open"]);
  assert.deepEqual(shown("debtor", "fear"), ["fear open", "* debt"]);
  const codes = [{ code: "V-PTP", met: "debtor" }, { code: "V-NH", met: "nobody" }, { code: "V-SAFE", met: "" }];
  assert.deepEqual(codesFor(codes, "nobody").map((one) => one.code), ["V-NH", "V-SAFE"]);
});

test("the clock of a tablet that is seven minutes fast is corrected, and half the way is taken off", () => {
  const device = T + 7 * MINUTE, clock = new DeviceClock(null, () => device);
  clock.measure(device, "2026-11-24T02:00:01+00:00", device + 2000);
  assert.equal(clock.offset, -7 * MINUTE);
  assert.equal(clock.now(), T);
  assert.equal(clock.day("Asia/Shanghai"), "2026-11-24");
});

test("amounts, instants, instalments and pictures", () => {
  assert.equal(minorOf("1,234.50", "CNY"), 123_450);
  assert.equal(minorOf("１２", "JPY"), 12);
  for (const wrong of ["", "0", "1.234", "12 or 13", "-5"]) assert.equal(minorOf(wrong, "CNY"), null, wrong);
  assert.equal(instantOf("2026-11-24T15:00", "Asia/Shanghai"), "2026-11-24T07:00:00.000Z");
  assert.equal(instantOf("2026-07-01T09:30", "America/New_York"), "2026-07-01T13:30:00.000Z");
  assert.deepEqual(instalments(3, 100, "2027-01-31"), [["2027-01-31", 100], ["2027-02-28", 100], ["2027-03-31", 100]]);
  assert.deepEqual(shrunk(4000, 3000), [1600, 1200]);
  assert.deepEqual(shrunk(800, 600), [800, 600]);
  assert.ok(Math.abs(metres({ lat: 0, lon: 0 }, { lat: 0, lon: 1 }) - 111_195) < 1);
});
