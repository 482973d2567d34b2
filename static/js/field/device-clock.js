// The tablet's clock and how far it is from the server's, as it was measured last.

export class DeviceClock {
  /** @param {number|null} offset server minus device in ms @param {() => number} device */
  constructor(offset = null, device = Date.now) {
    this.offset = offset;
    this.device = device;
  }

  /** Take the server's time from an answer. What was on the way is shared out evenly. */
  measure(sent, serverAt, received) {
    this.offset = Math.round(Date.parse(serverAt) - (sent + received) / 2);
  }

  /** @returns {number} the server's time in ms, as well as the tablet knows it */
  now() { return this.device() + (this.offset ?? 0); }

  /** @returns {string} the date at the site */
  day(zone) { return new Date(this.now()).toLocaleDateString("sv-SE", { timeZone: zone }); }
}
