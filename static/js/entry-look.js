// A lead looks at an agent's desk: the panels as they are, asked for once a second, and nothing that acts.
import { csrfToken, main, setServerNow } from "./dom.js";
import "./timers.js";

let seq = 0, asking = false;

function put(name, html) {
  const box = document.createElement("template");
  box.innerHTML = html.trim();
  document.getElementById(`panel-${name}`)?.replaceWith(box.content.firstElementChild);
}

async function look() {
  if (asking || document.hidden) return;
  asking = true;
  try {
    const response = await fetch(`/floor/agents/${main.dataset.agent}/look`, {
      method: "POST", headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
      body: new URLSearchParams({ seq }),
    });
    if (response.status === 401 || response.redirected) return location.assign("/login");
    if (response.status === 404) return location.assign("/floor");
    const answer = await response.json();
    if (answer.ok) {
      seq = answer.seq;
      setServerNow(answer.now);
      for (const [name, html] of Object.entries(answer.panels)) put(name, html);
    }
  } catch { /* the next second asks again */ } finally { asking = false; }
}

setInterval(look, 1000);
look();
