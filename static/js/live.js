// The socket: a snapshot, then numbered pushes. A beat finds what was lost. Shows how old the screen's truth is.
import { io } from "socket.io-client";
import { $, BY_ITSELF, main, say, serverNow, setServerNow, shout, text } from "./dom.js";
import { signedOut } from "./signed-out.js";
import { swapAll } from "./swap.js";

const STALE = 10000; // ms without a message from the server

export function live(namespace, { apply, seq, auth }) {
  const socket = io(namespace, {
    auth,
    transports: ["websocket"], timeout: 4000,
    reconnectionDelay: 300, reconnectionDelayMax: 2000, randomizationFactor: 0.3,
  });
  const state = { seq, epoch: main.dataset.epoch ?? "", heard: Date.now(), swaps: Promise.resolve(), missed: true };
  const desk = namespace === "/desk";
  // The word for the state of the connection depends on what was heard last, and on whether the socket stands.
  function judge() {
    const at = $("#truth");
    if (!at) return;
    const late = Date.now() - state.heard > STALE;
    const word = late ? "stale" : socket.connected && !state.missed && navigator.onLine ? "live" : "reconnecting";
    if (at.dataset.state === word) return;
    const before = at.dataset.state;
    at.dataset.state = word;
    $("#truth-word").textContent = text(word === "live" ? "connected" : word);
    const cut = $("#cut");
    if (cut) cut.hidden = word !== "stale";
    if (word === "stale") say(`${text("stale")} ${$("#truth-at").textContent}`);
    if (word === "live" && before === "stale") say(text("connected"));
  }
  const heard = (iso) => {
    setServerNow(iso);
    state.heard = Date.now();
    state.missed = false;
    $("#truth-at").textContent = new Date(iso).toLocaleTimeString("en-GB", { timeZone: main.dataset.zone });
    judge();
  };
  // Nothing is queued in the socket itself: in a cut the caller tries again, as long as the wish still holds.
  const ask = async (event, body, patience = 4000) => {
    if (!socket.connected) throw new Error("cut");
    return socket.timeout(patience).emitWithAck(event, body);
  };
  // A push that builds on another state than this one is of no use without a snapshot. While one is on its way, what
  // comes is held: it may be the next after that snapshot.
  const held = [];
  function cannotBuild(message, sameEpoch, ofDesk) {
    if (message.base === undefined || message.base === -1) return false;
    if (message.base === state.seq && (ofDesk || sameEpoch)) return false;
    if (asking && !ofDesk) held.push(message); else snapshot();
    return true;
  }
  async function swap(message, whole) {
    const ofDesk = message.n === undefined; // floor and compliance number their messages by n, within their process
    const sameEpoch = message.epoch === state.epoch, number = message.seq ?? message.n;
    // An older message is dropped when its turn comes, a late snapshot too.
    if (sameEpoch && number < state.seq) return;
    // A push that crossed the snapshot of the same state brings nothing new.
    if (sameEpoch && !whole && number === state.seq && message.base < state.seq) return;
    if (!whole && cannotBuild(message, sameEpoch, ofDesk)) return;
    state.seq = number;
    state.epoch = message.epoch;
    heard(message.now);
    await apply(message, whole);
  }
  // Swaps run one after another.
  const take = (message, whole) => {
    state.swaps = state.swaps.then(() => swap(message, whole)).catch((error) => console.error(error))
      .finally(() => document.dispatchEvent(new Event("drawn")));
    return state.swaps;
  };
  // Done when the push with this number is drawn. One that does not come is asked for.
  const shows = (seq) => new Promise((done) => {
    const look = () => {
      if (seq > state.seq) return;
      clearInterval(timer);
      document.removeEventListener("drawn", look);
      done();
    };
    const timer = setInterval(() => { if (seq > state.seq) snapshot(); else look(); }, 1000);
    document.addEventListener("drawn", look);
    look();
  });
  let asking = false, again = false;
  async function snapshot() {
    if (!socket.connected) return;
    if (asking) { again = true; return; }
    asking = true;
    again = false;
    try {
      const message = await ask("snapshot", {});
      if (message.ok) take(message, true);
    } catch { state.missed = true; judge(); }
    asking = false;
    for (const message of held.splice(0)) take(message, false);
    if (again) snapshot();
  }
  let beating = false;
  async function beat() {
    if (!socket.connected || beating) return;
    beating = true;
    const body = desk ? { seq: state.seq, epoch: state.epoch } : { n: state.seq, epoch: state.epoch };
    try {
      const answer = await ask("beat", body, 3000).catch(() => {
        state.missed = true;
        judge();
        return ask("beat", body, 2000);
      });
      if (answer.code === "signed_out") return out();
      if (!answer.ok) return;
      if (answer.panels) take(answer, true);
      else if (!desk) heard(answer.now);
      else {
        heard(answer.now);
        if (answer.seq !== state.seq || answer.epoch !== state.epoch) snapshot();
      }
    } catch { if (socket.connected) socket.disconnect().connect(); } finally { beating = false; }
  }
  const out = () => { shout(text("signedOut")); location.assign("/login"); };
  socket.on("connect", () => { snapshot(); document.dispatchEvent(new Event("back")); });
  socket.on("panels", (message) => take(message, false));
  socket.on("signed_out", out);
  socket.on("disconnect", judge);
  socket.on("connect_error", async () => {
    judge();
    if (!socket.active) setTimeout(comeBack, 1000);
    else if (await signedOut()) out();
  });
  // The server refused the socket: either it was not ready, or the person is signed out.
  async function comeBack() {
    try {
      const page = await fetch("/", { method: "HEAD", redirect: "manual", ...BY_ITSELF });
      if (page.type !== "opaqueredirect" && !page.ok) return out();
    } catch { /* still cut */ }
    socket.connect();
  }
  const wake = () => { judge(); if (!socket.connected) socket.disconnect().connect(); else beat(); };
  addEventListener("online", wake);
  addEventListener("offline", judge);
  addEventListener("pageshow", (event) => { if (event.persisted) wake(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });
  document.addEventListener("resume", wake); // a page that was put to sleep
  setInterval(beat, 5000);
  setInterval(() => {
    judge();
    const strip = $("#panel-strip");
    const until = strip?.dataset.validUntil;
    if (until && Date.parse(until) < serverNow() && strip.dataset.jsAsked !== until) {
      strip.dataset.jsAsked = until;
      setTimeout(snapshot, Math.random() * 2000);
    }
  }, 1000);
  return { ask, shows, snapshot, state, socket };
}

export const applyDesk = (message) => swapAll(message.panels, message.token);
