// Whether a visit may be begun under its signed permit: its minutes, place, pair, party and conditions as they stand
// in it. No rule of law is here: the server judged before it signed.
import { bytesOf, unb64 } from "./codec.js";
import { metres } from "./places.js";

// What this program can show and ask for. A permit with another condition is not for this program.
export const CONDITIONS = ["two", "papers", "recorder", "no_entry", "debtor_only", "no_cash"];

/** @returns {Promise<object|null>} what the permit says, or null when the site did not sign it */
export async function readPermit(permit, signKey) {
  if (!permit || permit.kid !== signKey.kid) return null;
  try {
    const key = await crypto.subtle.importKey("raw", unb64(signKey.raw), { name: "Ed25519" }, false, ["verify"]);
    const good = await crypto.subtle.verify("Ed25519", key, unb64(permit.signature), bytesOf(permit.text));
    return good ? JSON.parse(permit.text) : null;
  } catch { return null; }
}

/**
 * @param {object|null} said what the permit says
 * @param {{visit: number, me: number, at: number, place?: {lat: number, lon: number, accuracy_m: number}|null}} now
 * @returns {""|"none"|"other"|"early"|"ended"|"far"|"unknown"} why the visit may not be begun, or ""
 */
export function against(said, { visit, me, at, place = null }) {
  if (!said) return "none";
  if (said.visit !== visit || !said.pair.includes(me)) return "other";
  if (said.party !== "debtor" || said.collectors !== said.pair.length) return "unknown";
  if (!said.conditions.every((one) => CONDITIONS.includes(one))) return "unknown";
  if (at < Date.parse(said.from)) return "early";
  if (at >= Date.parse(said.until)) return "ended";
  if (place) {
    const [lat, lon] = said.place;
    if (metres({ lat, lon }, place) > said.radius_m + place.accuracy_m) return "far";
  }
  return "";
}
