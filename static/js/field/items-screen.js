// The list of what this tablet keeps and sends, each with its state, and the short word of it in the header.
import { $, main } from "../dom.js";
import { drawList, fill, words } from "./fill.js";
import { NEEDS_YOU, waits } from "./outbox.js";
import { clockOf } from "./wording.js";

const dialog = $("#field-list"), head = $("#field-items");

/** @param {import("./tablet.js").Tablet} tablet */
export async function drawItems(tablet) {
  const { rows } = tablet, waiting = rows.filter(waits).length;
  const needs = rows.filter((row) => row.state === NEEDS_YOU).length;
  const media = (await tablet.base.mediaIds()).length;
  const said = [
    waiting ? words("waiting", { n: waiting }) : "", needs ? words("needs", { n: needs }) : "",
    media ? words("media", { n: media }) : "",
  ].filter(Boolean).join(" · ") || words("all-sent");
  fill(head, { waiting: said });
  head.dataset.state = needs ? "needs" : waiting || media ? "waiting" : "";
  fill(dialog, { items: said });
  if (!dialog.open) return;
  const shown = rows.toReversed().map(({ at, kind, state, message }) => ({ at, kind, state, message }));
  drawList($("#field-rows"), "#t-item", shown, (item, row) => {
    fill(item, {
      time: clockOf(row.at, main.dataset.zone), what: words(`kind-${row.kind}`), message: row.message,
      state: words(`state-${row.state}`),
    });
    $(".badge", item).classList.add(row.state);
  });
}

export function showItems(tablet) {
  dialog.showModal();
  return drawItems(tablet);
}
