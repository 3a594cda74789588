import { expect, it } from '@jest/globals';
import type { Schedule } from '@orch/contract';
import { InvalidRequest } from '@orch/platform';
import { matchSchedules } from './replace-schedules.ts';
import { isSameSchedule, scheduleText } from './schedule-text.ts';

const NOW = Date.UTC(2026, 10, 21) * 1_000;
const HOURLY: Schedule = { interval: 3600, anchor_date: null, timezone: null };
const CRON: Schedule = { cron: '0 9 3 * *', timezone: 'America/New_York', day_or: true };
const RULE: Schedule = { rrule: 'FREQ=MINUTELY;INTERVAL=10', timezone: 'UTC' };

const body = (schedule: Schedule, slug: string | null = null) => ({
  schedule,
  slug,
  active: true,
  max_scheduled_runs: null,
  parameters: {},
  replaces: null,
});
const row = (id: string, schedule: Schedule, slug: string | null = null) => ({
  id,
  slug,
  schedule: scheduleText(schedule, NOW),
});

it.each([HOURLY, CRON, RULE])('knows %j again', (schedule) => {
  expect(isSameSchedule(scheduleText(schedule, NOW), schedule)).toBe(true);
});

it.each([
  [HOURLY, { ...HOURLY, interval: 60 } as Schedule],
  [HOURLY, { ...HOURLY, anchor_date: 0 } as Schedule],
  [CRON, { ...CRON, day_or: false } as Schedule],
  [RULE, { ...RULE, timezone: 'Europe/Berlin' } as Schedule],
  [CRON, RULE],
])('tells %j from %j', (stored, sent) => {
  expect(isSameSchedule(scheduleText(stored, NOW), sent)).toBe(false);
});

it('keeps equal schedules, changes those with a known slug, and matches each one once', () => {
  const known = [row('1', CRON), row('2', HOURLY, 'hours'), row('3', CRON), row('4', RULE)];
  const [same, changed, again] = [body(CRON), body(RULE, 'hours'), body(CRON)];
  const { kept, added, removed } = matchSchedules(known, [changed, same, again, body(CRON)]);
  expect(kept).toEqual([
    { id: '2', sent: changed, isEqual: false },
    { id: '1', sent: same, isEqual: true },
    { id: '3', sent: again, isEqual: true },
  ]);
  expect(added).toHaveLength(1);
  expect(removed).toEqual(['4']);
});

it.each([
  { cron: '61 * * * *', timezone: null, day_or: true },
  { rrule: 'FREQ=NEVER', timezone: 'UTC' },
] as Schedule[])('refuses %j', (schedule) => {
  expect(() => scheduleText(schedule, NOW)).toThrow(InvalidRequest);
});
