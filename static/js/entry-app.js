// Every page: preferences (language, theme) by one post, then a reload; imports that run; the officer's file
// form; typed days, times and amounts; the key that sends a form.
import { watchParts } from "./customer-file.js";
import { $, $$, BY_ITSELF, csrfToken } from "./dom.js";
import { watchForms } from "./forms.js";
import "./office.js";
import { watchPalette } from "./palette.js";
import "./typed.js";

for (const form of $$("form[data-prefer]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    body.set("key", crypto.randomUUID());
    await fetch(form.action, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() } });
    location.reload();
  });
}

// An import that runs: its counts every second. When a phase is over its card is fetched anew, not the page,
// because somebody may be filling in the form for the next import.
function follow(card) {
  const timer = setInterval(async () => {
    const answer = await fetch(`/import/${card.dataset.run}/status`, BY_ITSELF).then((r) => r.json()).catch(() => null);
    if (!answer) return;
    if (answer.state === card.dataset.state) {
      $("[data-share]", card).value = answer.share;
      for (const name of ["rows", "bad", "created", "updated"]) {
        const cell = $(`[data-${name}]`, card);
        if (cell) cell.textContent = answer[name];
      }
      return;
    }
    const page = await fetch("/import", BY_ITSELF).then((r) => r.text()).catch(() => "");
    const fresh = $(`#${card.id}`, new DOMParser().parseFromString(page, "text/html"));
    if (!fresh) return;
    clearInterval(timer);
    card.replaceWith(fresh);
    if (fresh.dataset.run) follow(fresh);
  }, 1000);
}
$$("[data-run]").forEach(follow);

// A customer's file on the officer's page: the same form as at the desk.
for (const kind of $$("form[method=post] [data-wish]")) {
  for (const name of ["phones", "accounts"]) {
    const options = $(`[data-file-${name}]`, kind.form).content.cloneNode(true);
    $(`[data-${name}]`, kind.form).append(options);
  }
  watchParts();
}

watchForms();
watchPalette();
