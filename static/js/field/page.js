// Joins the parts of the tablet's page: one tab at a time, the shell offline, the screens drawn when something changed.
import { $, main } from "../dom.js";
import { currentStop, nextStop } from "./day.js";
import { called, drawList, fill, press, words } from "./fill.js";
import { drawItems, showItems } from "./items-screen.js";
import { clockOf } from "./wording.js";
import { drawMap } from "./map.js";
import { drawVisit } from "./visit-screen.js";
import { openBase } from "./base.js";
import { showHelp, watchSafety } from "./safety-screen.js";
import { Tablet } from "./tablet.js";
import { watchActs } from "./acts.js";
import { watchGate } from "./gate.js";
import { watchOutcome } from "./outcome-screen.js";

const EVERY = 15_000, ROUND_EVERY = 5 * 60_000; // sending again; asking for the round
const SUN = "field-sun";

function sunlight(on) {
  document.documentElement.toggleAttribute("data-sun", on);
  press($("[data-do=sun]"), on);
  try { localStorage.setItem(SUN, on ? "1" : ""); } catch { /* private mode: the choice lasts for this page */ }
}

function drawDay(page) {
  const { tablet, state } = page, { stops, snapshot } = tablet, { zone } = main.dataset;
  const others = snapshot?.round?.pair.filter((one) => one.id !== snapshot.me).map(called).join(", ");
  fill($(".field-day"), {
    none: !stops.length, about: stops.length ? words("about", { name: others, n: stops.length }) : "",
  });
  const chosen = page.stop()?.visit ?? 0;
  const items = stops.map(({ visit, stage, customer, place, begins_at: at }) => ({
    visit, stage, name: customer.name, address: place.address, time: clockOf(at, zone), chosen: visit === chosen,
  }));
  drawList($("#field-stops"), "#t-stop", items, (at, item) => {
    fill(at, { ...item, state: words(`stage-${item.stage}`) });
    at.classList.add(item.stage);
    if (item.chosen) at.setAttribute("aria-current", "step");
    $("button", at).dataset.visit = item.visit;
  });
  if (snapshot?.round) {
    drawMap(stops, snapshot.round, chosen, (visit) => {
      state.visit = visit;
      page.draw();
    });
  }
}

class Page {
  constructor(tablet) {
    Object.assign(this, { tablet, state: { visit: 0, mind: "*", placeSaid: "" }, shown: 0, due: false });
    this.safety = watchSafety(tablet);
    this.outcome = watchOutcome(() => ({ tablet, stop: this.stop() }));
    watchActs(this);
  }

  /** The stop on the screen: the chosen one, else where the pair is, else the next. */
  stop() {
    const { stops } = this.tablet;
    return stops.find((one) => one.visit === this.state.visit) ?? currentStop(stops) ?? nextStop(stops);
  }

  /** Draw once for many changes. */
  later() {
    if (this.due) return;
    this.due = true;
    queueMicrotask(() => { this.due = false; this.draw(); });
  }

  draw() {
    const { tablet, state } = this, stop = this.stop();
    this.say();
    drawItems(tablet);
    this.safety.draw();
    if (!tablet.key) return;
    $("#field").hidden = false;
    if (stop && stop.visit !== this.shown) {
      Object.assign(state, { mind: "*", placeSaid: "" });
      this.outcome.reset();
      this.shown = stop.visit;
    }
    drawVisit(tablet, stop, tablet.stops, state);
    drawDay(this);
  }

  say() {
    const { tablet } = this, signedOut = tablet.sync.state === "signed_out" || tablet.asked === "signed_out";
    const offline = !navigator.onLine || tablet.sync.state === "offline" || tablet.asked === "offline";
    const at = tablet.snapshot ? words("stands", { at: clockOf(tablet.snapshot.server_at, main.dataset.zone) }) : "";
    const said = signedOut ? words("signed-out") : offline ? words("offline") : "";
    fill(main, { banner: [said, said && at].filter(Boolean).join(" "), signedOut, full: tablet.full });
  }

  async refresh() {
    if (this.tablet.key) this.tablet.asked = await this.tablet.refresh();
    this.draw();
  }

  async send() {
    await this.tablet.send();
    this.draw();
  }
}

function watchPage(page, gate) {
  const { tablet, state } = page;
  const DO = {
    sun: () => sunlight(!document.documentElement.hasAttribute("data-sun")),
    show(button) {
      state.visit = Number(button.dataset.visit);
      page.draw();
      $("#visit-title").scrollIntoView({ block: "center" });
    },
    items: () => showItems(tablet), help: () => showHelp(tablet), refresh: () => page.refresh(),
    send: () => page.send(),
    close: (button) => button.closest("dialog").close(), passkey: () => gate.passkey(), forget: () => gate.forget(),
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    DO[button?.dataset.do]?.(button);
  });
  tablet.addEventListener("change", () => page.later());
  const comeBack = () => { page.send(); page.refresh(); };
  addEventListener("online", comeBack);
  addEventListener("offline", () => page.draw());
  document.addEventListener("visibilitychange", () => { if (!document.hidden) comeBack(); });
  setInterval(() => page.send(), EVERY);
  setInterval(() => page.refresh(), ROUND_EVERY);
}

/** Two tabs would write one chain twice: the second waits until the first is closed. */
async function alone(run) {
  const mine = () => new Promise(() => { run(); });
  const got = await navigator.locks.request("console-field", { ifAvailable: true }, (lock) => (lock ? mine() : false));
  if (got !== false) return;
  fill($("#field-gate"), { elsewhere: true });
  await navigator.locks.request("console-field", () => {
    fill($("#field-gate"), { elsewhere: false });
    return mine();
  });
}

async function begin() {
  const tablet = new Tablet(await openBase(), { login: document.body.dataset.login, zone: main.dataset.zone });
  await tablet.start();
  const page = new Page(tablet);
  const gate = watchGate(tablet, () => page.draw());
  watchPage(page, gate);
  page.draw();
  await gate.show();
  await navigator.storage?.persist?.();
  page.send();
}

export function start() {
  try { sunlight(localStorage.getItem(SUN) === "1"); } catch { sunlight(false); }
  if (!isSecureContext || !navigator.locks || !crypto.subtle) return fill($("#field-gate"), { insecure: true });
  navigator.serviceWorker?.register("/field/worker.js", { scope: "/field" });
  return alone(begin);
}
