// Alarms above every page of lead and officer: shown at once, with sound and a mark in the title, until one is taken.
import { io } from "socket.io-client";
import { $, $$, csrfToken, uuid } from "./dom.js";
import { signedOut } from "./signed-out.js";
import { play } from "./tones.js";

const RING_MS = 6000, BEAT_MS = 5000;
const MARK = /^\(\d+\) ‼ /;
const box = $("#alarms");
const socket = io("/alarms", {
  transports: ["websocket"], timeout: 4000, reconnectionDelay: 300, reconnectionDelayMax: 2000,
});
const ringing = () => Number($("#panel-alarms")?.dataset.ringing ?? 0);
let rang = 0, shown = box.innerHTML.trim();

function ring() {
  rang = Date.now();
  play([[0, 520], [0.35, 392], [0.7, 520]], { loud: 0.09, seconds: 0.5, attack: 0.04 });
}

function announce() {
  const open = ringing();
  const plain = document.title.replace(MARK, "");
  const title = open ? `(${open}) ‼ ${plain}` : plain;
  if (document.title !== title) document.title = title;
  if (open && Date.now() - rang >= RING_MS) ring();
}

// The focus stays on the same button when the cards are drawn anew.
function draw(message) {
  const html = message.panels?.alarms?.trim();
  if (html === undefined || html === shown) return announce();
  const focused = document.activeElement?.closest("#alarms .alarm")?.id, act = document.activeElement?.dataset?.alarm;
  const before = ringing();
  shown = html;
  box.innerHTML = html;
  if (focused) $(`#${focused} ${act ? `[data-alarm=${act}]` : ".button"}`)?.focus();
  if (ringing() > before) rang = 0;
  announce();
}

async function ask(event) {
  if (!socket.connected) return;
  try {
    const answer = await socket.timeout(4000).emitWithAck(event, {});
    if (answer.code === "signed_out") return location.assign("/login");
    if (answer.ok) draw(answer);
  } catch { socket.disconnect().connect(); }
}

async function act(button) {
  const { alarm, id, instead = "0" } = button.dataset;
  button.disabled = true;
  const response = await fetch(`/alarms/${id}/${alarm}`, {
    method: "POST", headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
    body: new URLSearchParams({ key: uuid(), instead_of: instead }),
  }).catch(() => null);
  const answer = await response?.json().catch(() => null);
  if (answer?.ok && alarm === "take") return location.assign(`/alarms/${id}`);
  button.disabled = false;
  if (answer && !answer.ok) for (const said of $$("[data-said]", box)) said.remove();
  if (answer?.message && !answer.ok) {
    const said = document.createElement("span");
    said.dataset.said = "";
    said.setAttribute("role", "status");
    said.textContent = answer.message;
    button.closest(".alarm").append(said);
  }
  ask("snapshot");
}

box.addEventListener("click", (event) => {
  const button = event.target.closest("[data-alarm]");
  if (button) act(button);
});
socket.on("connect", () => ask("snapshot"));
socket.on("panels", draw);
socket.on("signed_out", () => location.assign("/login"));
socket.on("connect_error", async () => {
  if (!socket.active) setTimeout(() => socket.connect(), 1000);
  else if (await signedOut()) location.assign("/login");
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) ask("snapshot"); });
setInterval(() => ask("beat"), BEAT_MS);
setInterval(announce, 1000);
announce();
