import type { WallSeconds } from './wall-time.ts';

/** In the order of RFC 5545: smaller is longer. */
export const FREQUENCIES = [
  'YEARLY',
  'MONTHLY',
  'WEEKLY',
  'DAILY',
  'HOURLY',
  'MINUTELY',
  'SECONDLY',
] as const;
export const YEARLY = 0;
export const MONTHLY = 1;
export const WEEKLY = 2;
export const DAILY = 3;
export const HOURLY = 4;
export const MINUTELY = 5;
export const SECONDLY = 6;

/** A recurrence rule with every default filled in. Weekdays: 0 = Monday. Absent (`null`) members do not restrict. */
export interface Rule {
  readonly frequency: number;
  readonly interval: number;
  readonly weekStart: number;
  readonly count: number | null;
  /** Last time that may occur. */
  readonly until: WallSeconds | null;
  readonly start: WallSeconds;
  readonly positions: readonly number[] | null;
  readonly months: ReadonlySet<number> | null;
  /** Positive from the start of the month, negative from its end. */
  readonly monthDays: ReadonlySet<number> | null;
  readonly yearDays: ReadonlySet<number> | null;
  readonly weekNumbers: ReadonlySet<number> | null;
  readonly weekdays: ReadonlySet<number> | null;
  /** [weekday, which one of the month or year]; from the end when negative. */
  readonly nthWeekdays: readonly (readonly [number, number])[] | null;
  /** Days after Easter Sunday. */
  readonly easterDays: ReadonlySet<number> | null;
  readonly hours: readonly number[] | null;
  readonly minutes: readonly number[] | null;
  readonly seconds: readonly number[] | null;
}

/** Rules and single dates that are added, and those that are taken away. */
export interface RuleSet {
  readonly isSet: boolean;
  readonly rules: readonly Rule[];
  readonly dates: readonly WallSeconds[];
  readonly exceptRules: readonly Rule[];
  readonly exceptDates: readonly WallSeconds[];
}
