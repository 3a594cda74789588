import { ArrivalRate } from './arrival-rate.ts';

const rateAfter = (perSecond: number): ArrivalRate => {
  const rate = new ArrivalRate();
  for (let ms = 1_000; ms < 2_000; ms += 10) rate.add(perSecond / 100, ms);
  return rate;
};

it('does not wait when idle, also for a few events at once', () => {
  const rate = new ArrivalRate();
  expect(rate.lingerMs(1_000)).toBe(0);
  rate.add(9, 1_000);
  expect(rate.lingerMs(1_001)).toBe(0);
});

it.each([
  [500, 150],
  [2_000, 64],
  [100_000, 10],
])('at %d events a second a commit waits %d ms', (perSecond, ms) => {
  expect(rateAfter(perSecond).lingerMs(1_999)).toBeCloseTo(ms, -1);
});

it('forgets', () => {
  expect(rateAfter(1_000).lingerMs(2_300)).toBe(0);
});
