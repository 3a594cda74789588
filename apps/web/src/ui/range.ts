import { type Day, startOf } from './calendar.ts';

/** The last so many hours, or days chosen by hand (both included). */
export type DateRange =
  | { readonly kind: 'last'; readonly hours: number }
  | { readonly kind: 'days'; readonly from: Day; readonly to: Day };

/** The usual ranges, by hours. */
export const RANGE_PRESETS = [
  [1, 'Last hour'],
  [24, 'Last 24 hours'],
  [24 * 7, 'Last 7 days'],
  [24 * 30, 'Last 30 days'],
  [24 * 90, 'Last 90 days'],
] as const;

const SHORT = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });

/** The range in words. */
export function rangeText(range: DateRange): string {
  if (range.kind === 'last') {
    return RANGE_PRESETS.find(([hours]) => hours === range.hours)?.[1] ?? `Last ${range.hours} hours`;
  }
  if (range.from === range.to) return SHORT.format(startOf(range.from));
  return `${SHORT.format(startOf(range.from))} – ${SHORT.format(startOf(range.to))}`;
}

/** From when to when, as a server is asked. */
export function rangeTimes(range: DateRange, now: Date = new Date()): { since: string; until: string } {
  if (range.kind === 'last') {
    return {
      since: new Date(now.getTime() - range.hours * 3_600_000).toISOString(),
      until: now.toISOString(),
    };
  }
  const until = startOf(range.to);
  until.setDate(until.getDate() + 1);
  return { since: startOf(range.from).toISOString(), until: until.toISOString() };
}
