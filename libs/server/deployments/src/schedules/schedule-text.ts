import type { Schedule } from '@orch/contract';
import { type JsonText, type Micros, jsonText, microsToWire } from '@orch/kernel';
import { InvalidRequest, floatText } from '@orch/platform';
import { ScheduleError, parseCron, startedRRule } from '@orch/scheduling';

/** A schedule as it is stored and answered. Upstream: schemas/schedules.py (3.8.8). @throws InvalidRequest */
export function scheduleText(schedule: Schedule, nowUs: Micros): JsonText {
  if ('interval' in schedule) {
    const anchor = microsToWire(schedule.anchor_date ?? nowUs);
    const timezone = JSON.stringify(schedule.timezone ?? 'UTC'); // an anchor is always kept in UTC
    return jsonText(
      `{"interval":${floatText(schedule.interval)},"anchor_date":"${anchor}","timezone":${timezone}}`,
    );
  }
  const { timezone } = schedule;
  if ('cron' in schedule) {
    const { cron, day_or } = schedule;
    refusing(() => parseCron(cron));
    return jsonText(JSON.stringify({ cron, timezone, day_or }));
  }
  const rrule = refusing(() => startedRRule(schedule.rrule, nowUs, timezone || 'UTC'));
  return jsonText(JSON.stringify({ rrule, timezone }));
}

/**
 * Whether a schedule that is sent again is the one that is stored. What the server filled in when it stored it (the
 * anchor of an interval, the start of a rule) is no difference.
 */
export function isSameSchedule(stored: string, sent: Schedule): boolean {
  // our own column, written by scheduleText
  const known = JSON.parse(stored) as Readonly<Record<string, unknown>>;
  const sentText = scheduleText(sent, 0);
  if ('interval' in sent && sent.anchor_date === null && 'interval' in known)
    return known['interval'] === sent.interval && known['timezone'] === (sent.timezone ?? 'UTC');
  if ('rrule' in sent && typeof known['rrule'] === 'string' && !/DTSTART/i.test(sent.rrule))
    return (
      known['timezone'] === sent.timezone && known['rrule'].split('\n').slice(1).join('\n') === sent.rrule
    );
  return JSON.stringify(known) === JSON.stringify(JSON.parse(sentText));
}

function refusing<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    throw new InvalidRequest([
      { type: 'value_error', loc: ['body', 'schedule'], msg: `Value error, ${error.message}` },
    ]);
  }
}
