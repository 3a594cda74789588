import { addDays, addMonths, moveDay, startOf, weeksOf } from './calendar.ts';

it('shows six whole weeks that begin on a Monday and hold the month', () => {
  const weeks = weeksOf('2026-11-21');
  expect(weeks).toHaveLength(6);
  expect(weeks.flat()).toContain('2026-11-01');
  expect(weeks.flat()).toContain('2026-11-30');
  for (const [monday = ''] of weeks) expect(startOf(monday).getDay()).toBe(1);
});

it.each([
  { from: '2024-02-28', days: 1, to: '2024-02-29' }, // a leap year
  { from: '2026-12-31', days: 1, to: '2027-01-01' },
  { from: '2026-03-29', days: 1, to: '2026-03-30' }, // the clock goes forward in Europe
])('$days day after $from is $to', ({ from, days, to }) => expect(addDays(from, days)).toBe(to));

it('stays in the month when the day does not exist there', () => {
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
});

it('moves a week by the vertical arrows and ignores other keys', () => {
  expect(moveDay('2026-11-21', 'ArrowDown')).toBe('2026-11-28');
  expect(moveDay('2026-11-21', 'a')).toBeUndefined();
});
