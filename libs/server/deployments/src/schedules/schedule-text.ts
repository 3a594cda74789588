import type { Schedule } from '@orch/contract';
import { type JsonText, type Micros, jsonText, microsToWire } from '@orch/kernel';
import { InvalidRequest, floatText } from '@orch/platform';

const CRON_ALIASES = new Set([
  '@yearly',
  '@annually',
  '@monthly',
  '@weekly',
  '@daily',
  '@midnight',
  '@hourly',
]);
/** Least and most of minute, hour, day, month, weekday, second, year. */
const CRON_RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
  [0, 59],
  [1970, 2099],
] as const;

/** A schedule as it is stored and answered. Upstream: schemas/schedules.py (3.8.8). @throws InvalidRequest */
export function scheduleText(schedule: Schedule, nowUs: Micros): JsonText {
  if ('interval' in schedule) {
    const anchor = microsToWire(schedule.anchor_date ?? nowUs);
    const timezone = JSON.stringify(schedule.timezone ?? 'UTC'); // an anchor is always kept in UTC
    return jsonText(
      `{"interval":${floatText(schedule.interval)},"anchor_date":"${anchor}","timezone":${timezone}}`,
    );
  }
  if ('cron' in schedule) {
    if (!isCron(schedule.cron)) refuse(`Invalid cron string: "${schedule.cron}"`);
    return jsonText(
      JSON.stringify({ cron: schedule.cron, timezone: schedule.timezone, day_or: schedule.day_or }),
    );
  }
  if (
    !/(^|[\s;:])FREQ=(YEARLY|MONTHLY|WEEKLY|DAILY|HOURLY|MINUTELY|SECONDLY)\b/i.test(schedule.rrule) &&
    !/RDATE/i.test(schedule.rrule)
  ) {
    refuse(`Invalid RRule string "${schedule.rrule.slice(0, 40)}"`);
  }
  return jsonText(JSON.stringify({ rrule: schedule.rrule, timezone: schedule.timezone }));
}

/** Whether every field of the expression is in its range; names of months and weekdays are taken as they are. */
export function isCron(text: string): boolean {
  if (CRON_ALIASES.has(text.trim().toLowerCase())) return true;
  const fields = text.trim().split(/\s+/);
  if (fields.length < 5 || fields.length > 7) return false;
  return fields.every(
    (field, i) =>
      /^[\dA-GI-QS-Za-gi-qs-z*/,\-?#L]+$|^[A-Za-z,-]{3,}$/.test(field) &&
      field.split(',').every((part) => inRange(part, CRON_RANGES[i]!)),
  );
}

function inRange(part: string, [least, most]: readonly [number, number]): boolean {
  const [span = '', step] = part.split('/');
  if (step !== undefined && !(Number(step) >= 1)) return false;
  if (span === '') return false;
  return (span.split('#')[0] ?? '')
    .split('-')
    .every((end) => !/^\d+$/.test(end) || (Number(end) >= least && Number(end) <= most));
}

function refuse(reason: string): never {
  throw new InvalidRequest([
    { type: 'value_error', loc: ['body', 'schedule'], msg: `Value error, ${reason}` },
  ]);
}
