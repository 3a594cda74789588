import { dateOf, dayNumber, dayOf, daysInMonth, modulo, weekdayOf } from './calendar.ts';
import type { CronFields, CronValue } from './cron-fields.ts';
import { SECONDS_PER_DAY, type WallSeconds } from './wall-time.ts';

/** An expression that matches nothing for so long matches nothing at all. */
const YEARS_MAX = 50;

/**
 * The first time on the wall clock, at or after `from`, that the expression names; `undefined` when there is none in
 * the next fifty years. Looks at days one by one, at months and years in one step: some ten thousand steps at most.
 * @param dayOr whether a day of the month or a day of the week suffices when both are named
 */
export function nextCronWall(fields: CronFields, dayOr: boolean, from: WallSeconds): WallSeconds | undefined {
  const firstDay = dayOf(from);
  let at = dateOf(firstDay);
  const lastYear = at.year + YEARS_MAX;
  while (at.year <= lastYear) {
    if (!has(fields.years, at.year)) at = { year: at.year + 1, month: 1, day: 1 };
    else if (!has(fields.months, at.month)) at = nextMonth(at);
    else {
      const day = dayNumber(at.year, at.month, at.day);
      if (isDay(fields, dayOr, at, day)) {
        const second = nextSecond(fields, day === firstDay ? from - day * SECONDS_PER_DAY : 0);
        if (second !== undefined) return day * SECONDS_PER_DAY + second;
      }
      at = at.day < daysInMonth(at.year, at.month) ? { ...at, day: at.day + 1 } : nextMonth(at);
    }
  }
  return undefined;
}

interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const has = (set: ReadonlySet<CronValue> | null, value: number): boolean => set === null || set.has(value);
const nextMonth = ({ year, month }: CivilDate): CivilDate =>
  month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 };

function isDay(fields: CronFields, dayOr: boolean, at: CivilDate, day: number): boolean {
  const { days, weekdays, nthWeekdays } = fields;
  const weekday = modulo(weekdayOf(day) + 1, 7);
  const length = daysInMonth(at.year, at.month);
  const inMonth = days === null || days.has(at.day) || (days.has('l') && at.day === length);
  if (nthWeekdays.size > 0) {
    const which = nthWeekdays.get(weekday);
    const isNth =
      which !== undefined && (which.has(Math.ceil(at.day / 7)) || (which.has('l') && at.day + 7 > length));
    // joined by "or", the reference lets the n-th weekday alone decide
    return isNth && (inMonth || (dayOr && weekdays !== null));
  }
  const inWeek = has(weekdays, weekday);
  return dayOr && days !== null && weekdays !== null ? inMonth || inWeek : inMonth && inWeek;
}

function nextSecond({ hours, minutes, seconds }: CronFields, from: number): number | undefined {
  for (let hour = Math.floor(from / 3_600); hour < 24; hour += 1) {
    if (!has(hours, hour)) continue;
    const inHour = Math.max(0, from - hour * 3_600);
    for (let minute = Math.floor(inHour / 60); minute < 60; minute += 1) {
      if (!has(minutes, minute)) continue;
      for (let second = Math.max(0, inHour - minute * 60); second < 60; second += 1)
        if (has(seconds, second)) return hour * 3_600 + minute * 60 + second;
    }
  }
  return undefined;
}
