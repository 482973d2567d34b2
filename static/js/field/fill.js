// Puts values into the markup that the server made: texts, what is shown, what is off, lists.
import { $, $$ } from "../dom.js";

const texts = $("#texts");
export const chinese = document.documentElement.lang.startsWith("zh");
/** The reader's text of a value that came in both languages. */
export const pick = (value, name = "") => value?.[`${name}${chinese ? "zh" : "en"}`] ?? "";

/** The name of a person or a place in the page's language. @param {{name: string, name_zh: string}} one */
export const called = (one) => (chinese && one.name_zh) || one.name;

/** @param {string} name of a text of the page @param {Object<string, string|number>} values for its {names} */
export function words(name, values = {}) {
  const text = texts?.getAttribute(`data-${name}`) ?? "";
  return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

/** Fill [data-t], [data-show] and [data-off] under an element. What a value is not given for stays as it is. */
export function fill(root, values) {
  for (const at of $$("[data-t]", root)) {
    const value = values[at.dataset.t];
    if (value !== undefined && at.textContent !== String(value)) at.textContent = value;
  }
  for (const at of $$("[data-show]", root)) if (at.dataset.show in values) at.hidden = !values[at.dataset.show];
  for (const at of $$("[data-off]", root)) if (at.dataset.off in values) at.disabled = Boolean(values[at.dataset.off]);
  for (const at of $$("[data-href]", root)) if (at.dataset.href in values) at.href = values[at.dataset.href];
}

/** Draw a list anew when it has changed, each item from a template. The focus stays where it was. */
export function drawList(box, template, items, draw) {
  const mark = JSON.stringify(items);
  if (box.fieldMark === mark) return;
  box.fieldMark = mark;
  const at = [...box.children].findIndex((one) => one.contains(document.activeElement));
  box.replaceChildren(...items.map((item) => {
    const made = $(template).content.firstElementChild.cloneNode(true);
    draw(made, item);
    return made;
  }));
  if (at >= 0) $("button, a, input", box.children[at] ?? box)?.focus();
}

export const press = (button, on) => button.setAttribute("aria-pressed", String(Boolean(on)));
