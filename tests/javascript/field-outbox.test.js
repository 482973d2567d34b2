import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { b64, bytesOf, random, textOf, unb64 } from "../../static/js/field/codec.js";
import { entryHash, NONE_BEFORE } from "../../static/js/field/chain.js";
import { DeviceClock } from "../../static/js/field/device-clock.js";
import { Outbox, waits } from "../../static/js/field/outbox.js";
import { batchOf, Sync } from "../../static/js/field/sync.js";
import { makeVault } from "../../static/js/field/vault.js";
import { FakeServer, MemoryBase } from "./field-base.js";

const curve = { name: "ECDH", namedCurve: "P-256" };
const pair = await crypto.subtle.generateKey(curve, true, ["deriveBits"]);
const seal = { kid: "k1", raw: b64(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey))) };
const { key } = await makeVault({ passphrase: "long enough", turns: 10 });

// As the server opens it: docs/field.md, "Sealed entries".
async function openBytes({ epk, iv, data }) {
  const theirs = await crypto.subtle.importKey("raw", unb64(epk), curve, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, pair.privateKey, 256);
  const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: bytesOf("console outbox v1") };
  const opens = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
  return new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: unb64(iv) }, opens, data));
}
const open = async (box) => JSON.parse(textOf(await openBytes({ ...box, data: unb64(box.data) })));

let base, outbox, server, sync;
beforeEach(() => {
  base = new MemoryBase();
  outbox = new Outbox({ base, clock: new DeviceClock(-420_000, () => 1_790_000_000_000) });
  Object.assign(outbox, { sealKey: seal, key, who: { person: 7, day: "2026-11-24" } });
  server = new FakeServer(open);
  sync = new Sync({ outbox, wire: server });
});

const write = (...kinds) => Promise.all(kinds.map((kind) => outbox.write(kind, { note: kind }, { visit: 41 })));
const states = async () => (await base.rows()).map((row) => row.state);

test("the hash of an entry is the server's", async () => {
  const first = {
    id: "11111111-1111-4111-8111-111111111111", stream: "22222222-2222-4222-8222-222222222222", seq: 1,
    prev: NONE_BEFORE, at: 1_790_000_000_000, offset: -420_000, kind: "arrive", visit: 41, token: 812,
    body: '{"how":"gps","note":"门"}',
  };
  const hash = await entryHash(first);
  assert.equal(hash, "07987c7530855e2f3512b5fefd31af5e7e2babe43670ca8bb4549ff3f99a3db4");
  const safe = { kind: "safe", visit: 0, token: 0, body: "{}" };
  const second = { ...first, seq: 2, prev: hash, at: first.at + 1, offset: null, ...safe };
  assert.equal(await entryHash(second), "0a27678a85e484cea4e4c481fc4bd34617ac543079ffa17a095d028cf2d52156");
});

test("entries written at once are one chain in their order, and nothing of them stands in plain", async () => {
  await write("depart", "arrive", "met");
  const rows = await base.rows();
  assert.deepEqual(rows.map((row) => [row.kind, row.seq]), [["depart", 1], ["arrive", 2], ["met", 3]]);
  const entries = await Promise.all(rows.map((row) => open(row.wire.sealed)));
  assert.equal(entries[0].prev, NONE_BEFORE);
  assert.equal(entries[2].prev, await entryHash(entries[1]));
  assert.equal(JSON.stringify(rows).includes("note"), false);
  assert.deepEqual(await states(), ["kept", "kept", "kept"]);
});

test("a lost answer and a lost request: everything arrives once, in order", async () => {
  await write("depart", "arrive", "met", "leave");
  server.fails = ["before", "after"];
  assert.equal(await sync.run(), "offline");
  assert.equal(await sync.run(), "offline");
  await write("safe");
  assert.equal(await sync.run(), "idle");
  assert.deepEqual([...server.known.values()].map((entry) => entry.kind), ["depart", "arrive", "met", "leave", "safe"]);
  assert.deepEqual(await states(), Array(5).fill("confirmed"));
  assert.equal((await base.rows()).some((row) => row.wire || row.copy), false);
});

