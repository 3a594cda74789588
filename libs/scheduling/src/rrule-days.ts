import { dateOf, dayNumber, daysInMonth, daysInYear, easterIndex, modulo, weekdayOf } from './calendar.ts';
import { MONTHLY, type Rule } from './rrule-rule.ts';

/** Which days of a year (and of the week that follows it) a rule lets through; days count from January 1 = 0. */
export class RuleYear {
  readonly firstDay: number;
  private readonly length: number;
  private readonly weekDays: ReadonlySet<number> | null;
  private readonly easter: ReadonlySet<number> | null;
  private readonly nthDays = new Map<number, ReadonlySet<number>>();

  constructor(
    private readonly rule: Rule,
    readonly year: number,
  ) {
    this.firstDay = dayNumber(year, 1, 1);
    this.length = daysInYear(year);
    this.weekDays = rule.weekNumbers ? daysOfWeeks(rule, year) : null;
    this.easter = rule.easterDays
      ? new Set([...rule.easterDays].map((after) => easterIndex(year) + after))
      : null;
  }

  /** @param periodMonth the month that the rule's n-th weekdays are counted in, for monthly rules */
  lets(index: number, periodMonth: number): boolean {
    const { rule } = this;
    const day = this.firstDay + index;
    const { year, month, day: monthDay } = dateOf(day);
    if (rule.months && !rule.months.has(month)) return false;
    if (this.weekDays && !this.weekDays.has(index)) return false;
    if (rule.weekdays || rule.nthWeekdays) {
      // n-th weekdays and plain ones restrict each other, as on the reference
      if (rule.weekdays && !rule.weekdays.has(weekdayOf(day))) return false;
      if (rule.nthWeekdays && !this.nthDaysOf(rule.frequency === MONTHLY ? periodMonth : 0).has(index))
        return false;
    }
    if (this.easter && !this.easter.has(index)) return false;
    if (
      rule.monthDays &&
      !rule.monthDays.has(monthDay) &&
      !rule.monthDays.has(monthDay - daysInMonth(year, month) - 1)
    )
      return false;
    return !rule.yearDays || this.isYearDay(index);
  }

  private isYearDay(index: number): boolean {
    const [within, length] =
      index < this.length ? [index, this.length] : [index - this.length, daysInYear(this.year + 1)];
    const days = this.rule.yearDays!;
    return days.has(within + 1) || days.has(within - length);
  }

  private nthDaysOf(month: number): ReadonlySet<number> {
    const known = this.nthDays.get(month);
    if (known) return known;
    const days = new Set<number>();
    const months = month > 0 ? [month] : this.rule.months ? [...this.rule.months] : [0];
    for (const one of months) {
      const first = one === 0 ? 0 : dayNumber(this.year, one, 1) - this.firstDay;
      const last = one === 0 ? this.length - 1 : first + daysInMonth(this.year, one) - 1;
      for (const [weekday, nth] of this.rule.nthWeekdays ?? []) {
        const index =
          nth > 0
            ? first + modulo(weekday - weekdayOf(this.firstDay + first), 7) + (nth - 1) * 7
            : last - modulo(weekdayOf(this.firstDay + last) - weekday, 7) + (nth + 1) * 7;
        if (index >= first && index <= last) days.add(index);
      }
    }
    this.nthDays.set(month, days);
    return days;
  }
}

/** Days of the numbered weeks; week 1 is the first one with at least four days in the year. */
function daysOfWeeks({ weekNumbers, weekStart }: Rule, year: number): Set<number> {
  const days = new Set<number>();
  const length = daysInYear(year);
  const firstWeek = startOfWeekOne(year, weekStart);
  const nextFirstWeek = startOfWeekOne(year + 1, weekStart) + length;
  const lastFirstWeek = startOfWeekOne(year - 1, weekStart) - daysInYear(year - 1);
  const count = (nextFirstWeek - firstWeek) / 7;
  const lastCount = (firstWeek - lastFirstWeek) / 7;
  const addWeek = (first: number): void => {
    for (let i = Math.max(0, first); i < Math.min(first + 7, length + 7); i += 1) days.add(i);
  };
  for (const number of weekNumbers ?? []) {
    const week = number < 0 ? number + count + 1 : number;
    if (week > 0 && week <= count) addWeek(firstWeek + (week - 1) * 7);
  }
  if (weekNumbers?.has(1) && nextFirstWeek < length) addWeek(nextFirstWeek); // its first days are in this year
  const lastWeek = weekNumbers?.has(-1) ? -1 : lastCount;
  if (firstWeek > 0 && weekNumbers?.has(lastWeek)) for (let i = 0; i < firstWeek; i += 1) days.add(i);
  return days;
}

/** Counted from January 1; may be negative. */
function startOfWeekOne(year: number, weekStart: number): number {
  const first = modulo(weekStart - weekdayOf(dayNumber(year, 1, 1)), 7);
  return first >= 4 ? first - 7 : first;
}
