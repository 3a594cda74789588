import { durationText } from '../../output/times.ts';

interface AnySchedule {
  readonly cron?: unknown;
  readonly interval?: unknown;
  readonly rrule?: unknown;
  readonly timezone?: unknown;
}

/** The server puts a start before a rule, which says nothing about when it comes next. */
const START = /^DTSTART[^\n]*\n(?:RRULE:)?/;

/** A schedule in few words: `0 9 * * * (Europe/Berlin)`, `every 5m`. */
export const scheduleText = (schedule: unknown): string => {
  if (typeof schedule !== 'object' || schedule === null) return '';
  const { cron, interval, rrule, timezone } = schedule as AnySchedule; // members are printed, whatever they are
  const zone = typeof timezone === 'string' && timezone !== 'UTC' ? ` (${timezone})` : '';
  if (typeof cron === 'string') return `${cron}${zone}`;
  if (typeof interval === 'number') return `every ${durationText(interval)}${zone}`;
  return typeof rrule === 'string' ? `${rrule.replace(START, '')}${zone}` : '';
};
