// Times, days and money as the tablet shows and reads them.
import { chinese } from "./fill.js";

const language = chinese ? "zh-Hans-CN" : "en-GB";

/** @param {string|number} at @returns {string} hours and minutes at the site */
export const clockOf = (at, zone) => (at
  ? new Date(at).toLocaleTimeString("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" }) : "–");

const digits = (currency) => new Intl.NumberFormat("en", { style: "currency", currency })
  .resolvedOptions().maximumFractionDigits;

/** @param {number} minor units @returns {string} */
export function money(minor, currency) {
  const how = { style: "currency", currency };
  return new Intl.NumberFormat(language, how).format(minor / 10 ** digits(currency));
}

/** @returns {number|null} minor units of a typed amount, or null */
export function minorOf(typed, currency) {
  const places = digits(currency), plain = typed.normalize("NFKC").replaceAll(",", "").trim();
  const found = /^(\d{1,12})(?:\.(\d+))?$/.exec(plain);
  if (!found || (found[2] ?? "").length > places) return null;
  return Number(found[1]) * 10 ** places + Number((found[2] ?? "").padEnd(places, "0") || 0) || null;
}

/** @returns {string} the instant of a local time of the site ("2026-11-24T15:00") */
export function instantOf(local, zone) {
  const wished = Date.parse(`${local}:00Z`);
  const shown = (at) => Date.parse(`${new Date(at).toLocaleString("sv-SE", { timeZone: zone }).replace(" ", "T")}Z`);
  let at = wished - (shown(wished) - wished);
  at += wished - shown(at);
  return new Date(at).toISOString();
}

/** @returns {[string, number][]} equal instalments, one a month; a short month takes its last day */
export function instalments(count, each, first) {
  const [year, month, day] = first.split("-").map(Number);
  return Array.from({ length: count }, (_, number) => {
    const last = new Date(Date.UTC(year, month + number, 0)).getUTCDate();
    const at = new Date(Date.UTC(year, month - 1 + number, Math.min(day, last)));
    return [at.toISOString().slice(0, 10), each];
  });
}
