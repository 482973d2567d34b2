import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { element, page, settled } from "./page.js";

const { LONGEST, once, pause, send } = await import("../../static/js/http-commands.js");

let asked = [], replies = [];
const reply = (status, body) => ({ status, redirected: false, json: async () => body });

globalThis.fetch = async (path, { body, headers }) => {
  asked.push({ path, fields: [...body], headers });
  const next = replies.length > 1 ? replies.shift() : replies[0];
  if (next instanceof Error) throw next;
  return next;
};

beforeEach(() => { asked = []; mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] }); });
afterEach(() => mock.timers.reset());

const field = (call, name) => call.fields.filter(([key]) => key === name).map(([, value]) => value);

test("a command carries a key, the hand-out, the version of the facts and the page's token", async () => {
  page["#panel-outcome"] = element({ dataset: { facts: "7" } });
  replies = [reply(200, { ok: true })];
  assert.deepEqual(await send("/desk/extend"), { ok: true });
  const [call] = asked;
  assert.match(field(call, "key")[0], /^[0-9a-f-]{36}$/);
  assert.deepEqual([field(call, "token"), field(call, "facts_version")], [["81"], ["7"]]);
  assert.equal(call.headers["X-CSRFToken"], "token of the page");
  delete page["#panel-outcome"];
});

test("a field that the caller names stands once, and one that stands twice is sent twice", async () => {
  replies = [reply(200, { ok: true })];
  await send("/desk/note", [["token", "5"], ["days", "1"], ["days", "2"]]);
  assert.deepEqual([field(asked[0], "token"), field(asked[0], "days")], [["5"], ["1", "2"]]);
});

test("a lost answer is asked for again with the same key until it is there", async () => {
  replies = [new Error("cut"), reply(503, {}), reply(200, { ok: true, seq: 9 })];
  const answer = send("/desk/finish");
  for (let turn = 0; turn < 3; turn += 1) { await settled(); mock.timers.tick(4000); }
  assert.deepEqual(await answer, { ok: true, seq: 9 });
  assert.equal(asked.length, 3);
  assert.equal(new Set(asked.map((call) => field(call, "key")[0])).size, 1);
});

test("a command without an answer is given up after its longest time, and says so", async () => {
  replies = [new Error("cut")];
  const answer = send("/desk/finish");
  for (let turn = 0; turn < 60; turn += 1) { await settled(); mock.timers.tick(4000); }
  assert.deepEqual(await answer, { ok: false, code: "busy", message: "No answer." });
  assert.ok(asked.length > LONGEST / 4000);
});

test("a command that must not be repeated is sent once", async () => {
  replies = [new Error("cut")];
  assert.equal((await send("/desk/listen", {}, { retry: false })).code, "busy");
  assert.equal(asked.length, 1);
});

test("who is signed out goes to the login", async () => {
  replies = [reply(401, {})];
  send("/desk/pause");
  await settled();
  assert.equal(location.went, "/login");
});

test("a double press is one command, and the next one is its own", async () => {
  let runs = 0;
  const work = async () => { runs += 1; return runs; };
  assert.deepEqual(await Promise.all([once("outcome", work), once("outcome", work)]), [1, 1]);
  assert.equal(await once("outcome", work), 2);
});

test("a pause ends when the connection is back", async () => {
  let over = false;
  pause(4000).then(() => { over = true; });
  await settled();
  assert.equal(over, false);
  document.dispatchEvent(new Event("back"));
  await settled();
  assert.equal(over, true);
});
