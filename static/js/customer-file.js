// The form of a customer's file: it shows only the parts that the chosen wish needs.
import { $, $$ } from "./dom.js";

function showParts(root) {
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
    if (event.target.matches?.("[data-wish]")) showParts(event.target.form);
  });
  for (const kind of $$("[data-wish]")) showParts(kind.form);
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
  showParts($("form", dialog));
}

// The fields of the wish alone: the dialog holds other small forms, whose names begin otherwise.
export function fileFields(dialog) {
  const form = new FormData($("form", dialog));
  return [...form.entries()].filter(([name]) => !/^(moved_|good_|lost_|reason-)/.test(name));
}
