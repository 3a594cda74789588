import { expect, it } from '@jest/globals';
import { horizonFrom, slotsOf } from './scheduled-slots.ts';
import type { ActiveSchedule, ScheduledDeployment } from './scheduler.repository.ts';

const START = Date.UTC(2026, 10, 21, 10) * 1_000;
const DEPLOYMENT: ScheduledDeployment = {
  id: 'd',
  flow_id: 'f',
  version: 'v1',
  paused: false,
  updated: '',
  parameters: '{"a": 1, "b": 2}',
  tags: ['t'],
  labels: '{"team": "x"}',
  work_queue_id: 'q',
  work_queue_name: 'default',
  infrastructure_document_id: null,
  now: '',
};
const active = (schedule: object, more: Partial<ActiveSchedule> = {}): ActiveSchedule => ({
  id: 's',
  schedule: JSON.stringify(schedule),
  parameters: '{"b": 3}',
  max_scheduled_runs: null,
  slug: null,
  ...more,
});

it('makes runs as the reference makes them', () => {
  const [slot] = slotsOf(DEPLOYMENT, active({ cron: '0 9 3 * *', timezone: 'UTC' }), horizonFrom(START));
  expect(slot).toMatchObject({
    deploymentVersion: 'v1',
    parameters: '{"a":1,"b":3}',
    tags: ['auto-scheduled', 't'],
    labels: { team: 'x' },
    autoScheduled: true,
    idempotencyKey: 'scheduled d s 2026-12-03 09:00:00+00:00',
    createdBy: { id: 's', type: 'SCHEDULE', display_value: 'CronSchedule' },
  });
});

it.each([
  ['three at least', { cron: '0 9 3 * *', timezone: 'UTC' }, {}, 3],
  ['an hour ahead', { cron: '*/10 * * * *', timezone: 'UTC' }, {}, 7],
  ['a hundred at most', { cron: '* * * * * *', timezone: 'UTC' }, {}, 100],
  ['a hundred days at most', { cron: '0 0 1 1 *', timezone: 'UTC' }, {}, 1],
  ['what the schedule allows', { cron: '* * * * *', timezone: 'UTC' }, { max_scheduled_runs: 5 }, 5],
])('makes %s', (_, schedule, more, count) => {
  expect(slotsOf(DEPLOYMENT, active(schedule, more), horizonFrom(START))).toHaveLength(count);
});
