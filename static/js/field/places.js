// Places in WGS-84: distance, the tablet's own position, and a place as an entry names it.
import { hex, random } from "./codec.js";

const EARTH = 6_371_008.8; // metres, the mean radius
const PATIENCE = 20_000, FRESH = 15_000;
const rad = (degrees) => (degrees * Math.PI) / 180;

/** @returns {number} metres between two places */
export function metres(a, b) {
  const up = rad(b.lat - a.lat), along = rad(b.lon - a.lon);
  const half = Math.sin(up / 2) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(along / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.sqrt(half));
}

/** @returns {Promise<{lat: number, lon: number, accuracy_m: number, at: number}|null>} null when it cannot be known */
export function position({ patience = PATIENCE, fresh = FRESH } = {}) {
  return new Promise((done) => {
    if (!navigator.geolocation) return done(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords, timestamp }) => done({
        lat: coords.latitude, lon: coords.longitude, accuracy_m: Math.min(coords.accuracy, 100_000), at: timestamp,
      }),
      () => done(null),
      { enableHighAccuracy: true, timeout: patience, maximumAge: fresh },
    );
  });
}

/** A place as an entry names it. The salt lets the coordinates go later, and the hash still stands. */
export const placed = (at) => at && ({
  lat: at.lat, lon: at.lon, accuracy_m: at.accuracy_m, salt: hex(random(16)),
});
