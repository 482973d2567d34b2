// The talking points on the screen: which are shown, and which step comes after them.
import { $, $$ } from "../dom.js";

const cards = () => $$("[data-point]").map((card) => card.dataset.point);
export const shownPoints = () => cards().join(" ");

// All that stands on the screen was said: the step after the last of it, but never past an identity check.
export function stepAfterShown() {
  const steps = $$("[data-act=step]").map((button) => button.dataset.step);
  const last = Math.max(-1, ...cards().map((point) => steps.indexOf(point.split(".")[3])));
  const early = last >= 0 && last <= steps.indexOf("recording");
  if (early && $("[data-disclosure=identity][data-value=said]")) return "verify";
  return steps[Math.min(last + 1, steps.length - 1)];
}
