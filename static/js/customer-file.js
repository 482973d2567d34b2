// The file of the customer: the form shows only what the chosen wish can say.
import { $, $$ } from "./dom.js";

export function parts(root) {
  const wanted = ($("[data-wish]", root)?.selectedOptions[0]?.dataset.scope ?? "").split(" ");
  for (const part of $$("[data-part]", root)) {
    part.hidden = !wanted.includes(part.dataset.part);
    if (!part.hidden) continue;
    for (const box of part.matches("input") ? [part] : $$("input, select", part)) {
      if (box.type === "checkbox") box.checked = false; else box.value = "";
    }
  }
}

export function watchParts() {
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-wish]")) parts(event.target.form);
  });
  for (const kind of $$("[data-wish]")) parts(kind.form);
}

const fill = (select, template, keep) => {
  for (const old of [...select.options].slice(keep)) old.remove();
  select.append(template?.content.cloneNode(true) ?? "");
};

export function fillFile(dialog) {
  $("form", dialog).reset();
  $("[data-file-slot]", dialog).replaceChildren($("[data-file]")?.content.cloneNode(true) ?? "");
  fill($("[data-phones]", dialog), $("[data-file-phones]"), 1);
  fill($("[data-accounts]", dialog), $("[data-file-accounts]"), 1);
  const good = $("[name=good_phone]", dialog);
  fill(good, $("[data-file-phones]"), 0);
  for (const option of [...good.options]) if (option.dataset.status === "usable") option.remove();
  $("[data-good]", dialog).hidden = !good.options.length;
  for (const more of $$("details", dialog)) more.open = false;
  parts($("form", dialog));
}

export function said(dialog) {
  const form = new FormData($("form", dialog));
  return [...form.entries()].filter(([name]) => !/^(moved_|good_|lost_|reason-)/.test(name));
}
