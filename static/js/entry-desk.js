// The desk. One listener for all buttons: panels come and go.
import "./timers.js";
import { $ } from "./dom.js";
import { watchParts } from "./customer-file.js";
import { perform } from "./desk/actions.js";
import { post } from "./desk/connection.js";
import { watchDialogs } from "./desk/dialogs.js";
import { showStep } from "./desk/points.js";
import { watchMessage } from "./desk/message.js";
import { watchSearch } from "./desk/search.js";
import { watchDrafts } from "./drafts.js";
import { send } from "./http-commands.js";
import { setSingleKeys, startSettings } from "./hotkey-settings.js";
import { listen } from "./hotkeys.js";
import { watchNote } from "./note-check.js";
import { watchOffer } from "./offer-alert.js";
import { watchStrip } from "./strip.js";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (!button || button.disabled) return;
  if (button.type === "submit" && button.form && !button.form.checkValidity()) return;
  if (button.type === "submit") event.preventDefault();
  perform(button);
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-means]")) {
    event.preventDefault();
    post("/desk/ability", Object.fromEntries(new FormData(event.target)));
    return;
  }
  const form = event.target.closest("[data-dialog-form]");
  const button = form && $("button[type=submit][data-act]", form);
  if (!button || event.submitter === button) return;
  event.preventDefault();
  if (form.checkValidity()) perform(button);
});

// What a key opens must be seen.
document.addEventListener("toggle", (event) => {
  const tray = event.target;
  if (tray.open && tray.matches?.("[data-tray]")) tray.scrollIntoView({ block: "nearest" });
}, true);

document.addEventListener("change", (event) => {
  const { dataset, checked } = event.target;
  if (dataset.pref === "sound") {
    document.body.dataset.sound = checked ? "1" : "";
    send("/me/sound", { sound: checked ? "1" : "0" });
  }
  if (dataset.pref === "keys") setSingleKeys(checked);
});

startSettings();
listen();
watchDrafts();
watchNote();
watchDialogs();
watchMessage();
watchSearch();
watchOffer();
watchStrip();
watchParts();
showStep();
addEventListener("resize", showStep);
