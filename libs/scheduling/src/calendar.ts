import { SECONDS_PER_DAY } from './wall-time.ts';

const MS_PER_DAY = 86_400_000;

/** Whole days since 1970-01-01. */
export type DayNumber = number;

export const dayOf = (wallSeconds: number): DayNumber => Math.floor(wallSeconds / SECONDS_PER_DAY);

/** @param month 1 to 12; further months and days carry over */
export function dayNumber(year: number, month: number, day: number): DayNumber {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day); // Date.UTC would take years below 100 for 19xx
  return Math.floor(date.getTime() / MS_PER_DAY);
}

export function dateOf(day: DayNumber): { year: number; month: number; day: number } {
  const date = new Date(day * MS_PER_DAY);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 0 = Monday. */
export const weekdayOf = (day: DayNumber): number => modulo(day + 3, 7);

export const modulo = (n: number, base: number): number => ((n % base) + base) % base;
export const isLeapYear = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
export const daysInYear = (year: number): number => (isLeapYear(year) ? 366 : 365);
export const daysInMonth = (year: number, month: number): number =>
  month === 2
    ? isLeapYear(year)
      ? 29
      : 28
    : month === 4 || month === 6 || month === 9 || month === 11
      ? 30
      : 31;

/** Day of the year (0 = January 1) of Easter Sunday, western churches. */
export function easterIndex(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const epact = modulo(
    century - Math.floor(century / 4) - Math.floor((8 * century + 13) / 25) + 19 * golden + 15,
    30,
  );
  const moon =
    epact -
    Math.floor(epact / 28) *
      (1 - Math.floor(epact / 28) * Math.floor(29 / (epact + 1)) * Math.floor((21 - golden) / 11));
  const weekday = modulo(year + Math.floor(year / 4) + moon + 2 - century + Math.floor(century / 4), 7);
  const sinceMarch = moon - weekday;
  const month = 3 + Math.floor((sinceMarch + 40) / 44);
  const day = sinceMarch + 28 - 31 * Math.floor(month / 4);
  return dayNumber(year, month, day) - dayNumber(year, 1, 1);
}
