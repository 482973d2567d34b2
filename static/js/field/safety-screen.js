// The pair's safety: check-in timer, silent SOS by a press of three seconds, numbers that need no network.
import { $ } from "../dom.js";
import { play } from "../tones.js";
import { called, drawList, fill, words } from "./fill.js";
import { placed, position } from "./places.js";
import { currentStop } from "./day.js";
import { CONFIRMED } from "./outbox.js";

const HOLD = 3000, STEP = 50, SOON = 2 * 60_000, AGAIN = 30_000;
const bar = $("#field-bar"), dialog = $("#field-help"), alertBox = $("#field-alert");

/** Keep the alarm at once, with the place when it comes quickly: danger waits for no satellite. */
export async function alarm(tablet) {
  const at = await position({ patience: 1500, fresh: 600_000 });
  return tablet.act("sos", at ? { place: placed(at) } : {});
}

export function showHelp(tablet, sos = "") {
  const numbers = tablet.open?.numbers ?? [];
  fill(dialog, { sos, noNumbers: !numbers.length });
  drawList($("#field-numbers"), "#t-number", numbers, (at, one) => fill(at, {
    name: called(one), number: one.number,
    tel: `tel:${one.number.replaceAll(" ", "")}`,
    sms: `sms:${one.number.replaceAll(" ", "")}?body=${encodeURIComponent(words("sms"))}`,
  }));
  if (!dialog.open) dialog.showModal();
}

/** Hold for three seconds. Nothing is heard. When nobody can be reached, the numbers open. */
function watchPress(tablet) {
  const button = $("#field-sos"), shown = $("progress", button);
  let began = 0, timer = 0;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    shown.value = 0;
  };
  const start = (event) => {
    if (timer || (event.type === "keydown" && !["Enter", " "].includes(event.key))) return;
    began = performance.now();
    timer = setInterval(async () => {
      const held = performance.now() - began;
      shown.value = Math.min(100, (held / HOLD) * 100);
      if (held < HOLD) return;
      stop();
      if (!tablet.outbox.sealKey) return showHelp(tablet);
      const { id } = await alarm(tablet);
      await tablet.send();
      const row = (await tablet.base.rows()).find((one) => one.id === id);
      showHelp(tablet, words(row?.state === CONFIRMED ? "sos-sent" : "sos-kept"));
    }, STEP);
  };
  for (const kind of ["pointerdown", "keydown"]) button.addEventListener(kind, start);
  for (const kind of ["pointerup", "pointerleave", "pointercancel", "keyup"]) button.addEventListener(kind, stop);
  button.addEventListener("contextmenu", (event) => event.preventDefault()); // a long press on a tablet opens one
}

export function watchSafety(tablet) {
  let called = 0;
  watchPress(tablet);

  function draw() {
    const here = currentStop(tablet.stops), now = tablet.clock.now();
    const until = here?.done.checkinUntil ?? 0;
    const missed = Object.values(tablet.progress).some((done) => done.missed);
    const left = Math.max(0, Math.ceil((until - now) / 60_000));
    const clock = until ? words("minutes", { n: left }) : "";
    fill(bar, { here: Boolean(here), timing: Boolean(until) || missed, left: clock });
    const call = missed ? "missed" : until && until - now < SOON ? "remind" : "";
    alertBox.hidden = !call;
    fill(alertBox, { alert: call ? words(call) : "" });
    if (!call || Date.now() - called < AGAIN) return;
    called = Date.now();
    navigator.vibrate?.([300, 150, 300]);
    play([[0, 660], [0.25, 660]], { loud: 0.08, seconds: 0.2, attack: 0.03 });
  }
  setInterval(() => { tablet.watchTimers(); draw(); }, 1000);
  return { draw };
}
