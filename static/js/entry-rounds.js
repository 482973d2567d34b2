// The lead's page of rounds: asks for itself anew when something on a round has changed. What is typed stays.
import { io } from "socket.io-client";
import { $, $$, BY_ITSELF } from "./dom.js";
import { signedOut } from "./signed-out.js";

const BEAT_MS = 5000;
const box = $("#rounds-live");
const socket = io("/rounds", {
  transports: ["websocket"], timeout: 4000, reconnectionDelay: 300, reconnectionDelayMax: 2000,
});
let mark = "", drawing = false, again = false;

// A text that somebody is writing, an open dialog and a chosen row are not taken away.
const busy = () => $("dialog[open]", box) || $$("details[open]", box).length > 0
  || $$("input[type=checkbox]:checked", box).length > 0
  || $$("input[type=text], textarea", box).some((field) => field.value !== field.defaultValue);

async function draw() {
  if (drawing || busy()) { again = true; return; }
  drawing = true;
  again = false;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html", ...BY_ITSELF.headers } });
    if (response.redirected) return location.assign("/login");
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("#rounds-live");
    if (fresh && !busy()) box.replaceChildren(...fresh.childNodes);
  } catch { again = true; } finally { drawing = false; }
}

function take(message) {
  const found = message.panels?.mark;
  if (!found) return;
  const first = mark === "";
  const changed = found !== mark;
  mark = found;
  if ((changed && !first) || again) draw();
}

async function ask(event) {
  if (!socket.connected) return;
  try {
    const answer = await socket.timeout(4000).emitWithAck(event, {});
    if (answer.code === "signed_out") return location.assign("/login");
    if (answer.ok) take(answer);
  } catch { socket.disconnect().connect(); }
}

socket.on("panels", take);
socket.on("signed_out", () => location.assign("/login"));
socket.on("connect", () => ask("snapshot"));
socket.on("connect_error", async () => { if (await signedOut()) location.assign("/login"); });
setInterval(() => ask("beat"), BEAT_MS);
