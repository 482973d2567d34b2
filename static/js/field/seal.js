// Seals bytes for the server as they are written, so that whoever finds the tablet reads nothing that was captured.
import { b64, bytesOf, random, unb64 } from "./codec.js";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const OUTBOX = bytesOf("console outbox v1");

/**
 * @param {{kid: string, raw: string}} to the server's public key
 * @param {Uint8Array} plain
 * @returns {Promise<{kid: string, epk: string, iv: string, data: Uint8Array}>}
 */
export async function sealFor(to, plain) {
  const theirs = await crypto.subtle.importKey("raw", unb64(to.raw), CURVE, false, []);
  const ours = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256);
  const base = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: OUTBOX };
  const key = await crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const iv = random(12);
  const data = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain));
  const epk = new Uint8Array(await crypto.subtle.exportKey("raw", ours.publicKey));
  return { kid: to.kid, epk: b64(epk), iv: b64(iv), data };
}

/** @returns {Promise<{sealed: object}>} an entry as it is sent */
export async function sealEntry(to, entry) {
  const box = await sealFor(to, bytesOf(JSON.stringify(entry)));
  return { sealed: { ...box, data: b64(box.data) } };
}
