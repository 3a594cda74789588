import { exponentialBackoff, retryDelaySeconds, shownDelay } from './retry-delay.ts';

it.each([
  { delay: undefined, retry: 1, seconds: 0 },
  { delay: 3, retry: 7, seconds: 3 },
  { delay: [1, 10], retry: 1, seconds: 1 },
  { delay: [1, 10], retry: 5, seconds: 10 }, // the last one counts for all further retries
  { delay: [], retry: 1, seconds: 0 },
  { delay: exponentialBackoff(2), retry: 4, seconds: 16 },
  { delay: exponentialBackoff(2, 10), retry: 9, seconds: 10 },
  { delay: -1, retry: 1, seconds: 0 },
])('retry $retry of $delay waits $seconds s', ({ delay, retry, seconds }) => {
  expect(retryDelaySeconds(delay, retry, 0, 0.9)).toBe(seconds);
});

it('jitter makes a delay longer, never shorter', () => {
  expect(retryDelaySeconds(10, 1, 0.5, 0)).toBe(10);
  expect(retryDelaySeconds(10, 1, 0.5, 1)).toBe(15);
});

it('the control plane is shown numbers', () => {
  expect(shownDelay(undefined, 3)).toBeNull();
  expect(shownDelay(exponentialBackoff(1), 3)).toEqual([1, 2, 4]);
  expect(shownDelay(exponentialBackoff(1), 200)).toHaveLength(50);
});
