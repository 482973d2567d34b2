// Which talking points are on the screen, the one marked "now" first.
import { $$ } from "../dom.js";

export const shownPoints = () => $$("[data-point]").map((card) => card.dataset.point).join(" ");
