// What the tablet keeps for the day is under a random key, and that key is under the collector's passphrase or passkey.
import { bytesOf, random, textOf } from "./codec.js";

export const SHORTEST = 8; // characters of a passphrase
export const TURNS = 600_000; // of PBKDF2 with SHA-256

const AES = { name: "AES-GCM", length: 256 };

async function fromPassphrase(passphrase, salt, turns) {
  const plain = bytesOf(passphrase.normalize("NFKC"));
  const typed = await crypto.subtle.importKey("raw", plain, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: turns };
  return crypto.subtle.deriveKey(how, typed, AES, false, ["encrypt", "decrypt"]);
}

/** @param {Uint8Array} secret 32 bytes of a passkey */
async function fromSecret(secret, salt) {
  const base = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt, info: bytesOf("console vault v1") };
  return crypto.subtle.deriveKey(how, base, AES, false, ["encrypt", "decrypt"]);
}

const opened = (raw) => crypto.subtle.importKey("raw", raw, AES, false, ["encrypt", "decrypt"]);

async function wrap(raw, outer) {
  const iv = random(12);
  return { iv, data: new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, outer, raw)) };
}

/**
 * Make the key of a day.
 * @param {{passphrase?: string, secret?: Uint8Array, turns?: number}} by
 * @returns {Promise<{record: object, key: CryptoKey}>} the record is kept, the key stays in memory
 */
export async function makeVault({ passphrase, secret, turns = TURNS }) {
  if (!secret && [...(passphrase ?? "")].length < SHORTEST) throw new RangeError("passphrase");
  const raw = random(32), salt = random(16);
  const outer = secret ? await fromSecret(secret, salt) : await fromPassphrase(passphrase, salt, turns);
  const record = { how: secret ? "passkey" : "passphrase", salt, turns, wrapped: await wrap(raw, outer) };
  const key = await opened(raw);
  raw.fill(0);
  return { record, key };
}

/** @returns {Promise<CryptoKey|null>} the key of the day, or null for a wrong passphrase or passkey */
export async function openVault(record, { passphrase, secret }) {
  const { salt, turns, wrapped } = record;
  const outer = secret ? await fromSecret(secret, salt) : await fromPassphrase(passphrase ?? "", salt, turns);
  try {
    return await opened(await crypto.subtle.decrypt({ name: "AES-GCM", iv: wrapped.iv }, outer, wrapped.data));
  } catch { return null; }
}

/** @returns {Promise<{iv: Uint8Array, data: Uint8Array}>} a value that only this key opens */
export async function lock(key, value) {
  const iv = random(12), plain = bytesOf(JSON.stringify(value));
  return { iv, data: new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain)) };
}

export async function unlock(key, box) {
  return JSON.parse(textOf(await crypto.subtle.decrypt({ name: "AES-GCM", iv: box.iv }, key, box.data)));
}
