// What each button and form of the tablet does. Every act is kept first; nothing waits for the network.
import { $, $$, toast } from "../dom.js";
import { mediumBody, photoOf, recordVoice } from "./capture.js";
import { fill, press, words } from "./fill.js";
import { metres, placed, position } from "./places.js";
import { obstacle } from "./visit-screen.js";
import { alarm } from "./safety-screen.js";

const QUICK = { patience: 4000, fresh: 60_000 };

/** @param {object} page tablet, state, and `stop()` that returns the stop on the screen */
export function watchActs(page) {
  const { tablet, state } = page;
  const act = (kind, body = {}, medium = null) => tablet.act(kind, body, page.stop().visit, medium);

  async function depart() {
    const stop = page.stop();
    if (obstacle(tablet, stop, tablet.stops)) return;
    const at = await position(QUICK);
    const permit = { text: stop.permit.text, signature: stop.permit.signature };
    await act("depart", at ? { permit, place: placed(at) } : { permit });
  }

  async function arrive() {
    state.placeSaid = words("locating");
    page.draw();
    const at = await position({ fresh: 0 }), stop = page.stop(); // an older one may be that of the last door
    if (!at) state.placeSaid = words("no-place");
    else if (tablet.against(stop, at) === "far") {
      state.placeSaid = words("against-far", { m: Math.round(metres(stop.place, at)) });
    } else {
      const m = Math.round(metres(stop.place, at)), accuracy = Math.round(at.accuracy_m);
      state.placeSaid = words("arrived", { m, accuracy });
      await act("arrive", { how: "gps", place: placed(at) });
    }
    page.draw();
  }

  async function leave(now) {
    const at = await position({ patience: 1500, fresh: 60_000 }), { visit } = tablet.open.current ?? page.stop();
    await tablet.act("leave", { ...(now ? { now: true } : {}), ...(at ? { place: placed(at) } : {}) }, visit);
    state.visit = 0;
    page.draw();
    scrollTo(0, 0);
  }

  let voice = null;
  async function record(button) {
    if (voice) return voice.stop();
    voice = await recordVoice().catch(() => null);
    if (!voice) return toast(words("no-voice"), "error");
    const { visit } = page.stop();
    press(button, true);
    fill(button, { voice: words("voice-on") });
    const { type, bytes } = await voice.done;
    voice = null;
    press(button, false);
    fill(button, { voice: words("voice") });
    if (bytes.length) await tablet.act("media", await mediumBody("voice", type, bytes), visit, { bytes });
    return null;
  }

  async function photo(input) {
    const { visit } = page.stop();
    for (const file of input.files) {
      try {
        const bytes = await photoOf(file), at = await position({ patience: 3000, fresh: 60_000 });
        const body = await mediumBody("photo", "image/jpeg", bytes);
        await tablet.act("media", at ? { ...body, place: placed(at) } : body, visit, { bytes });
        toast(words("kept"));
      } catch { toast(words("no-photo"), "error"); }
    }
    input.value = "";
  }

  const met = (button) => {
    const also = $$("[name=present]:checked").map((one) => one.value);
    const { who } = button.dataset;
    const present = [...(who === "debtor" ? ["debtor"] : who === "other" && !also.length ? ["other"] : []), ...also];
    return act("met", present.length ? { who, present } : { who });
  };

  const DO = {
    depart, arrive, record, met,
    voice: record,
    leave: () => leave(false),
    flee: () => leave(true),
    safe: () => tablet.act("safe", {}, tablet.open?.current?.visit ?? page.stop()?.visit ?? 0),
    timer: (button) => act("checkin", { minutes: Number(button.dataset.minutes) }),
    papers: () => {
      const { metAt } = page.stop().done;
      const after = Math.max(0, Math.round((tablet.clock.now() - metAt) / 1000));
      return act("check", { id_shown: true, authority_letter_shown: true, papers_shown_after_s: after });
    },
    said: (button) => act("said", { disclosures: [button.dataset.key] }),
    signal: (button) => act("said", { signals: [button.dataset.key] }),
    point: (button) => act("said", { points: [button.dataset.key] }),
    mind: (button) => {
      state.mind = button.dataset.mind;
      page.draw();
    },
    unsign: () => page.outcome.unsign(),
  };
  const ONCE = new Set(["papers", "said", "signal", "point"]);

  const FORMS = {
    "by-hand": (form) => act("arrive", { how: "hand", reason: form.reason.value.trim() }),
    "cannot-find": async (form) => {
      const at = form.here.checked ? await position({ fresh: 0 }) : null;
      const body = { reason: form.reason.value, note: form.note.value.trim() };
      await act("cannot_find", at ? { ...body, place: placed(at) } : body);
    },
    check: () => act("check", { recorder_on: $("[name=recorder_on]").checked }),
    mark: (form) => act("mark", { what: form.what.value, note: form.note.value.trim() }),
    note: async (form) => {
      await act("note", { text: form.text.value });
      if (tablet.safeWord && form.text.value.includes(tablet.safeWord)) await alarm(tablet);
    },
  };

  async function once(at, run) {
    if (at.disabled || at.dataset.busy) return;
    at.dataset.busy = "1";
    try { await run(); } finally { delete at.dataset.busy; }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]"), name = button?.dataset.do;
    if (!DO[name] || (ONCE.has(name) && button.getAttribute("aria-pressed") === "true")) return;
    once(button, () => DO[name](button));
  });
  document.addEventListener("submit", (event) => {
    const run = FORMS[event.target.dataset.form];
    if (!run) return;
    event.preventDefault();
    once(event.target, async () => {
      await run(event.target);
      event.target.reset();
      event.target.closest("details")?.removeAttribute("open");
      toast(words("kept"));
    });
  });
  $("#field-photo").addEventListener("change", (event) => photo(event.target));
}
