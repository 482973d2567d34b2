// The socket: snapshot and numbered pushes, healed by the beat; says honestly how true the screen is.
import { io } from "socket.io-client";
import { $, main, serverNow, setServerNow, shout, text } from "./page.js";
import { swapAll } from "./swap.js";

export function live(namespace, { apply, seq }) {
  const socket = io(namespace, {
    transports: ["websocket"], reconnectionDelay: 300, reconnectionDelayMax: 2000, randomizationFactor: 0.3, timeout: 4000,
  });
  const state = { seq, epoch: main.dataset.epoch ?? "", heard: Date.now(), line: Promise.resolve() };
  const show = (word) => {
    const at = $("#truth");
    if (!at) return;
    at.dataset.state = word;
    $("#truth-word").textContent = text(word === "live" ? "connected" : word);
  };
  const stamp = (iso) => {
    setServerNow(iso);
    state.heard = Date.now();
    $("#truth-at").textContent = new Date(iso).toLocaleTimeString("en-GB", { timeZone: main.dataset.zone });
  };
  const ask = (event, body) => socket.timeout(4000).emitWithAck(event, body);
  const take = (message, whole) => {
    // Swaps run one after another; an older message is dropped when its turn comes.
    state.line = state.line.then(async () => {
      if (!whole && message.epoch === state.epoch && message.seq < state.seq) return;
      if (!whole && message.base !== -1 && message.base !== state.seq && message.n === undefined) return snapshot();
      state.seq = message.seq ?? message.n;
      state.epoch = message.epoch;
      stamp(message.now);
      await apply(message);
    }).catch((error) => console.error(error));
    return state.line;
  };
  let asking = false;
  async function snapshot() {
    if (asking || !socket.connected) return;
    asking = true;
    try {
      const message = await ask("snapshot", {});
      asking = false;
      if (message.ok) { take(message, true); show("live"); }
    } catch { asking = false; }
  }
  async function beat() {
    if (!socket.connected) return;
    try {
      const answer = await ask("beat", namespace !== "/desk" ? { n: state.seq, epoch: state.epoch } : { seq: state.seq, epoch: state.epoch });
      if (answer.code === "signed_out") return out();
      if (!answer.ok) return;
      if (namespace !== "/desk") { take(answer, true); }
      else {
        stamp(answer.now);
        if (answer.seq !== state.seq || answer.epoch !== state.epoch) snapshot();
      }
      show("live");
    } catch { if (Date.now() - state.heard > 12000) { show("stale"); socket.disconnect().connect(); } }
  }
  const out = () => { shout(text("signedOut")); location.assign("/login"); };
  socket.on("connect", () => snapshot());
  socket.on("panels", (message) => { take(message, false); show("live"); });
  socket.on("signed_out", out);
  socket.on("disconnect", () => show("reconnecting"));
  socket.on("connect_error", () => {
    show(Date.now() - state.heard > 8000 ? "stale" : "reconnecting");
    if (!socket.active) setTimeout(() => fetch("/", { method: "HEAD", redirect: "manual" }).then((r) => (r.type === "opaqueredirect" || r.ok ? socket.connect() : out())).catch(() => socket.connect()), 1000);
  });
  const wake = () => { if (!socket.connected) socket.disconnect().connect(); else beat(); };
  addEventListener("online", wake);
  addEventListener("pageshow", (event) => { if (event.persisted) wake(); });
  addEventListener("offline", () => show("reconnecting"));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });
  setInterval(beat, 5000);
  setInterval(() => {
    const strip = $("#panel-strip");
    const until = strip?.dataset.validUntil;
    if (until && Date.parse(until) < serverNow() && strip.dataset.asked !== until) {
      strip.dataset.asked = until;
      setTimeout(snapshot, Math.random() * 2000);
    }
  }, 1000);
  return { ask, snapshot, state, socket };
}

export const applyDesk = (message) => swapAll(message.panels, message.token);
