import { dateOf, dayNumber, dayOf, daysInMonth, daysInYear, modulo, weekdayOf } from './calendar.ts';
import { RuleYear } from './rrule-days.ts';
import { DAILY, HOURLY, MINUTELY, MONTHLY, type Rule, SECONDLY, WEEKLY, YEARLY } from './rrule-rule.ts';
import { LAST_WALL_SECOND, SECONDS_PER_DAY, type WallSeconds } from './wall-time.ts';

/** How much more work the search of one rule may do. */
export interface Effort {
  left: number;
  /** Of what comes before it everything was found. */
  reached: WallSeconds;
}

/** Occurrences in order, from the first period that may hold one at or after `from`; ends when the effort is spent. */
export function* ruleWalls(rule: Rule, from: WallSeconds, effort: Effort): Generator<WallSeconds> {
  let count = rule.count ?? Infinity;
  const walls = rule.frequency >= HOURLY ? shortPeriods(rule, from, effort) : longPeriods(rule, from, effort);
  for (const wall of walls) {
    if (wall < rule.start) continue;
    if ((rule.until !== null && wall > rule.until) || count <= 0 || wall > LAST_WALL_SECOND) return;
    count -= 1;
    yield wall;
  }
}

/** A counted rule must be walked from its start. */
const skipTo = (rule: Rule, from: WallSeconds): WallSeconds =>
  rule.count === null ? Math.max(rule.start, from) : rule.start;

interface Period {
  readonly year: number;
  readonly month: number;
  /** First and last day, counted from January 1 of the year. */
  readonly first: number;
  readonly last: number;
}

function* longPeriods(rule: Rule, from: WallSeconds, effort: Effort): Generator<WallSeconds> {
  const times = timesOfDay(rule);
  let year: RuleYear | undefined;
  for (let k = firstLongPeriod(rule, skipTo(rule, from)); effort.left > 0; k += 1) {
    const period = longPeriod(rule, k);
    if (period.year > 9_999) return;
    if (year?.year !== period.year) year = new RuleYear(rule, period.year);
    effort.reached = (year.firstDay + period.first) * SECONDS_PER_DAY;
    const days: number[] = [];
    for (let index = period.first; index <= period.last; index += 1)
      if (year.lets(index, period.month)) days.push((year.firstDay + index) * SECONDS_PER_DAY);
    effort.left -= 1 + (period.last - period.first);
    for (const wall of inPositions(days, times, rule.positions)) {
      effort.left -= 1;
      if (effort.left < 0) return;
      yield wall;
    }
  }
}

function firstLongPeriod({ frequency, interval, start, weekStart }: Rule, at: WallSeconds): number {
  const [a, b] = [dateOf(dayOf(start)), dateOf(dayOf(at))];
  const week = (wall: WallSeconds): number =>
    Math.floor((dayOf(wall) - modulo(weekdayOf(dayOf(wall)) - weekStart, 7)) / 7);
  const passed =
    frequency === YEARLY
      ? b.year - a.year
      : frequency === MONTHLY
        ? (b.year - a.year) * 12 + b.month - a.month
        : frequency === WEEKLY
          ? week(at) - week(start)
          : dayOf(at) - dayOf(start);
  return Math.max(0, Math.floor(passed / interval));
}

