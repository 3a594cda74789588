import { type Micros, US_PER_SECOND, parseMicros } from '@orch/kernel';
import { nextCronWall } from './cron-dates.ts';
import { parseCron } from './cron-fields.ts';
import { intervalDates } from './interval-dates.ts';
import { parseRRule } from './rrule-parse.ts';
import { ruleSetWalls } from './rrule-set.ts';
import { ScheduleError } from './schedule-error.ts';
import { SECONDS_PER_DAY, type WallSeconds, offsetAt, resolveWall, wallAt } from './wall-time.ts';

/** A schedule as it is stored and answered: JSON, `interval` in seconds, `anchor_date` an ISO text. */
export type StoredSchedule =
  | { readonly interval: number; readonly anchor_date: string; readonly timezone: string | null }
  | { readonly cron: string; readonly timezone: string | null; readonly day_or?: boolean }
  | { readonly rrule: string; readonly timezone: string | null };

/** Which dates are wanted: at or after `startUs`, not after `endUs`, `max` at most. */
export interface DateRange {
  readonly startUs: Micros;
  readonly endUs?: Micros;
  readonly max: number;
}

/** Candidates that one search looks at. Upstream: MAX_ITERATIONS (3.8.8). */
const CANDIDATES_MAX = 1_000;

/**
 * Dates of a schedule, each once, in the order of the wall clock of its zone.
 * Upstream: schemas/schedules.py, the three `_get_dates_generator` (3.8.8).
 * @throws ScheduleError for a text that cannot be understood
 */
export function* scheduleDates(schedule: StoredSchedule, range: DateRange): Generator<Micros> {
  const seen = new Set<Micros>();
  let candidates = 0;
  for (const date of candidateDates(schedule, range.startUs)) {
    if (range.endUs !== undefined && date > range.endUs) return;
    if (!seen.has(date)) {
      seen.add(date);
      yield date;
    }
    if (seen.size >= range.max || candidates > CANDIDATES_MAX) return;
    candidates += 1;
  }
}

function candidateDates(schedule: StoredSchedule, startUs: Micros): Iterable<Micros> {
  const zone = schedule.timezone || 'UTC';
  if ('interval' in schedule) {
    const anchorUs = parseMicros(schedule.anchor_date);
    const intervalUs = Math.round(schedule.interval * US_PER_SECOND);
    if (anchorUs === undefined || !(intervalUs >= 1))
      throw new ScheduleError('an interval needs an anchor date and must be above zero');
    return intervalDates({ intervalUs, anchorUs, zone }, startUs);
  }
  return 'cron' in schedule
    ? cronDates(schedule.cron, schedule.day_or ?? true, zone, startUs)
    : ruleDates(schedule.rrule, zone, startUs);
}

function* cronDates(text: string, dayOr: boolean, zone: string, startUs: Micros): Generator<Micros> {
  const fields = parseCron(text);
  const isWhole = startUs % US_PER_SECOND === 0;
  let from = wallAt(zone, startUs) + (isWhole ? 0 : 1);
  for (;;) {
    const wall = nextCronWall(fields, dayOr, from);
    if (wall === undefined) return;
    yield resolveWall(zone, wall, 'first') * US_PER_SECOND;
    from = wall + 1;
  }
}

function* ruleDates(text: string, zone: string, startUs: Micros): Generator<Micros> {
  const set = parseRRule(text);
  for (const wall of ruleSetWalls(set, leastWallAfter(zone, startUs))) {
    const date = resolveWall(zone, wall, 'first') * US_PER_SECOND;
    if (date >= startUs) yield date;
  }
}

/** Clocks change by a day at most, and not twice within these days. */
const CHANGE_SECONDS = 2 * SECONDS_PER_DAY;

/** What no clock of the zone falls below from this moment on: they go back by an hour or a day where they change. */
function leastWallAfter(zone: string, startUs: Micros): WallSeconds {
  const start = Math.floor(startUs / US_PER_SECOND);
  const moments = [start - CHANGE_SECONDS, start, start + CHANGE_SECONDS];
  return start + Math.min(...moments.map((moment) => offsetAt(zone, moment)));
}
