// Everything that a pair does goes first into the outbox: numbered, chained, sealed for the server, and kept.
import { bytesOf, sha256 } from "./codec.js";
import { NONE_BEFORE, entryHash } from "./chain.js";
import { sealEntry, sealFor } from "./seal.js";
import { lock, unlock } from "./vault.js";

export const KEPT = "kept", SENT = "sent", CONFIRMED = "confirmed", NEEDS_YOU = "needs_you";
export const ANEW = new Set(["chain", "unreadable"]); // the server could not take it, and has kept nothing of it
export const waits = (row) => row.state === KEPT || row.state === SENT;

/**
 * @typedef {object} Row an entry on the tablet
 * @property {number} n its place in the order @property {string} id @property {string} stream @property {number} seq
 * @property {number} person who wrote it
 * @property {string} kind @property {number} visit @property {number} at the server's time, as estimated
 * @property {string} state @property {object|null} wire what is sent @property {object|null} copy under the day's key
 * @property {string} code @property {string} message why it needs somebody @property {number} anew
 */

export class Outbox {
  /** @param {{base: object, clock: object, changed?: () => void}} parts */
  constructor({ base, clock, changed = () => {} }) {
    Object.assign(this, { base, clock, changed, key: null, sealKey: null, who: null, turn: Promise.resolve() });
  }

  /** One after another: what is done first is written first. */
  inTurn(act) {
    const done = this.turn.then(act);
    this.turn = done.catch(() => {});
    return done;
  }

  /**
   * Write an entry. It is on the disk when the promise is kept.
   * @param {string} kind @param {object} body @param {{visit?: number, token?: number}} about
   * @param {{bytes: Uint8Array}|null} medium
   */
  write(kind, body, { visit = 0, token = 0 } = {}, medium = null) {
    const at = this.clock.device(), { offset } = this.clock;
    return this.inTurn(async () => {
      const stream = await this.stream();
      const entry = {
        id: crypto.randomUUID(), stream: stream.id, seq: stream.seq + 1, prev: stream.prev, at, offset, kind, visit,
        token, body: JSON.stringify(body),
      };
      const row = await this.row(entry);
      const media = medium && await this.sealed(entry.id, medium.bytes);
      const [n] = await this.base.keep({ rows: [row], stream: { ...stream, seq: entry.seq, prev: row.hash }, media });
      this.changed();
      return { ...entry, n };
    });
  }

  /** The stream of this person and day; a new one for another. */
  async stream() {
    const kept = await this.base.get("stream");
    if (kept && kept.person === this.who.person && kept.day === this.who.day) return kept;
    return this.newStream();
  }

  newStream() { return { id: crypto.randomUUID(), ...this.who, seq: 0, prev: NONE_BEFORE }; }

  /** @returns {Promise<Row>} */
  async row(entry) {
    return {
      id: entry.id, person: this.who.person, stream: entry.stream, seq: entry.seq, kind: entry.kind, visit: entry.visit,
      at: entry.at + (entry.offset ?? 0), state: KEPT, code: "", message: "", anew: 0, hash: await entryHash(entry),
      wire: await sealEntry(this.sealKey, entry), copy: this.key && await lock(this.key, entry),
    };
  }

  async sealed(id, bytes) {
    const { kid, epk, iv, data } = await sealFor(this.sealKey, bytes);
    return { id, seal: `${kid} ${epk} ${iv}`, data, sha256: await sha256(data) };
  }

  /**
   * Write what waits of a stream into a new one, under the same ids: the server does not believe the old chain.
   * @returns {Promise<boolean>} false while the tablet is locked, because only its key opens the copies
   */
  beginAnew(streamId) {
    return this.inTurn(async () => {
      const rows = (await this.base.rows()).filter((row) => row.stream === streamId && waits(row));
      if (!rows.length) return true;
      if (!this.key || rows.some((row) => !row.copy)) return false;
      const fresh = this.newStream();
      for (const [number, row] of rows.entries()) {
        const old = await unlock(this.key, row.copy);
        const entry = { ...old, stream: fresh.id, seq: number + 1, prev: fresh.prev };
        const again = await this.row(entry);
        rows[number] = { ...again, n: row.n, anew: row.anew };
        Object.assign(fresh, { seq: entry.seq, prev: again.hash });
      }
      const current = await this.base.get("stream");
      await this.base.keep({ rows, stream: current?.id === streamId ? fresh : null });
      this.changed();
      return true;
    });
  }

  /** Take the server's answers. What is confirmed needs no copy any more. */
  async answered(pairs) {
    const rows = pairs.map(([row, { state, code, message }]) => {
      const over = state === CONFIRMED || (state === NEEDS_YOU && !ANEW.has(code));
      return { ...row, state, code, message, ...(over ? { wire: null, copy: null } : {}) };
    });
    await this.base.keep({ rows });
    this.changed();
  }
}

/** How many bytes an entry takes in a request. */
export const sizeOf = (row) => bytesOf(JSON.stringify(row.wire)).length + 1;
