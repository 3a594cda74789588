/** A day as `2026-11-21`, in the reader's time zone. */
export type Day = string;

const two = (n: number): string => String(n).padStart(2, '0');

export const dayOf = (date: Date): Day =>
  `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;

/** Midnight, local time, at which the day begins. */
export function startOf(day: Day): Date {
  const [year = 1970, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date);
}

export function addDays(day: Day, days: number): Day {
  const at = startOf(day);
  at.setDate(at.getDate() + days);
  return dayOf(at);
}

export function addMonths(day: Day, months: number): Day {
  const at = startOf(day);
  const last = new Date(at.getFullYear(), at.getMonth() + months + 1, 0).getDate();
  return dayOf(new Date(at.getFullYear(), at.getMonth() + months, Math.min(at.getDate(), last)));
}

/** The six weeks, Monday first, that show the month of `day`. */
export function weeksOf(day: Day): Day[][] {
  const at = startOf(day);
  const first = new Date(at.getFullYear(), at.getMonth(), 1);
  const monday = addDays(dayOf(first), -((first.getDay() + 6) % 7));
  return Array.from({ length: 6 }, (_, week) =>
    Array.from({ length: 7 }, (_, i) => addDays(monday, week * 7 + i)),
  );
}

/** What an arrow key does in a month's grid; undefined for other keys. */
export function moveDay(day: Day, key: string): Day | undefined {
  switch (key) {
    case 'ArrowLeft':
      return addDays(day, -1);
    case 'ArrowRight':
      return addDays(day, 1);
    case 'ArrowUp':
      return addDays(day, -7);
    case 'ArrowDown':
      return addDays(day, 7);
    case 'PageUp':
      return addMonths(day, -1);
    case 'PageDown':
      return addMonths(day, 1);
    default:
      return undefined;
  }
}
