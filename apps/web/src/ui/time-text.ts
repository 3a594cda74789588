const STEPS = [
  [60, 'second'],
  [60, 'minute'],
  [24, 'hour'],
  [30, 'day'],
  [12, 'month'],
  [Infinity, 'year'],
] as const;
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const EXACT = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'long' });
const NOW_WITHIN_S = 10;

/** How long ago, or in how long: "2 hours ago", "tomorrow". */
export function ago(at: string, now: number = Date.now()): string {
  const seconds = (Date.parse(at) - now) / 1000;
  if (Number.isNaN(seconds)) return '–';
  if (Math.abs(seconds) < NOW_WITHIN_S) return 'just now';
  let amount = seconds;
  for (const [size, unit] of STEPS) {
    if (Math.abs(amount) < size) return RELATIVE.format(Math.round(amount), unit);
    amount /= size;
  }
  return '–';
}

/** The moment to the second, in the reader's time zone. */
export const exact = (at: string): string => {
  const time = Date.parse(at);
  return Number.isNaN(time) ? '–' : EXACT.format(time);
};
