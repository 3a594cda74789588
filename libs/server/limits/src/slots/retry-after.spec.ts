import { expect, it } from '@jest/globals';
import { retryAfterSeconds } from './retry-after.ts';
import type { TriedLimit } from './slot.repository.ts';

const limit = (more: Partial<TriedLimit>): TriedLimit => ({
  id: 'i',
  name: 'n',
  limit: 1,
  active: true,
  active_now: 1,
  denied_now: 0,
  slot_decay_per_second: 0,
  avg_slot_occupancy_seconds: 2,
  ...more,
});

it.each([
  { why: 'the usual occupancy', limits: [limit({})], averageS: 2 },
  { why: 'more who wait, up to the maximum', limits: [limit({ denied_now: 1_000 })], averageS: 30 },
  {
    why: 'a tag, up to its maximum',
    limits: [limit({ name: 'tag:x', avg_slot_occupancy_seconds: 500 })],
    averageS: 10,
  },
  { why: 'decay', limits: [limit({ slot_decay_per_second: 0.5, denied_now: 2 })], averageS: 6 },
  {
    why: 'the fullest active one',
    limits: [limit({}), limit({ denied_now: 3 }), limit({ denied_now: 9, active: false })],
    averageS: 8,
  },
])('waits $averageS s on average for $why', ({ limits, averageS }) => {
  const draws = Array.from({ length: 1_000 }, (_, i) => retryAfterSeconds(limits, 1, () => i / 1_000));
  expect(Math.max(...draws)).toBeLessThanOrEqual(averageS * 1.3001);
  expect(Math.min(...draws)).toBeGreaterThan(0);
  expect(draws.reduce((a, b) => a + b) / draws.length / averageS).toBeCloseTo(0.75, 0);
});
