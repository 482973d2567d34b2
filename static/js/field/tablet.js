// One tablet for one day: its database, key, clock, outbox and round. Screens ask it and are told when it changes.
import { lock, makeVault, openVault, unlock } from "./vault.js";
import { currentStop, lostStops, stopsOf } from "./day.js";
import { follow, overdue } from "./progress.js";
import { DeviceClock } from "./device-clock.js";
import { Outbox, waits } from "./outbox.js";
import { Sync } from "./sync.js";
import { Wire } from "./wire.js";
import { against, readPermit } from "./permit.js";
import { placed } from "./places.js";

const FULL = 0.8; // of the storage: said before it is full
const KEEP_DAYS = 2;

export class Tablet extends EventTarget {
  /** @param {import("./base.js").Base} base @param {{login: string, zone: string}} who */
  constructor(base, who) {
    super();
    Object.assign(this, {
      base, who, key: null, snapshot: null, progress: {}, lost: {}, permits: {}, upTo: 0,
      rows: [], full: false,
    });
    this.clock = new DeviceClock();
    this.wire = new Wire(this.clock);
    this.outbox = new Outbox({ base, clock: this.clock, changed: () => this.count() });
    this.sync = new Sync({
      outbox: this.outbox, wire: this.wire, taken: (row, answer) => this.taken(row, answer), told: () => this.tell(),
      renew: () => this.refresh(),
    });
  }

  tell() { this.dispatchEvent(new Event("change")); }

  get day() { return this.clock.day(this.who.zone); }

  /** Read what is kept in plain: enough for help and for sending, nothing of a customer. */
  async start() {
    this.clock.offset = (await this.base.get("offset")) ?? null;
    const known = await this.base.get("vault");
    if (known && (known.day !== this.day || known.login !== this.who.login)) await this.endDay();
    this.open = await this.base.get("open");
    if (this.open && this.open.login !== this.who.login) this.open = null; // of another person
    this.takeKeys();
    await this.count();
  }

  takeKeys() {
    if (!this.open) return;
    this.outbox.sealKey = this.open.seal;
    this.outbox.who = { person: this.open.me, day: this.day };
  }

  /** The key ends with the day, and with it everything that only it could read. What waits in the outbox stays. */
  async endDay() {
    for (const name of ["vault", "snapshot", "progress", "lost", "word"]) await this.base.drop(name);
    const old = this.clock.now() - KEEP_DAYS * 86_400_000;
    const rows = await this.base.rows();
    await this.base.dropRows(rows.filter((row) => !waits(row) && row.at < old).map((row) => row.n));
    this.lockUp();
  }

  async vault() { return this.base.get("vault"); }

  /** `word`: a safe word; a note that holds it raises the alarm without a sign. */
  async setUp({ passkey = null, word = "", ...by }) {
    const { record, key } = await makeVault(by);
    await this.base.set("vault", { ...record, passkey, day: this.day, login: this.who.login });
    this.safeWord = word;
    this.unlocked(key);
    await this.remember();
  }

  /** @returns {Promise<boolean>} whether it was the right one */
  async unlock(by) {
    const key = await openVault(await this.vault(), by);
    if (!key) return false;
    const read = async (name) => {
      const box = await this.base.get(name);
      return box ? unlock(key, box) : null;
    };
    this.snapshot = await read("snapshot");
    const { upTo = 0, all = {} } = (await read("progress")) ?? {};
    Object.assign(this, { progress: all, upTo, lost: (await read("lost")) ?? {} });
    this.safeWord = (await read("word")) ?? "";
    for (const row of await this.base.rows()) {
      if (row.n > upTo && row.copy) this.follow({ ...await unlock(key, row.copy), n: row.n });
    }
    await this.readPermits();
    this.unlocked(key);
    return true;
  }

  /** What was written to the outbox counts, also when the page went before it was on the screen. */
  follow({ kind, visit, body, at, offset, n }) {
    this.progress = follow(this.progress, { kind, visit, body: JSON.parse(body), at: at + (offset ?? 0) });
    this.upTo = n;
  }

