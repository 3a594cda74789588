import { type Micros, US_PER_SECOND } from '@orch/kernel';
import { LAST_WALL_SECOND, SECONDS_PER_DAY, offsetAt, resolveWall } from './wall-time.ts';

const DAY_US = SECONDS_PER_DAY * US_PER_SECOND;

/**
 * Dates of an interval at or after `startUs`, without end. The whole days of the interval follow the wall clock, the
 * rest is exact time; an interval below a day is exact time altogether.
 * Upstream: schemas/schedules.py, IntervalSchedule (3.8.8).
 */
export function* intervalDates(
  {
    intervalUs,
    anchorUs,
    zone,
  }: { readonly intervalUs: Micros; readonly anchorUs: Micros; readonly zone: string },
  startUs: Micros,
): Generator<Micros> {
  const hasDays = intervalUs >= DAY_US;
  let next = anchorUs + Math.trunc((startUs - anchorUs) / intervalUs) * intervalUs;
  for (
    ;
    next <= LAST_WALL_SECOND * US_PER_SECOND;
    next = hasDays ? addOnTheWall(next, intervalUs, zone) : next + intervalUs
  )
    if (next >= startUs) yield next;
}

/** Adds as a wall clock counts; in a zone's gap the time after it is meant, of two equal times the second. */
function addOnTheWall(us: Micros, intervalUs: Micros, zone: string): Micros {
  const seconds = Math.floor(us / US_PER_SECOND);
  const wallUs = us + offsetAt(zone, seconds) * US_PER_SECOND + intervalUs;
  const wall = Math.floor(wallUs / US_PER_SECOND);
  if (wall > LAST_WALL_SECOND) return Infinity;
  return resolveWall(zone, wall, 'second') * US_PER_SECOND + (wallUs - wall * US_PER_SECOND);
}
