// Stand-ins for the tests of the tablet: a database in memory, and a server that keeps what it confirms.
import { entryHash, NONE_BEFORE } from "../../static/js/field/chain.js";

export class MemoryBase {
  constructor() {
    this.kept = new Map();
    this.entries = new Map();
    this.blobs = new Map();
    this.last = 0;
  }

  async get(name) { return this.kept.get(name); }

  async set(name, value) { this.kept.set(name, value); }

  async drop(name) { this.kept.delete(name); }

  async keep({ rows, stream = null, media = null }) {
    const places = rows.map((row) => {
      const n = row.n ?? (this.last += 1);
      this.entries.set(n, { ...row, n });
      return n;
    });
    if (stream) this.kept.set("stream", stream);
    if (media) this.blobs.set(media.id, media);
    return places;
  }

  async rows() { return [...this.entries.values()].toSorted((a, b) => a.n - b.n); }

  async mediaIds() { return [...this.blobs.keys()]; }

  async media(id) { return this.blobs.get(id); }

  async dropMedia(id) { this.blobs.delete(id); }

  async dropRows(numbers) { for (const n of numbers) this.entries.delete(n); }
}

export const cut = (state) => Object.assign(new Error(state), { state });

/** Takes entries as docs/field.md says. `open` gives the plain entry of a sealed one; `fails` makes one request fail. */
export class FakeServer {
  constructor(open) {
    Object.assign(this, { open, streams: new Map(), known: new Map(), parts: new Map(), fails: [], bad: new Set() });
  }

  next(stream) { return this.streams.get(stream) ?? { seq: 1, prev: NONE_BEFORE }; }

  async sync(stream, sealed) {
    const fault = this.fails.shift();
    if (fault === "before") throw cut("offline");
    const answers = [];
    for (const box of sealed) answers.push(await this.take(stream, await this.open(box.sealed)));
    if (fault === "after") throw cut("offline"); // the answer is lost on its way
    return { answers, next: this.next(stream) };
  }

  async take(stream, entry) {
    const said = (state, code = "") => ({ id: entry.id, seq: entry.seq, state, code, message: code, data: {} });
    if (this.known.has(entry.id)) return said("confirmed");
    const { seq, prev } = this.next(stream);
    if (entry.seq > seq) return said("retry");
    if (entry.prev !== prev || this.bad.delete(entry.id)) return said("needs_you", "chain");
    this.known.set(entry.id, entry);
    this.streams.set(stream, { seq: seq + 1, prev: await entryHash(entry) });
    return entry.kind === "outcome" ? said("needs_you", "late") : said("confirmed");
  }

  async have(id) {
    const parts = this.parts.get(id) ?? new Map();
    return { have: [...parts.keys()], whole: parts.size > 0 && parts.size === parts.of };
  }

  async part(id, number, data, headers) {
    if (this.fails.shift()) throw cut("offline");
    const parts = this.parts.get(id) ?? new Map();
    parts.set(number, data);
    parts.of = Number(headers["X-Parts"]);
    this.parts.set(id, parts);
    this.puts = (this.puts ?? 0) + 1;
    return this.have(id);
  }
}
