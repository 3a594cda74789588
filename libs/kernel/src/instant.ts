/**
 * Points in time are whole microseconds since the Unix epoch (UTC), as a plain number: exact to the year 2255,
 * as fine as the wire (six digits) and PostgreSQL's `timestamptz`, and cheap to compare.
 */
export type Micros = number;

export const US_PER_MS = 1_000;
export const US_PER_SECOND = 1_000_000;

const pad = (n: number, width: number): string => String(n).padStart(width, '0');

/** The wire form, e.g. `2026-11-21T01:02:03.000456Z`; the fraction is left out when it is zero, as pydantic does. */
export function microsToWire(us: Micros): string {
  const ms = Math.floor(us / US_PER_MS);
  const fraction = us - Math.floor(us / US_PER_SECOND) * US_PER_SECOND;
  const seconds = new Date(ms).toISOString().slice(0, -5);
  return fraction === 0 ? `${seconds}Z` : `${seconds}.${pad(fraction, 6)}Z`;
}

const ISO =
  /^([+-]?\d{4,6})-(\d\d)-(\d\d)(?:[Tt _](\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d{1,9}))?)?)?\s*([Zz]|UTC|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?$/;

/**
 * Parses ISO 8601 (with `T` or a space, any offset) to microseconds; a missing offset means UTC.
 * Returns `undefined` for anything else, impossible dates included.
 */
export function parseMicros(text: string): Micros | undefined {
  const m = ISO.exec(text);
  if (!m) return undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset = 'Z'] = m;
  const ms = Date.UTC(+year!, +month! - 1, +day!, +hour, +minute, +second);
  const date = new Date(ms);
  const wraps = date.getUTCDate() !== +day! || date.getUTCMonth() !== +month! - 1;
  if (Number.isNaN(ms) || wraps || +hour > 23 || +minute > 59 || +second > 59) return undefined;
  return ms * US_PER_MS + +fraction.slice(0, 6).padEnd(6, '0') - offsetSeconds(offset) * US_PER_SECOND;
}

function offsetSeconds(offset: string): number {
  if (!/^[+-]/.test(offset)) return 0;
  const digits = offset.slice(1).replaceAll(':', '').padEnd(6, '0');
  const seconds = +digits.slice(0, 2) * 3600 + +digits.slice(2, 4) * 60 + +digits.slice(4, 6);
  return offset.startsWith('-') ? -seconds : seconds;
}

/** Parses what PostgreSQL prints for `timestamptz` in a UTC session: `2026-11-21 01:02:03.4+00`. */
export function microsFromPg(text: string): Micros {
  const us = parseMicros(text);
  if (us === undefined) throw new Error(`not a timestamp of PostgreSQL: ${text}`);
  return us;
}

/** PostgreSQL's text form to the wire form by cutting strings: no date arithmetic on the hot read path. */
export function pgToWire(text: string): string {
  const plus = text.indexOf('+', 19);
  const end = plus < 0 ? text.length : plus;
  const head = `${text.slice(0, 10)}T${text.slice(11, 19)}`;
  return end <= 19 ? `${head}Z` : `${head}.${text.slice(20, end).padEnd(6, '0')}Z`;
}

/** PostgreSQL's text form in a UTC session, `2026-11-21 01:02:03.000456+00`: what goes into a `timestamptz` parameter. */
export function microsToPg(us: Micros): string {
  const wire = microsToWire(us);
  return `${wire.slice(0, 10)} ${wire.slice(11, -1)}+00`;
}
