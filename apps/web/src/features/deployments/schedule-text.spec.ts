import { cronText, intervalText, scheduleText } from './schedule-text.ts';

it.each([
  [86_400, 'Every day'],
  [900, 'Every 15 minutes'],
  [90, 'Every 90 seconds'],
  [7_200, 'Every 2 hours'],
  [0.5, 'Every 0.5 seconds'],
])('says an interval of %d s', (seconds, text) => expect(intervalText(seconds)).toBe(text));

it.each([
  ['0 3 * * *', 'Every day at 03:00'],
  ['30 9 * * 1-5', 'Monday to Friday at 09:30'],
  ['0 9 3 * *', 'On day 3 of the month at 09:00'],
  ['0 9 * * 0', 'Every Sunday at 09:00'],
  ['5 * * * *', 'Every hour at minute 5'],
  ['* * * * *', 'Every minute'],
  ['*/5 1-3 * * *', '*/5 1-3 * * *'],
  ['0 9 3 1 *', '0 9 3 1 *'],
])('says cron %s', (cron, text) => expect(cronText(cron)).toBe(text));

it('says a rule without its start', () => {
  expect(scheduleText({ rrule: 'DTSTART:20260101T000000\nRRULE:FREQ=DAILY' })).toBe('FREQ=DAILY');
});
