import { stateOf, tryFlow } from '../fixtures/builders.ts';
import { proposedState } from '../state.ts';
import { copyScheduledTime as rule } from './copy-scheduled-time.ts';

it.each([
  { from: 'SCHEDULED', own: null, kept: 5 },
  { from: 'SCHEDULED', own: 7, kept: 7 },
  { from: 'PAUSED', own: null, kept: null },
] as const)('PENDING after $from with time $own is due at $kept', ({ from, own, kept }) => {
  const initial = stateOf(from, { details: { scheduledTimeUs: 5 } });
  const proposed = proposedState('PENDING', { details: { scheduledTimeUs: own } });
  expect(tryFlow([rule], { initial, proposed }).outcome.state?.details.scheduledTimeUs).toBe(kept);
});
