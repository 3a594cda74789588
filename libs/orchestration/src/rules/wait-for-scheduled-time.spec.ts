import { NOW_US, stateOf, tryFlow } from '../fixtures/builders.ts';
import { waitForScheduledTime as rule } from './wait-for-scheduled-time.ts';

it.each([
  { dueInMs: 300_000, seconds: 300 },
  { dueInMs: 1_501, seconds: 2 },
  { dueInMs: 1_500, seconds: 1 },
  { dueInMs: 501, seconds: 1 },
  { dueInMs: 500, seconds: null },
  { dueInMs: 0, seconds: null },
  { dueInMs: -60_000, seconds: null },
])('a run due in $dueInMs ms waits $seconds s', ({ dueInMs, seconds }) => {
  for (const from of ['SCHEDULED', 'PENDING'] as const) {
    const initial = stateOf(from, { details: { scheduledTimeUs: NOW_US + dueInMs * 1000 } });
    const { outcome } = tryFlow([rule], { initial, proposed: 'RUNNING' });
    expect(outcome.status).toBe(seconds === null ? 'ACCEPT' : 'WAIT');
    if (outcome.status === 'WAIT') expect(outcome.details.delaySeconds).toBe(seconds);
    expect(outcome.state === null).toBe(seconds !== null);
  }
});

it('holds nothing back without a time, or from another state', () => {
  const later = { details: { scheduledTimeUs: NOW_US + 9e9 } };
  for (const initial of [stateOf('PENDING'), stateOf('PAUSED', later), null]) {
    expect(tryFlow([rule], { initial, proposed: 'RUNNING' }).outcome.status).toBe('ACCEPT');
  }
});
