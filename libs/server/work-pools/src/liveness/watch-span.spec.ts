import { WatchSpan } from './watch-span.ts';

const SECOND = 1_000_000;

it('grows while rounds follow each other, and starts anew after a gap, a failure or a clock that went back', () => {
  const span = new WatchSpan();
  expect(span.round(100 * SECOND)).toBe(0);
  expect(span.round(160 * SECOND)).toBe(60);
  expect(span.round(170 * SECOND)).toBe(70);
  expect(span.round(231 * SECOND)).toBe(0);
  expect(span.round(241 * SECOND)).toBe(10);
  span.failed();
  expect(span.round(251 * SECOND)).toBe(0);
  expect(span.round(200 * SECOND)).toBe(0);
});
