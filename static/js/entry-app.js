// Every page: preferences (language, theme) by one post, then a reload.
import { watchParts } from "./file.js";
import { $, $$ } from "./page.js";

for (const form of $$("form[data-prefer]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form));
    body.set("key", crypto.randomUUID());
    await fetch(form.action, { method: "POST", body, headers: { "X-CSRFToken": $("meta[name=csrf-token]").content } });
    location.reload();
  });
}

// An import that runs: counts every second, a reload at its end.
for (const row of $$("[data-run]")) {
  const timer = setInterval(async () => {
    const answer = await fetch(`/import/${row.dataset.run}/status`).then((r) => r.json()).catch(() => null);
    if (!answer) return;
    $("[data-rows]", row).textContent = answer.rows;
    if (!["reading", "applying"].includes(answer.state)) { clearInterval(timer); location.reload(); }
  }, 1000);
}

// A customer's file on the officer's page: the same form as at the desk.
for (const kind of $$("form[method=post] [data-wish]")) {
  for (const name of ["phones", "accounts"]) $(`[data-${name}]`, kind.form).append($(`[data-file-${name}]`, kind.form).content.cloneNode(true));
  watchParts();
}