  /** Test the signatures once; what the permits state is asked again each time. */
  async readPermits() {
    const { stops = [], keys } = this.snapshot ?? {};
    const said = stops.map(async ({ visit, permit }) => [visit, await readPermit(permit, keys.sign)]);
    this.permits = Object.fromEntries(await Promise.all(said));
  }

  /** @returns {string} why the visit may not be begun now, or "" */
  against(stop, place = null) {
    const now = { visit: stop.visit, me: this.snapshot.me, at: this.clock.now(), place };
    return stop.stop ? "stopped" : against(this.permits[stop.visit] ?? null, now);
  }

  unlocked(key) {
    this.key = key;
    this.outbox.key = key;
    this.tell();
  }

  lockUp() {
    Object.assign(this, { key: null, snapshot: null, progress: {}, lost: {}, permits: {} });
    this.outbox.key = null;
    this.tell();
  }

  /** Keep the round and what was done, readable with the day's key alone. */
  async remember() {
    if (!this.key) return;
    const progress = { upTo: this.upTo, all: this.progress };
    const all = { snapshot: this.snapshot, progress, lost: this.lost, word: this.safeWord };
    for (const [name, value] of Object.entries(all)) {
      if (value) await this.base.set(name, await lock(this.key, value));
    }
  }

  /** Ask for the round. @returns {Promise<string>} "" or why it did not come */
  async refresh() {
    let fresh;
    try { fresh = await this.wire.round(); } catch (error) {
      if (!error.state) throw error;
      return error.state;
    }
    await this.base.set("offset", this.clock.offset);
    this.open = {
      login: this.who.login, me: fresh.me, seal: fresh.keys.seal, numbers: fresh.numbers,
      current: this.open?.current ?? null,
    };
    await this.base.set("open", this.open);
    this.takeKeys();
    if (this.key) {
      this.lost = lostStops(this.snapshot, fresh, this.progress, this.lost);
      this.snapshot = fresh;
      await this.readPermits();
      await this.remember();
    }
    this.tell();
    return "";
  }

  get stops() { return stopsOf(this.snapshot, this.progress, this.lost); }

  /**
   * Keep an act: first in the outbox, then on the screen, then to the server.
   * @param {string} kind @param {object} body @param {number} visit
   */
  async act(kind, body, visit = this.open?.current?.visit ?? 0, medium = null) {
    const known = this.progress[visit]?.token || this.stops.find((stop) => stop.visit === visit)?.token || 0;
    const token = known || (this.open?.current?.visit === visit ? this.open.current.token : 0);
    const entry = await this.outbox.write(kind, body, { visit, token }, medium);
    this.follow(entry);
    const here = currentStop(this.stops);
    this.open = { ...this.open, current: here ? { visit: here.visit, token: here.done.token } : this.open.current };
    if (kind === "leave") this.open.current = null;
    await this.base.set("open", this.open);
    await this.remember();
    this.tell();
    this.send();
    return entry;
  }

  /** The same with the place where the tablet is, when it is known. */
  async actAt(kind, body, at, visit) { return this.act(kind, at ? { ...body, place: placed(at) } : body, visit); }

  send() { return this.outbox.sealKey ? this.sync.run().then((state) => (this.tell(), state)) : "idle"; }

  async taken(row, { data }) {
    if (!data?.token || !row.visit) return;
    const done = this.progress[row.visit];
    if (done) this.progress = { ...this.progress, [row.visit]: { ...done, token: data.token } };
    if (this.open?.current?.visit === row.visit) {
      this.open = { ...this.open, current: { visit: row.visit, token: data.token } };
      await this.base.set("open", this.open);
    }
    await this.remember();
  }

  /** Look whether a timer ran out. */
  watchTimers() {
    const next = overdue(this.progress, this.clock.now());
    if (next === this.progress) return;
    this.progress = next;
    this.remember();
    this.tell();
  }

  async count() {
    this.rows = await this.base.rows();
    const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.()) ?? {};
    this.full = quota > 0 && usage / quota > FULL;
    this.tell();
  }
}
