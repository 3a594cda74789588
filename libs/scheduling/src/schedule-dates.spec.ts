import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { microsToWire, parseMicros } from '@orch/kernel';
import { parseCron } from './cron-fields.ts';
import { parseRRule, startedRRule } from './rrule-parse.ts';
import { type StoredSchedule, scheduleDates } from './schedule-dates.ts';

interface RecordedDates {
  readonly schedule: StoredSchedule;
  readonly start: string;
  readonly max: number;
  readonly dates: readonly string[];
}

// What the reference (3.8.8) answered: both ways of daylight saving in seven zones, leap days, month ends, anchors.
const RECORDED = JSON.parse(
  readFileSync(new URL('./fixtures/reference-dates.json', import.meta.url), 'utf8'),
) as RecordedDates[];
const NOW = at('2026-11-21T10:05:03Z');

function at(text: string): number {
  const us = parseMicros(text);
  if (us === undefined) throw new Error(`not a time: ${text}`);
  return us;
}

const datesOf = (schedule: StoredSchedule, start: string, max: number): string[] =>
  [...scheduleDates(schedule, { startUs: at(start), max })].map(microsToWire);

it.each(['interval', 'cron', 'rrule'])('gives the dates that the reference gives: %s', (kind) => {
  const cases = RECORDED.filter(({ schedule }) => kind in schedule);
  expect(cases.length).toBeGreaterThan(40);
  for (const { schedule, start, max, dates } of cases)
    expect({ schedule, start, dates: datesOf(schedule, start, max) }).toEqual({ schedule, start, dates });
});

it('ends at the end of the range', () => {
  const range = { startUs: NOW, endUs: at('2026-11-21T10:30:00Z'), max: 100 };
  const dates = [...scheduleDates({ cron: '*/10 * * * *', timezone: null }, range)].map(microsToWire);
  expect(dates).toEqual(['2026-11-21T10:10:00Z', '2026-11-21T10:20:00Z', '2026-11-21T10:30:00Z']);
});

describe('cron expressions', () => {
  it.each([
    '5 4 * * *',
    '@daily',
    '0 0 1-7,l * mon#1',
    '*/15 0-6 1,15 jan-mar mon-fri',
    '0 0 ? * *',
    '0 0 1 1 * 30 2030',
    '0 0 * * 7',
  ])('takes %s', (text) => expect(parseCron(text)).toBeDefined());
  it.each([
    '60 0 * * *',
    '* * * *',
    '0 0 * * R',
    'nonsense',
    '',
    '* * * * * * * *',
    '0 0 ? ? ?',
    '*/0 * * * *',
    '-5 * * * *',
    '0 0 0 * *',
    '0 0 * * mon#6',
    '0 0 * 13 *',
  ])('refuses "%s"', (text) =>
    expect(() => parseCron(text)).toThrow(expect.objectContaining({ name: 'ScheduleError' })),
  );
});

describe('recurrence rules', () => {
  it.each([
    '',
    'FREQ=SOMETIMES',
    'FREQ=DAILY;INTERVAL=0',
    'FREQ=DAILY;UNTIL=20300101T000000Z',
    'BYDAY=MO',
    'FREQ=DAILY;BYSETPOS=0',
    'X:1',
    'FREQ=HOURLY;INTERVAL=2;BYHOUR=1',
    'FREQ=DAILY;BYHOUR=24',
    'EXDATE:20200101'.repeat(500),
  ])('refuses "%.40s"', (text) =>
    expect(() => parseRRule(text)).toThrow(expect.objectContaining({ name: 'ScheduleError' })),
  );

  it('starts rules of minutes near now, in phase, and others in 2020', () => {
    expect(startedRRule('FREQ=MINUTELY;INTERVAL=10', NOW, 'UTC')).toBe(
      'DTSTART:20261121T100000\nFREQ=MINUTELY;INTERVAL=10',
    );
    expect(startedRRule('FREQ=MINUTELY;INTERVAL=10', NOW, 'Asia/Kolkata')).toMatch(
      /^DTSTART:20261121T153000\n/,
    );
    expect(startedRRule('RRULE:FREQ=DAILY', NOW, 'UTC')).toBe('DTSTART:20200101T000000\nRRULE:FREQ=DAILY');
    expect(startedRRule('DTSTART:20250101\nRRULE:FREQ=DAILY', NOW, 'UTC')).toBe(
      'DTSTART:20250101\nRRULE:FREQ=DAILY',
    );
  });

  it.each(['UTC', 'America/New_York', 'Pacific/Apia'])(
    'finds the next seconds of a long row: %s',
    (timezone) => {
      const rrule = 'DTSTART:20200101T000000\nRRULE:FREQ=SECONDLY';
      expect(datesOf({ rrule, timezone }, '2026-11-21T10:05:03Z', 2)).toEqual([
        '2026-11-21T10:05:03Z',
        '2026-11-21T10:05:04Z',
      ]);
    },
  );

  // As the reference answers; it looks until the year 9999 for the rule that names nothing.
  it.each([
    ['RRULE:FREQ=DAILY;BYHOUR=9\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'],
    ['RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30\nRRULE:FREQ=DAILY;BYHOUR=9'],
    ['RRULE:FREQ=DAILY;BYHOUR=9\nEXRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30'],
    ['RRULE:FREQ=DAILY;BYHOUR=9\nEXRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30'],
  ])('a rule that names nothing keeps no other from its dates: %s', (rules) => {
    const rrule = `DTSTART:20260101T000000\n${rules}`;
    const dates = ['2026-11-22T09:00:00Z', '2026-11-23T09:00:00Z'];
    expect(datesOf({ rrule, timezone: 'UTC' }, '2026-11-21T10:05:03Z', 2)).toEqual(dates);
  });

  it.each([
    'FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
    'FREQ=SECONDLY;COUNT=2000000000',
    'FREQ=SECONDLY\nEXRULE:FREQ=SECONDLY',
    `FREQ=HOURLY;BYMINUTE=${[...Array(60).keys()].join()};BYSECOND=${[...Array(60).keys()].join()};COUNT=9000000`,
    `FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYMINUTE=${[...Array(60).keys()].join()};COUNT=9000000`,
  ])('is done soon with %s, which names no date', (rrule) => {
    const started = performance.now();
    expect(datesOf({ rrule, timezone: 'UTC' }, '2026-11-21T10:05:03Z', 3)).toEqual([]);
    expect(performance.now() - started).toBeLessThan(4_000);
  });
});
