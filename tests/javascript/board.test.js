// The order of the board and what its filter shows.
import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";

const { compare, wanted } = await import("../../static/js/board.js");
const row = (name, more = {}) => ({
  dataset: { name, team: "A", state: "talking", words: "Talking", help: "9", since: "2026-11-23T02:00:00Z", calls: "0", ...more },
});
const names = (rows, by) => rows.sort((a, b) => compare(a, b, by)).map((one) => one.dataset.name);

test("who needs help stands first, the others by name", () => {
  const late = row("Wu Na", { lateAt: "2020-01-01T00:00:00Z" }), gone = row("Zhao Lei", { help: "1" });
  const rows = [row("Li Min"), late, row("Chen Jie"), gone];
  assert.deepEqual(names(rows, { key: "help", down: false }), ["Zhao Lei", "Wu Na", "Chen Jie", "Li Min"]);
});

test("figures go from the most down, and the other way when pressed again", () => {
  const rows = [row("a", { calls: "9" }), row("b", { calls: "30" }), row("c", { calls: "4" })];
  assert.deepEqual(names(rows, { key: "calls", down: false }), ["b", "a", "c"]);
  assert.deepEqual(names(rows, { key: "calls", down: true }), ["c", "a", "b"]);
});

test("off shift is folded away, and a search finds it all the same", () => {
  const off = row("Li Min", { state: "offline", words: "Off shift" });
  assert.equal(wanted(off, { words: "", off: false }), false);
  assert.equal(wanted(off, { words: "", off: true }), true);
  assert.equal(wanted(off, { words: "li m", off: false }), true);
  assert.equal(wanted(row("Li Min"), { words: "break", off: true }), false);
});
