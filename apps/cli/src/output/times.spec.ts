import { durationText, relativeTime } from './times.ts';

const NOW_MS = Date.parse('2026-01-10T00:00:00Z');
it.each([
  ['2026-01-10T00:00:00.5Z', 'now'],
  ['2026-01-09T23:59:58Z', '2s ago'],
  ['2026-01-09T23:57:01Z', '2m ago'],
  ['2026-01-09T20:00:00Z', '4h ago'],
  ['2026-01-01T00:00:00Z', '9d ago'],
  ['2026-01-10T02:00:00Z', 'in 2h'],
  [null, ''],
])('%s is %s', (moment, text) => expect(relativeTime(moment, NOW_MS)).toBe(text));
it.each([
  [0, ''],
  [null, ''],
  [0.46, '0.4s'],
  [12, '12s'],
  [185, '3m 5s'],
  [7200, '2h'],
  [7440, '2h 4m'],
  [90_000, '1d 1h'],
])('%s s is "%s"', (seconds, text) => expect(durationText(seconds)).toBe(text));
