// The way in: https, one tab, and the passphrase or passkey of the day. The page locks by itself when nobody uses it.
import { $, hideError, showError } from "../dom.js";
import { askPasskey, canHavePasskey, makePasskey } from "./passkey.js";
import { SHORTEST } from "./vault.js";
import { fill, words } from "./fill.js";

const IDLE = 5 * 60_000;
const box = $("#field-gate"), form = $("#gate-form");

/** @param {import("./tablet.js").Tablet} tablet @param {() => void} entered */
export function watchGate(tablet, entered) {
  let touched = Date.now();
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { touched = Date.now(); }, true);
  setInterval(async () => {
    if (!tablet.key) return;
    if ((await tablet.vault())?.day !== tablet.day) await tablet.endDay();
    if (!tablet.key || Date.now() - touched > IDLE) lockUp();
  }, 5000);

  async function show() {
    const vault = await tablet.vault(), making = !vault;
    box.hidden = false;
    form.hidden = false;
    form.reset();
    hideError(form);
    fill(box, {
      title: words(making ? "choose" : "unlock"), go: words(making ? "make" : "open"), making, forgot: !making,
      passkey: making ? await canHavePasskey() : vault.how === "passkey",
    });
    form.again.required = making;
    form.passphrase.required = making || vault.how !== "passkey";
    form.passphrase.focus();
  }

  async function enter() {
    box.hidden = true;
    entered();
  }

  function lockUp() {
    tablet.lockUp();
    $("#field").hidden = true;
    show();
  }

  async function make(by) {
    const failed = await tablet.refresh(); // first of all the server's day: the key ends with it
    if (failed) return showError(form, words(failed === "signed_out" ? "signed-out" : "unfetched"));
    await tablet.setUp(by);
    await tablet.refresh();
    return enter();
  }

  async function unlock(by) {
    if (!await tablet.unlock(by)) return showError(form, words("wrong"));
    enter();
    return tablet.refresh();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const passphrase = form.passphrase.value, making = !await tablet.vault();
    if ([...passphrase].length < SHORTEST) return showError(form, words("short"));
    if (making && passphrase !== form.again.value) return showError(form, words("differs"));
    form.passphrase.value = form.again.value = "";
    return making ? make({ passphrase, word: form.word.value.trim() }) : unlock({ passphrase });
  });
  return {
    show, lockUp,
    async passkey() {
      const vault = await tablet.vault();
      const made = vault ? null : await makePasskey(tablet.who.login).catch(() => null);
      const secret = vault ? await askPasskey(vault.passkey).catch(() => null) : made?.secret;
      if (!secret) return showError(form, words("wrong"));
      return vault ? unlock({ secret }) : make({ secret, passkey: made.id });
    },
    async forget() {
      await tablet.endDay();
      return show();
    },
  };
}
