// Sends a sealed medium by parts. After a cut it goes on with the parts that are missing.
import { sha256 } from "./codec.js";

export const PART = 128 * 1024; // bytes, the most that the server takes

/** @returns {Uint8Array[]} */
export function partsOf(data) {
  const parts = [];
  for (let at = 0; at < data.length; at += PART) parts.push(data.subarray(at, at + PART));
  return parts;
}

/**
 * @param {object} wire
 * @param {{id: string, data: Uint8Array, sha256: string, seal: string}} medium
 * @returns {Promise<boolean>} whether the server has the whole
 */
export async function sendMedium(wire, medium) {
  const parts = partsOf(medium.data);
  let { have, whole } = await wire.have(medium.id);
  for (const number of parts.keys()) {
    if (whole || have.includes(number)) continue;
    ({ have, whole } = await wire.part(medium.id, number, parts[number], {
      "X-Parts": String(parts.length), "X-Sha256": medium.sha256, "X-Part-Sha256": await sha256(parts[number]),
      "X-Seal": medium.seal,
    }));
  }
  return whole;
}
