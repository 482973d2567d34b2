// The hash chain of a stream: docs/field.md, "The outbox". Each entry names the hash of the one before.
import { bytesOf, sha256 } from "./codec.js";

export const NONE_BEFORE = "0".repeat(64);

/**
 * @typedef {object} Entry what the tablet tells the server, as it was written
 * @property {string} id @property {string} stream @property {number} seq @property {string} prev
 * @property {number} at device clock in ms @property {number|null} offset server minus device in ms
 * @property {string} kind @property {number} visit @property {number} token @property {string} body JSON
 */

/** @param {Entry} entry @returns {Promise<string>} the hash that the next entry names */
export async function entryHash(entry) {
  const lines = [
    entry.id, entry.stream, entry.seq, entry.prev, entry.at, entry.offset ?? "", entry.kind, entry.visit,
    entry.token, await sha256(bytesOf(entry.body)),
  ];
  return sha256(bytesOf(lines.join("\n")));
}
