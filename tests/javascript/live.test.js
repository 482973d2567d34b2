// Which message of the server is drawn, which is dropped, and when the whole screen is asked for again.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { element, page, settled, sockets } from "./page.js";

for (const id of ["#truth-at", "#truth-word"]) page[id] = element();
const { live } = await import("../../static/js/live.js");

const NOW = "2026-11-24T02:00:00+00:00";
let drawn, socket, screen;
const message = (seq, base, more = {}) => ({ ok: true, seq, base, epoch: "e1", now: NOW, ...more });

mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });

beforeEach(async () => {
  const own = []; // the screens of earlier tests go on beating
  drawn = own;
  screen = live("/desk", { seq: 4, apply: async ({ seq }) => { own.push(seq); } });
  socket = sockets.at(-1);
  socket.answers.snapshot = message(4, -1);
  socket.connect();
  await settled();
  assert.deepEqual(drawn, [4], "a snapshot after connecting");
  own.length = 0;
  socket.asked = [];
});

async function push(...messages) {
  for (const one of messages) socket.handlers.panels(one);
  await settled();
}
const snapshots = () => socket.asked.filter(([event]) => event === "snapshot").length;

test("a push that builds on the screen's number is drawn", async () => {
  await push(message(5, 4), message(6, 5));
  assert.deepEqual([drawn, screen.state.seq, snapshots()], [[5, 6], 6, 0]);
});

test("an older push is dropped", async () => {
  await push(message(3, 2));
  assert.deepEqual([drawn, snapshots()], [[], 0]);
});

test("a push that crossed the snapshot of the same state is dropped", async () => {
  await push(message(4, 3));
  assert.deepEqual([drawn, snapshots()], [[], 0]);
});

test("after a gap the whole screen is asked for", async () => {
  socket.answers.snapshot = message(9, -1);
  await push(message(9, 8));
  assert.deepEqual([drawn, screen.state.seq, snapshots()], [[9], 9, 1]);
});

test("a push that needs no state before it is drawn whatever stood there", async () => {
  await push(message(9, -1));
  assert.deepEqual([drawn, snapshots()], [[9], 0]);
});

test("numbers of another database are not compared", async () => {
  await push(message(2, -1, { epoch: "e2" }));
  assert.deepEqual([drawn, screen.state.seq, screen.state.epoch], [[2], 2, "e2"]);
});

test("a beat with another number asks for the whole screen, one with the same does not", async () => {
  socket.answers.beat = { ok: true, seq: 4, epoch: "e1", now: NOW };
  mock.timers.tick(5000);
  await settled();
  assert.equal(snapshots(), 0);
  socket.answers.beat = { ok: true, seq: 7, epoch: "e1", now: NOW };
  socket.answers.snapshot = message(7, -1);
  mock.timers.tick(5000);
  await settled();
  assert.deepEqual([drawn, snapshots()], [[7], 1]);
});

test("a beat of a person who is signed out leads to the login", async () => {
  page["#shout"] = element();
  socket.answers.beat = { ok: false, code: "signed_out" };
  mock.timers.tick(5000);
  await settled();
  assert.equal(location.went, "/login");
});

test("nothing is queued in the socket during a cut", async () => {
  socket.connected = false;
  await assert.rejects(screen.ask("ready", {}), /cut/);
});

test("who waits for a number is told when it is drawn", async () => {
  let told = false;
  screen.shows(5).then(() => { told = true; });
  await settled();
  assert.equal(told, false);
  await push(message(5, 4));
  assert.equal(told, true);
});

// The floor numbers its messages by n, within its process, and its pushes build on each other.
const floorMessage = (n, base, more = {}) => ({ ok: true, n, base, epoch: "p1", now: NOW, panels: {}, ...more });

async function floorScreen() {
  const seen = [];
  live("/floor", { seq: 0, apply: async ({ n }) => { seen.push(n); } });
  const mine = sockets.at(-1);
  let answer = null;
  mine.answers.snapshot = () => new Promise((done) => { answer = done; });
  mine.connect();
  await settled();
  return { seen, mine, answered: async (message) => { answer(message); await settled(); await settled(); } };
}
const asked = (socket) => socket.asked.filter(([event]) => event === "snapshot").length;

test("a push of the floor that comes before its first snapshot is drawn after it, when it is the next", async () => {
  const { seen, mine, answered } = await floorScreen();
  mine.handlers.panels(floorMessage(7, 6));
  mine.handlers.panels(floorMessage(8, 7));
  await settled();
  assert.deepEqual(seen, []);
  await answered(floorMessage(7, -1));
  assert.deepEqual([seen, asked(mine)], [[7, 8], 1]);
});

test("a gap in the floor's numbers, or another process, is healed by a snapshot", async () => {
  const { seen, mine, answered } = await floorScreen();
  await answered(floorMessage(7, -1));
  mine.handlers.panels(floorMessage(9, 8));
  await settled();
  assert.deepEqual([seen, asked(mine)], [[7], 2]);
  await answered(floorMessage(9, -1));
  mine.handlers.panels(floorMessage(10, 9, { epoch: "p2" }));
  await settled();
  assert.deepEqual([seen, asked(mine)], [[7, 9], 3]);
});
