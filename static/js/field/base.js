// The tablet's database: settings of the day, the locked snapshot, the outbox, and what waits of photos and voice.
import { openDB } from "idb";

const NAME = "console-field", VERSION = 1;

/** @returns {Promise<Base>} */
export async function openBase() {
  const db = await openDB(NAME, VERSION, {
    upgrade(made) {
      made.createObjectStore("meta");
      made.createObjectStore("outbox", { keyPath: "n", autoIncrement: true }).createIndex("id", "id", { unique: true });
      made.createObjectStore("media", { keyPath: "id" });
    },
    blocking() { db.close(); },
  });
  return new Base(db);
}

export class Base {
  constructor(db) { this.db = db; }

  get(name) { return this.db.get("meta", name); }

  set(name, value) { return this.db.put("meta", value, name); }

  drop(name) { return this.db.delete("meta", name); }

  /**
   * Keep entries, the state of their stream and their media, all or nothing, on the disk when this returns.
   * @returns {Promise<number[]>} the places of the entries in the order
   */
  async keep({ rows, stream = null, media = null }) {
    const act = this.db.transaction(["meta", "outbox", "media"], "readwrite", { durability: "strict" });
    const places = rows.map((row) => act.objectStore("outbox").put(row));
    if (stream) act.objectStore("meta").put(stream, "stream");
    if (media) act.objectStore("media").put(media);
    await act.done;
    return Promise.all(places);
  }

  /** @returns {Promise<object[]>} every entry, in the order in which it was written */
  rows() { return this.db.getAll("outbox"); }

  /** @returns {Promise<string[]>} the media of which the server does not have everything */
  mediaIds() { return this.db.getAllKeys("media"); }

  media(id) { return this.db.get("media", id); }

  dropMedia(id) { return this.db.delete("media", id); }

  /** Forget entries that the server has confirmed before this day. */
  async dropRows(numbers) {
    const act = this.db.transaction("outbox", "readwrite");
    for (const n of numbers) act.store.delete(n);
    await act.done;
  }
}
