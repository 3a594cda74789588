import { type Micros, US_PER_SECOND } from '@orch/kernel';

/** What a clock on the wall shows, as if it were UTC: whole seconds since 1970-01-01 00:00 on that clock. */
export type WallSeconds = number;

export const SECONDS_PER_DAY = 86_400;
/** 9999-12-31 23:59:59: no date is made after it. */
export const LAST_WALL_SECOND = 253_402_300_799;

const ZONES_MAX = 600;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  if (formats.size >= ZONES_MAX) formats.clear();
  formats.set(zone, made);
  return made;
}

/** How far the zone's clocks are ahead of UTC at this moment (seconds; negative when behind). */
export function offsetAt(zone: string, utcSeconds: number): number {
  if (zone === 'UTC') return 0;
  const parts = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(formatOf(zone).format(utcSeconds * 1_000));
  if (!parts?.[1]) return 0;
  const [, sign, hours, minutes, seconds = '0'] = parts;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds));
}

/** The wall clock of the zone at a moment. */
export function wallAt(zone: string, us: Micros): WallSeconds {
  const seconds = Math.floor(us / US_PER_SECOND);
  return seconds + offsetAt(zone, seconds);
}

/**
 * What to do about a time that a clock shows twice or skips.
 * `first`: the first of two; a skipped time counts from the offset after the gap (so it lands before the gap).
 * `second`: the second of two; a skipped time counts from the offset before the gap (so it lands after the gap).
 */
export type Resolution = 'first' | 'second';

/** The moment (UTC seconds) at which the zone's clocks show this. */
export function resolveWall(zone: string, wall: WallSeconds, resolution: Resolution): number {
  if (zone === 'UTC') return wall;
  const before = offsetAt(zone, wall - SECONDS_PER_DAY);
  const after = offsetAt(zone, wall + SECONDS_PER_DAY);
  if (before === after) return wall - before;
  const early = wall - before;
  const late = wall - after;
  const isEarly = offsetAt(zone, early) === before;
  const isLate = offsetAt(zone, late) === after;
  if (isEarly && isLate) return resolution === 'first' ? Math.min(early, late) : Math.max(early, late);
  if (isEarly) return early;
  if (isLate) return late;
  return resolution === 'first' ? late : early;
}
