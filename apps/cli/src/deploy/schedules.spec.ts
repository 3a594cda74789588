import { intervalSeconds, schedulesOf } from './schedules.ts';
import { automationOf } from './triggers.ts';

it.each([
  [900, 900],
  ['900', 900],
  ['15m', 900],
  ['PT15M', 900],
  ['P1DT1H', 90_000],
  ['00:15:00', 900],
  ['1 day, 0:00:30', 86_430],
  ['P', undefined],
  ['often', undefined],
])('%j are %j seconds', (text, seconds) => {
  expect(intervalSeconds(text)).toBe(seconds);
});

it('schedules as the API takes them', () => {
  expect(
    schedulesOf([
      { cron: '0 9 * * *', timezone: 'Europe/Berlin', active: false, slug: 'morning' },
      { interval: 'PT1H', anchor_date: '2026-01-01T00:00:00Z', parameters: { a: 1 } },
      { rrule: 'FREQ=DAILY', replaces: 'old' },
      { rrule: '{"rrule": "FREQ=DAILY", "timezone": "UTC"}' },
    ]),
  ).toEqual([
    { schedule: { cron: '0 9 * * *', timezone: 'Europe/Berlin' }, active: false, slug: 'morning' },
    { schedule: { interval: 3600, anchor_date: '2026-01-01T00:00:00Z' }, parameters: { a: 1 } },
    { schedule: { rrule: 'FREQ=DAILY' }, replaces: 'old' },
    { schedule: { rrule: 'FREQ=DAILY', timezone: 'UTC' } },
  ]);
});

it('a trigger becomes an automation that runs its deployment', () => {
  const spec = {
    expect: ['a.b'],
    parameters: { n: '{{ event.id }}' },
    enabled: false,
    schedule_after: 'PT1M',
  };
  expect(automationOf(spec, 'd1', 'nightly__automation_1')).toEqual({
    name: 'nightly__automation_1',
    description: '',
    enabled: false,
    trigger: { type: 'event', expect: ['a.b'], posture: 'Reactive', threshold: 1, within: 0 },
    actions: [
      {
        type: 'run-deployment',
        source: 'selected',
        deployment_id: 'd1',
        parameters: { n: '{{ event.id }}' },
        job_variables: null,
        schedule_after: 60,
      },
    ],
    owner_resource: 'prefect.deployment.d1',
  });
});