function longPeriod({ frequency, interval, start, weekStart }: Rule, k: number): Period {
  const startDay = dayOf(start);
  const { year, month } = dateOf(startDay);
  const passed = k * interval;
  if (frequency === YEARLY)
    return { year: year + passed, month: 0, first: 0, last: daysInYear(year + passed) - 1 };
  if (frequency === MONTHLY) {
    const inYear = year + Math.floor((month - 1 + passed) / 12);
    const inMonth = modulo(month - 1 + passed, 12) + 1;
    const first = inYear > 9_999 ? 0 : dayNumber(inYear, inMonth, 1) - dayNumber(inYear, 1, 1);
    return { year: inYear, month: inMonth, first, last: first + daysInMonth(inYear, inMonth) - 1 };
  }
  // the first week is cut off at the start
  const day =
    frequency === DAILY
      ? startDay + passed
      : k === 0
        ? startDay
        : startDay - modulo(weekdayOf(startDay) - weekStart, 7) + passed * 7;
  const inYear = day * SECONDS_PER_DAY > LAST_WALL_SECOND ? 10_000 : dateOf(day).year;
  const first = inYear > 9_999 ? 0 : day - dayNumber(inYear, 1, 1);
  return {
    year: inYear,
    month: 0,
    first,
    last: frequency === WEEKLY ? first + 6 - modulo(weekdayOf(day) - weekStart, 7) : first,
  };
}

function timesOfDay({ hours, minutes, seconds }: Rule): number[] {
  const times: number[] = [];
  for (const hour of hours ?? [])
    for (const minute of minutes ?? [])
      for (const second of seconds ?? []) times.push(hour * 3_600 + minute * 60 + second);
  return times;
}

function* inPositions(
  days: readonly number[],
  times: readonly number[],
  positions: readonly number[] | null,
): Generator<WallSeconds> {
  if (!positions) {
    for (const day of days) for (const time of times) yield day + time;
    return;
  }
  if (times.length === 0) return;
  const all = days.length * times.length;
  const chosen = new Set<number>();
  for (const position of positions) {
    const at = position < 0 ? all + position : position - 1;
    if (at >= 0 && at < all) chosen.add(days[Math.floor(at / times.length)]! + times[at % times.length]!);
  }
  yield* [...chosen].sort((a, b) => a - b);
}

/** Hours, minutes and seconds: steps from the start, days and hours that are not meant are jumped over. */
function* shortPeriods(rule: Rule, from: WallSeconds, effort: Effort): Generator<WallSeconds> {
  const { frequency } = rule;
  const unit = frequency === HOURLY ? 3_600 : frequency === MINUTELY ? 60 : 1;
  const step = rule.interval * unit;
  const start = Math.floor(rule.start / unit) * unit;
  const notBefore = (wall: WallSeconds, at: WallSeconds): WallSeconds =>
    wall + Math.max(0, Math.ceil((at - wall) / step)) * step;
  let wall = start + Math.max(0, Math.floor((skipTo(rule, from) - start) / step)) * step;
  let year: RuleYear | undefined;
  let letsDay = { day: -Infinity, lets: false };
  for (; wall <= LAST_WALL_SECOND && effort.left > 0; effort.left -= 1) {
    effort.reached = wall;
    const day = dayOf(wall);
    if (letsDay.day !== day) {
      const { year: inYear, month } = dateOf(day);
      if (year?.year !== inYear) year = new RuleYear(rule, inYear);
      letsDay = { day, lets: year.lets(day - year.firstDay, month) };
    }
    const inDay = wall - day * SECONDS_PER_DAY;
    if (!letsDay.lets) wall = notBefore(wall, (day + 1) * SECONDS_PER_DAY);
    else if (rule.hours && !rule.hours.includes(Math.floor(inDay / 3_600)))
      wall = notBefore(wall, (Math.floor(wall / 3_600) + 1) * 3_600);
    else if (frequency >= MINUTELY && rule.minutes && !rule.minutes.includes(Math.floor(inDay / 60) % 60))
      wall = notBefore(wall, (Math.floor(wall / 60) + 1) * 60);
    else {
      const seconds = frequency === SECONDLY ? [0] : (rule.seconds ?? [0]);
      const times =
        frequency === HOURLY
          ? (rule.minutes ?? [0]).flatMap((minute) => seconds.map((second) => minute * 60 + second))
          : seconds;
      effort.left -= times.length;
      if (frequency !== SECONDLY || !rule.seconds || rule.seconds.includes(inDay % 60))
        yield* inPositions([wall], times, rule.positions);
      wall += step;
    }
  }
}
