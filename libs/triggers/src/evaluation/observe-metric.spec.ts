import { expect, it } from '@jest/globals';
import { type MetricState, isBeyond, judgeMetric } from './observe-metric.ts';
import type { WatchedMetric } from './trigger.ts';

const MINUTE_US = 60_000_000;
const TRIGGER: WatchedMetric = {
  type: 'metric',
  id: 'm',
  match: {},
  matchRelated: [],
  name: 'duration',
  operator: '>',
  threshold: 10,
  rangeUs: 5 * MINUTE_US,
  firingForUs: 5 * MINUTE_US,
  parent: null,
};

it.each([
  ['<', 9, true],
  ['<', 10, false],
  ['<=', 10, true],
  ['>', 10, false],
  ['>', 11, true],
  ['>=', 10, true],
  ['>=', null, false],
  ['<', null, false],
] as const)('%s 10: %s is beyond: %s', (operator, value, expected) => {
  expect(isBeyond({ ...TRIGGER, operator }, value)).toBe(expected);
});

/** What is told, minute by minute. */
function told(values: readonly (number | null)[]): string {
  let state: MetricState = { isBreached: false, turnedUs: null };
  return values
    .map((value, minute) => {
      const outcome = judgeMetric(TRIGGER, state, value, minute * MINUTE_US);
      state = outcome.state;
      return outcome.turned === null ? '.' : outcome.turned[0]!;
    })
    .join('');
}

it('fires once when the metric was beyond the threshold for long enough, and again after it was back for as long', () => {
  const [high, low] = [20, 5];
  expect(told(Array(8).fill(high))).toBe('.....b..');
  expect(told([high, high, high, high, high, low, high, high, high, high, high, high])).toBe('...........b');
  expect(
    told([...Array(6).fill(high), low, high, low, low, low, low, low, low, ...Array(6).fill(high)]),
  ).toBe('.....b.......r.....b');
  expect(told([...Array(6).fill(high), ...Array(6).fill(null)])).toBe('.....b.....r');
});
