import { parseMicros } from '@orch/kernel';
import { bucketsOf, presentHistory } from './run-history.ts';

const AT = parseMicros('2026-11-21T00:00:00Z')!;
const body = (seconds: number, interval: number) => ({
  history_start: AT,
  history_end: AT + seconds * 1e6,
  history_interval_seconds: interval,
});

it.each([
  { seconds: 60, interval: 60, count: 1 },
  { seconds: 61, interval: 60, count: 2 },
  { seconds: 0, interval: 60, count: 0 },
  { seconds: -5, interval: 60, count: 0 },
  { seconds: 10_000, interval: 1, count: 500 },
])('$seconds s in steps of $interval s are $count buckets', ({ seconds, interval, count }) => {
  expect(bucketsOf(body(seconds, interval)).count).toBe(count);
});

it.each([0.5, -1, 3e11])('an interval of %d s is refused', (interval) => {
  expect(() => bucketsOf(body(60, interval))).toThrow(expect.objectContaining({ code: 'request.rejected' }));
});

it('shows empty buckets too', () => {
  const sums = { count_runs: 2, sum_estimated_run_time: 3, sum_estimated_lateness: 0.5 };
  const rows = [{ bucket: 1, state_type: 'COMPLETED', state_name: 'Completed', ...sums }];
  expect(JSON.parse(presentHistory(bucketsOf(body(120, 60)), rows))).toEqual([
    { interval_start: '2026-11-21T00:00:00Z', interval_end: '2026-11-21T00:01:00Z', states: [] },
    {
      interval_start: '2026-11-21T00:01:00Z',
      interval_end: '2026-11-21T00:02:00Z',
      states: [{ state_type: 'COMPLETED', state_name: 'Completed', ...sums }],
    },
  ]);
});