test("what needs somebody is shown with its reason and is not sent again", async () => {
  await write("depart", "outcome", "leave");
  await sync.run();
  assert.deepEqual(await states(), ["confirmed", "needs_you", "confirmed"]);
  assert.equal((await base.rows())[1].message, "late");
});

test("a chain that is not believed goes on in a new stream under the same ids", async () => {
  const [, second] = await write("depart", "arrive", "met");
  server.bad.add(second.id);
  await sync.run();
  const rows = await base.rows();
  assert.deepEqual(rows.map((row) => row.state), Array(3).fill("confirmed"));
  assert.equal(new Set(rows.map((row) => row.stream)).size, 2);
  assert.equal(server.known.size, 3);
  await write("leave");
  await sync.run();
  assert.deepEqual(await states(), Array(4).fill("confirmed"));
});

test("what the server cannot read twice keeps its copy, sealed anew for the key that the server has then", async () => {
  let renewed = 0;
  sync.renew = async () => { renewed += 1; };
  const [only] = await write("depart");
  const refusal = { state: "needs_you", code: "unreadable", message: "", data: {} };
  server.take = async (_stream, { id, seq }) => ({ id, seq, ...refusal });
  await sync.run();
  const [row] = await base.rows();
  assert.deepEqual([row.id, row.state, row.code, renewed], [only.id, "needs_you", "unreadable", 1]);
  assert.ok(row.copy && row.wire);
});

test("a server that lost the beginning gets a new stream, not silence", async () => {
  await write("depart");
  await sync.run();
  server.streams.clear();
  await write("arrive");
  await sync.run();
  assert.deepEqual(await states(), ["confirmed", "confirmed"]);
});

test("a locked tablet writes and sends, and keeps no copy", async () => {
  outbox.key = null;
  await write("sos");
  assert.equal((await base.rows())[0].copy, null);
  await sync.run();
  assert.deepEqual(await states(), ["confirmed"]);
});

test("when the login has ended nothing is dropped", async () => {
  await write("depart");
  server.sync = async () => { throw Object.assign(new Error(), { state: "signed_out" }); };
  assert.equal(await sync.run(), "signed_out");
  assert.equal((await base.rows()).filter(waits).length, 1);
});

test("another person or day is another stream", async () => {
  await write("depart");
  outbox.who = { person: 9, day: "2026-11-24" };
  await write("depart");
  const rows = await base.rows();
  assert.deepEqual(rows.map((row) => row.seq), [1, 1]);
  assert.deepEqual(batchOf(rows, 9), [rows[1]], "what another person wrote waits for that person");
  await sync.run();
  assert.deepEqual(await states(), ["kept", "confirmed"]);
  outbox.who = { person: 7, day: "2026-11-25" };
  await sync.run();
  assert.deepEqual(await states(), ["confirmed", "confirmed"]);
});

test("a photo of three parts goes on after a cut with what is missing, and opens at the server", async () => {
  const bytes = new Uint8Array(300_000).map((_, at) => at % 251);
  const entry = await outbox.write("media", { what: "photo" }, { visit: 41 }, { bytes });
  server.fails = [undefined, undefined, "cut"]; // the entries, the first part, then the line
  assert.equal(await sync.run(), "offline");
  assert.equal(server.puts, 1);
  const [, epk, iv] = (await base.media(entry.id)).seal.split(" ");
  await sync.run();
  assert.equal(server.puts, 3);
  assert.deepEqual(await base.mediaIds(), []);
  const parts = [...server.parts.get(entry.id)].toSorted(([a], [b]) => a - b).map(([, part]) => part);
  const whole = new Uint8Array(await new Blob(parts).arrayBuffer());
  assert.deepEqual(await openBytes({ epk, iv, data: whole }), bytes);
});

test("no request is larger than the server takes", async () => {
  for (let n = 0; n < 60; n += 1) await outbox.write("note", { text: b64(random(3000)) }, { visit: 41 });
  const batch = batchOf(await base.rows(), 7);
  assert.ok(batch.length < 50 && JSON.stringify(batch.map((row) => row.wire)).length < 200 * 1024);
  await sync.run();
  assert.equal(server.known.size, 60);
});
