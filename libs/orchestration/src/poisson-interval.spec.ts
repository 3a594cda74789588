import { clampedPoissonInterval } from './poisson-interval.ts';

it.each([
  { average: 10, factor: 0.3, lower: 7.52, upper: 13 },
  { average: 2, factor: 0.5, lower: 1.26, upper: 3 },
])('draws between $lower and $upper around $average', ({ average, factor, lower, upper }) => {
  expect(clampedPoissonInterval(average, () => 0, factor)).toBeCloseTo(lower, 2);
  expect(clampedPoissonInterval(average, () => 1, factor)).toBeCloseTo(upper, 2);
});

it('is 0 for no average, and bounded below by 0 for a wide factor', () => {
  expect(clampedPoissonInterval(0, () => 0.5)).toBe(0);
  expect(clampedPoissonInterval(1, () => 0, 60)).toBeCloseTo(0, 10);
});
