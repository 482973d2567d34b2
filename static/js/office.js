// Pages around the desk: menus that close, a button that copies, a list that asks again until it is done.
import { $, $$, BY_ITSELF } from "./dom.js";

// A menu of the header closes with Escape and with a click beside it.
for (const menu of $$("details[data-closes]")) {
  document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    $("summary", menu).focus();
  });
}

for (const button of $$("[data-copy]")) {
  button.addEventListener("click", async () => {
    const source = $(button.dataset.copy);
    // without https there is no clipboard: the words are selected, Ctrl+C takes them
    const done = await navigator.clipboard?.writeText(source.textContent).then(() => true, () => false);
    getSelection().selectAllChildren(source);
    if (done) $("span", button).textContent = button.dataset.done;
  });
}

// What somebody else may change meanwhile: this part of the page is fetched anew while the page is in view.
function refresh(part) {
  const timer = setInterval(async () => {
    if (document.hidden) return;
    const page = await fetch(part.dataset.refresh, BY_ITSELF).then((r) => r.text()).catch(() => "");
    const fresh = $(`#${part.id}`, new DOMParser().parseFromString(page, "text/html"));
    if (!fresh || fresh.outerHTML === part.outerHTML) return;
    clearInterval(timer);
    part.replaceWith(fresh);
    if (fresh.dataset.refresh) refresh(fresh);
  }, 2000);
}
$$("[data-refresh]").forEach(refresh);
