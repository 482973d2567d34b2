// Sends the outbox in its order, as docs/field.md says, then what is missing of photos, voice and signatures.
import { ANEW, CONFIRMED, NEEDS_YOU, SENT, sizeOf, waits } from "./outbox.js";
import { sendMedium } from "./media-parts.js";

const MOST = 50, LARGEST = 180 * 1024; // entries and bytes in one request; the server takes 50 and 200 KiB

/**
 * @param {object[]} rows @param {number} person who is signed in: what another person wrote waits for that person
 * @returns {object[]} the next rows to send: one stream, in order, no more than one request takes
 */
export function batchOf(rows, person) {
  const own = rows.filter((row) => row.person === person && waits(row)), [first] = own, batch = [];
  let size = 0;
  for (const row of own) {
    if (row.stream !== first.stream) continue;
    size += sizeOf(row);
    if (batch.length === MOST || (batch.length && size > LARGEST)) break;
    batch.push(row);
  }
  return batch;
}

export class Sync {
  /**
   * @param {object} parts
   * @param {object} parts.outbox @param {object} parts.wire asks the server; throws SignedOut, Offline
   * @param {(row: object, answer: object) => Promise<void>} parts.taken called for each answer that stands
   * @param {() => Promise<void>} parts.renew asks for the server's present keys
   */
  constructor({ outbox, wire, taken = async () => {}, told = () => {}, renew = async () => {} }) {
    Object.assign(this, { outbox, wire, taken, told, renew, running: null, again: false, state: "idle" });
  }

  /** Send all that waits. Calls that come meanwhile make it look again. @returns {Promise<string>} the state then */
  run() {
    this.again = true;
    this.running ??= this.loop().finally(() => { this.running = null; });
    return this.running;
  }

  async loop() {
    while (this.again) {
      this.again = false;
      try {
        while (await this.step());
        for (const id of await this.ownMedia()) await this.medium(id);
        this.tell("idle");
      } catch (error) {
        if (!error.state) throw error;
        this.tell(error.state);
        break;
      }
    }
    return this.state;
  }

  tell(state) {
    this.state = state;
    this.told(state);
  }

  async ownMedia() {
    const rows = await this.outbox.base.rows(), { person } = this.outbox.who;
    const others = new Set(rows.filter((row) => row.person !== person).map((row) => row.id));
    return (await this.outbox.base.mediaIds()).filter((id) => !others.has(id));
  }

  /** Send one batch. @returns {Promise<boolean>} whether there is more to send now */
  async step() {
    const { person } = this.outbox.who;
    const batch = batchOf(await this.outbox.base.rows(), person);
    if (!batch.length) return false;
    await this.outbox.base.keep({ rows: batch.map((row) => ({ ...row, state: SENT })) });
    this.outbox.changed();
    const answer = await this.wire.sync(batch[0].stream, batch.map((row) => row.wire), person);
    const stands = [], anew = [];
    for (const [number, one] of answer.answers.entries()) {
      const row = batch[number];
      if (one.state === NEEDS_YOU && ANEW.has(one.code) && !row.anew) anew.push({ ...row, state: SENT, anew: 1 });
      else if (one.state === CONFIRMED || one.state === NEEDS_YOU) stands.push([row, one]);
    }
    if (stands.length) await this.outbox.answered(stands);
    for (const [row, one] of stands) await this.taken(row, one);
    if (anew.length) await this.outbox.base.keep({ rows: anew });
    const gap = !stands.length && !batch.some((row) => row.seq === answer.next.seq);
    if (anew.length) await this.renew(); // sealed again for the key that the server has now
    if (anew.length || gap) return this.outbox.beginAnew(batch[0].stream);
    return stands.length > 0;
  }

  async medium(id) {
    const medium = await this.outbox.base.media(id);
    const whole = medium && await sendMedium(this.wire, medium).catch((error) => {
      if (error.state !== "refused") throw error; // one that the server cannot join holds up no other
      return false;
    });
    if (!whole) return;
    await this.outbox.base.dropMedia(id);
    this.outbox.changed();
  }
}
