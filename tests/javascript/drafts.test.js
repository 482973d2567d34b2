// The note: kept in the tab with every key, saved after a pause, one save at a time, two tabs lose nothing.
import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { element, page, settled } from "./page.js";

let asked = [], answers = [];
globalThis.fetch = async (path, { body }) => {
  asked.push(Object.fromEntries(body));
  const answer = answers.shift() ?? { ok: true, version: asked.length + 1 };
  return { status: 200, redirected: false, json: async () => answer };
};
mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });

const SHELF = "note-agent1-81";
sessionStorage.setItem(SHELF, JSON.stringify({ value: "typed before the reload", version: "1" }));
sessionStorage.setItem("note-agent2-81", "typed by another person");
sessionStorage.setItem("note-agent1-12", "typed for a customer who is gone");
sessionStorage.setItem("theme", "dark");
const area = element({
  id: "note-81", value: "", defaultValue: "", matches: (selector) => selector === "textarea[data-note]",
});
area.dataset.version = "1";
page["textarea[data-note]"] = area;
page["#saved-81"] = element();
const { merged, save, watchDrafts } = await import("../../static/js/drafts.js");
watchDrafts();
const after = [...Object.keys(sessionStorage)];
await settled();
const first = asked;

beforeEach(async () => {
  mock.timers.tick(10000);
  await settled();
  Object.assign(area, { value: "" });
  area.dataset.saved = "";
  sessionStorage.removeItem(SHELF);
  asked = [];
  answers = [];
});

function type(words) {
  area.value = words;
  const event = new Event("input");
  Object.defineProperty(event, "target", { value: area });
  document.dispatchEvent(event);
}
const kept = () => JSON.parse(sessionStorage.getItem(SHELF) ?? "null")?.value;

test("a reload puts back what was not saved, and drops what others typed", () => {
  assert.deepEqual(first.map(({ text, token, version }) => [text, token, version]), [["typed before the reload", "81", "1"]]);
  assert.deepEqual(after.sort(), [SHELF, "theme"]);
});

test("what is typed is kept at once and saved after two seconds", async () => {
  type("will pay");
  assert.deepEqual([kept(), asked.length], ["will pay", 0]);
  mock.timers.tick(1999);
  await settled();
  assert.equal(asked.length, 0);
  mock.timers.tick(1);
  await settled();
  assert.deepEqual([asked[0].text, kept(), page["#saved-81"].textContent], ["will pay", undefined, "saved"]);
});

test("who types on is saved again at most once in five seconds", async () => {
  type("one");
  mock.timers.tick(2000);
  await settled();
  type("one two");
  mock.timers.tick(2000);
  await settled();
  assert.deepEqual(asked.map(({ text }) => text), ["one"]);
  mock.timers.tick(3000);
  await settled();
  assert.deepEqual(asked.map(({ text }) => text), ["one", "one two"]);
});

test("what did not change is not saved", async () => {
  await save();
  assert.equal(asked.length, 0);
});

test("the text of another tab is added, not lost, and only once", async () => {
  answers = [{ ok: false, version: 8, theirs: "from the other tab", message: "Two texts." }];
  type("mine");
  mock.timers.tick(2000);
  await settled();
  assert.equal(area.value, "mine\n--- other tab: from the other tab");
  mock.timers.tick(2000);
  await settled();
  assert.deepEqual([asked.at(-1).text, asked.at(-1).version], [area.value, "8"]);
});

test("two tabs that meet again and again never repeat what both have", () => {
  const both = "mine\n--- other tab: theirs";
  assert.equal(merged("", "mine", "theirs"), both);
  assert.equal(merged("mine", "mine", both), both); // after a reload
  assert.equal(merged("theirs", "theirs and more", both), "mine\n--- other tab: theirs and more"); // the other tab types on
  assert.equal(merged("", "will pay on Friday", "will pay"), "will pay on Friday"); // an older save
  assert.equal(merged("", "paid", "not paid"), "paid\n--- other tab: not paid"); // a word of another sentence is no copy
});

test("a save that fails leaves the words in the tab", async () => {
  answers = [{ ok: false, message: "The note is too long." }];
  type("too long");
  mock.timers.tick(2000);
  await settled();
  assert.deepEqual([kept(), page["#saved-81"].textContent], ["too long", "The note is too long."]);
});
