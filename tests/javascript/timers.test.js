import assert from "node:assert/strict";
import { test } from "node:test";
import "./page.js";

const { duration } = await import("../../static/js/timers.js");
document.documentElement.lang = "zh-Hans";
const chinese = await import("../../static/js/timers.js?chinese");

const cases = [
  [0, false, "0:00"], [-3, false, "0:00"], [5.4, false, "0:05"], [59.6, false, "1:00"], [599, false, "9:59"],
  [3600, false, "1:00:00"], [3725, false, "1:02:05"],
  [599, true, "9:59"], [600, true, "10 min"], [3725, true, "1 h 2 min"],
];
for (const [seconds, coarse, words] of cases) {
  test(`${seconds} seconds${coarse ? ", coarse" : ""} are ${words}`, () => assert.equal(duration(seconds, coarse), words));
}

test("coarse durations in Chinese", () => {
  assert.equal(chinese.duration(600, true), "10分钟");
  assert.equal(chinese.duration(3725, true), "1小时2分");
});
