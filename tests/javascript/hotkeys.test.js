import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";

const { character, keyOf, setKeys } = await import("../../static/js/hotkeys.js");

const cases = [
  [{ key: "r", code: "KeyR" }, "r", "a letter"],
  [{ key: "R", code: "KeyR", shiftKey: true }, "r", "capitals are the same key"],
  [{ key: "®", code: "KeyR", altKey: true }, "r", "Alt makes a sign of it on some systems: the place counts"],
  [{ key: "7", code: "Digit7" }, "7", "a digit"],
  [{ key: "¶", code: "Digit7", altKey: true }, "7", "a digit with Alt"],
  [{ key: "。", code: "Period" }, ".", "a Chinese full stop"],
  [{ key: "；", code: "Semicolon" }, ";", "a Chinese semicolon"],
  [{ key: "？", code: "Slash", shiftKey: true }, "?", "a Chinese question mark"],
  [{ key: "Enter", code: "Enter" }, "", "no character"],
  [{ key: "F5", code: "F5" }, "", "a function key"],
];
for (const [event, wanted, why] of cases) {
  test(`character: ${why}`, () => assert.equal(character(event), wanted));
}

test("an agent's own key takes the place of the standard one, and none is a choice too", () => {
  assert.equal(keyOf("c", "c"), "c");
  setKeys({ c: "x", "group.p": "", off: "1" });
  assert.equal(keyOf("c", "c"), "x");
  assert.equal(keyOf("group.p", "p"), "");
  assert.equal(keyOf("off", "o"), "o", "the switch is no key");
  setKeys({});
  assert.equal(keyOf("c", "c"), "c");
});
