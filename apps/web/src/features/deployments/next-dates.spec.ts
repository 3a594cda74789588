import { nextDates } from './next-dates.ts';

const NOW = Date.parse('2026-03-27T12:00:00Z');
const texts = (rule: object): unknown => {
  const answer = nextDates(rule, NOW);
  return 'dates' in answer ? answer.dates.map((date) => date.toISOString()) : answer.problem;
};

it('says the next ten dates, through the change of clocks', () => {
  const dates = texts({ cron: '0 9 * * *', timezone: 'Europe/Berlin' }) as string[];
  expect(dates).toHaveLength(10);
  expect(dates.slice(0, 2)).toEqual(['2026-03-28T08:00:00.000Z', '2026-03-29T07:00:00.000Z']);
});

it('knows intervals and rules', () => {
  expect((texts({ interval: 3600, anchor_date: '2026-01-01T00:30:00Z' }) as string[])[0]).toBe(
    '2026-03-27T12:30:00.000Z',
  );
  expect((texts({ rrule: 'DTSTART:20260101T090000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=3' }) as string[])[0]).toBe(
    '2026-04-03T09:00:00.000Z',
  );
});

it.each([{ cron: 'nonsense' }, { interval: 0 }, { rrule: 'FREQ=SOMETIMES' }])(
  'says why %j is none',
  (rule) => {
    expect(nextDates(rule, NOW)).toEqual({ problem: expect.stringMatching(/./) });
  },
);
