// Every page: preferences (language, theme) by one post, then a reload.
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
