// What differs on a Mac: the key that records is Cmd + Enter, and Option makes letters.
import { $$ } from "./dom.js";

const name = navigator.userAgentData?.platform ?? navigator.platform ?? "";
export const isMac = /mac|iphone|ipad/i.test(name);

// The labels tell the truth, also in the forms that wait in templates.
export function labelCombos(root = document) {
  if (!isMac) return;
  for (const kbd of $$("kbd[data-combo]", root)) kbd.textContent = "⌘ ↵";
  for (const waiting of $$("template", root)) labelCombos(waiting.content);
}
