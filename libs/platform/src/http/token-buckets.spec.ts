import { TokenBuckets } from './token-buckets.ts';

const SECOND_US = 1_000_000;

it('a minute of requests passes at once, the next one waits for its token', () => {
  const buckets = new TokenBuckets(120);
  for (let i = 119; i >= 0; i -= 1) expect(buckets.take('k', 0)).toBe(i);
  expect(buckets.take('k', 0)).toBe(-1);
  expect(buckets.waitSeconds('k', 0)).toBe(1);
  expect(buckets.take('k', SECOND_US / 2 - 1)).toBe(-1);
  expect(buckets.take('k', SECOND_US / 2 + 1)).toBe(0);
});

it('what is saved up is a minute at most, however long nobody asked', () => {
  const buckets = new TokenBuckets(60);
  buckets.take('k', 0);
  expect(buckets.take('k', 3_600 * SECOND_US)).toBe(59);
});

it('owners do not share, and a clock that goes back takes nothing away', () => {
  const buckets = new TokenBuckets(1);
  expect(buckets.take('a', 10 * SECOND_US)).toBe(0);
  expect(buckets.take('b', 10 * SECOND_US)).toBe(0);
  expect(buckets.take('a', 0)).toBe(-1);
  expect(buckets.waitSeconds('a', 0)).toBe(60);
});

it('a token that was put back is there again', () => {
  const buckets = new TokenBuckets(1);
  buckets.take('a', 0);
  buckets.putBack('a');
  expect(buckets.take('a', 0)).toBe(0);
});
