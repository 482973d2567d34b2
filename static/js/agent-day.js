// The panel beside the floor: one agent's day. It is fetched when a row is opened, and again when that row changes.
import { $ } from "./dom.js";
import { onRow } from "./board.js";

let open = "", opener = null, running = false, again = false;
const aside = $("#beside");

async function fetchDay() {
  if (running) { again = true; return; }
  running = true;
  again = false;
  const id = open;
  try {
    const page = await fetch(`/floor/agents/${id}`, { headers: { Accept: "text/html" } });
    if (id === open && page.ok) draw(await page.text());
    if (id === open && page.status === 404) close();
  } catch { /* the next change of the row asks again */ }
  running = false;
  if (again && open) setTimeout(fetchDay, 500);
}

// The focus stays on the same button when the panel is drawn anew, and what is typed stays.
function draw(html) {
  const focused = document.activeElement, inside = aside.contains(focused);
  const mark = inside ? ["data-open", "data-lead", "data-act"].map((name) => focused.getAttribute(name)) : [];
  if (inside && focused.matches("input, textarea, select")) return; // the next change draws it
  const first = aside.hidden;
  aside.innerHTML = html;
  aside.hidden = false;
  document.body.toggleAttribute("data-js-beside", true);
  if (first) return $("h2", aside)?.focus();
  if (!inside) return;
  const [dialog, act, plain] = mark;
  const same = dialog ? `[data-open="${dialog}"]` : act ? `[data-lead="${act}"]` : `[data-act="${plain}"]`;
  ($(same, aside) ?? $("h2", aside))?.focus();
}

function close() {
  if (!open) return;
  open = "";
  aside.hidden = true;
  aside.replaceChildren();
  document.body.toggleAttribute("data-js-beside", false);
  (opener?.isConnected ? opener : null)?.focus();
}

export function watchDay() {
  if (!aside) return;
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-agent-open]");
    if (button) {
      opener = button;
      open = button.dataset.agentOpen;
      fetchDay();
    } else if (event.target.closest("[data-act=close-day]")) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && open && !$("dialog[open]") && !event.target.matches?.("#agents-filter")) close();
  });
  onRow((id) => { if (id === open) fetchDay(); });
}
