// The desk's two ways to the server: commands of the shift and the call go over the socket, all others over HTTP.
import { $, main, quiet, serverNow, text, toast, uuid } from "../dom.js";
import { LONGEST, pause, present, send, waits } from "../http-commands.js";
import { applyDesk, live } from "../live.js";
import { watchOffer } from "../offer-alert.js";
import { watchStrip } from "../strip.js";
import { showChanged, showOffer } from "./dialogs.js";
import { showStep } from "./points.js";

const desk = live("/desk", {
  seq: Number(main.dataset.seq),
  apply: async (message) => { await applyDesk(message); watchOffer(); watchStrip(); showOffer(); showStep(); },
});

export const token = () => Number(main.dataset.token);
export const customerId = () => $("#panel-outcome").dataset.customer;

// The newest of these wins, over all tabs of the agent: a Ready that waits in a cut never undoes a later Break.
const ORDERED = ["ready", "pause", "offline"];
let lastWish = 0; // the server's time of the newest one, in ms

function nextWish() {
  lastWish = Math.max(lastWish + 1, Math.round(serverNow()));
  return lastWish;
}

// Sends one command over the socket, again and again in a cut, always with the same key.
export async function command(event, body = {}) {
  const key = uuid(), wish = ORDERED.includes(event) ? nextWish() : 0;
  const started = Date.now();
  const words = present();
  let told = null;
  try {
    while (Date.now() - started < LONGEST) {
      if (wish && wish !== lastWish) return { ok: false };
      try {
        const answer = await desk.ask(event, { key, ...(wish ? { wish } : {}), ...body });
        if (!answer.ok && answer.message) toast(answer.message, "error");
        if (answer.seq) desk.shows(answer.seq);
        return answer;
      } catch {
        if (!told) { told = waits(words); toast(text("sent")); }
        await pause(800);
      }
    }
    toast(text("failed"), "error");
    return { ok: false };
  } finally { told?.(); }
}

let lastShiftCommand = Promise.resolve();
// The shift command that was given last, until it is answered.
export const shiftSettled = () => lastShiftCommand;
export function shiftCommand(event, body) {
  lastShiftCommand = command(event, body);
  return lastShiftCommand;
}

const nextLawful = ({ next_allowed: at }) => (at ? ` ${text("next").replace("{at}", at)}` : "");

// Sends one command over HTTP and says why it was refused. `drawn` of the answer: its push is on the screen.
// With `quiet` a refusal is said in the quiet line: it is an answer to a key, not a fault.
export async function post(path, fields, options) {
  const answer = await send(path, fields, options);
  if (!answer.ok && answer.message) {
    if (options?.quiet) quiet(answer.message);
    else toast(answer.message + nextLawful(answer), "error");
  }
  if (answer.code === "stale") showChanged(answer);
  if (answer.seq) answer.drawn = desk.shows(answer.seq);
  return answer;
}
