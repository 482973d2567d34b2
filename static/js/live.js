// The socket: snapshot and numbered pushes, healed by the beat; says honestly how true the screen is.
import { io } from "socket.io-client";
import { $, main, say, serverNow, setServerNow, shout, text } from "./dom.js";
import { swapAll } from "./swap.js";

const STALE = 10000; // ms without a word of the server

export function live(namespace, { apply, seq }) {
  const socket = io(namespace, {
    transports: ["websocket"], reconnectionDelay: 300, reconnectionDelayMax: 2000, randomizationFactor: 0.3, timeout: 4000,
  });
  const state = { seq, epoch: main.dataset.epoch ?? "", heard: Date.now(), line: Promise.resolve(), missed: true };
  const desk = namespace === "/desk";
  // One place decides the word: what was heard last, and whether the line stands.
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
  // Nothing is queued in the line itself: what was wished in a cut is asked for when it is over, if it still holds.
  const ask = (event, body, patience = 4000) => (socket.connected ? socket.timeout(patience).emitWithAck(event, body) : Promise.reject(new Error("cut")));
  const take = (message, whole) => {
    // Swaps run one after another; an older message is dropped when its turn comes, a late snapshot too.
    state.line = state.line.then(async () => {
      if (message.n === undefined && message.epoch === state.epoch && message.seq < state.seq) return;
      // A push that crossed the snapshot of the same state brings nothing new.
      if (!whole && message.n === undefined && message.epoch === state.epoch && message.seq === state.seq && message.base < state.seq) return;
      if (!whole && message.base !== -1 && message.base !== state.seq && message.n === undefined) return snapshot();
      state.seq = message.seq ?? message.n;
      state.epoch = message.epoch;
      heard(message.now);
      await apply(message);
    }).catch((error) => console.error(error)).finally(() => document.dispatchEvent(new Event("drawn")));
    return state.line;
  };
  // What was answered is on the screen only when its push is drawn; one that does not come is asked for.
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
    if (again) snapshot();
  }
  let beating = false;
  async function beat() {
    if (!socket.connected || beating) return;
    beating = true;
    const body = desk ? { seq: state.seq, epoch: state.epoch } : { n: state.seq, epoch: state.epoch };
    try {
      const answer = await ask("beat", body, 3000).catch(() => { state.missed = true; judge(); return ask("beat", body, 2000); });
      if (answer.code === "signed_out") return out();
      if (!answer.ok) return;
      if (!desk) take(answer, true);
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
  socket.on("connect_error", () => {
    judge();
    if (!socket.active) setTimeout(() => fetch("/", { method: "HEAD", redirect: "manual" }).then((r) => (r.type === "opaqueredirect" || r.ok ? socket.connect() : out())).catch(() => socket.connect()), 1000);
  });
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
