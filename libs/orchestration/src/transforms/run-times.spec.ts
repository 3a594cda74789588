import { NOW_US, stateOf, tryFlow } from '../fixtures/builders.ts';
import { proposedState } from '../state.ts';
import {
  incrementRunTime,
  setEndTime,
  setExpectedStartTime,
  setNextScheduledStartTime,
  setStartTime,
} from './run-times.ts';

it.each([
  { rule: setStartTime, run: {}, from: 'PENDING', to: 'RUNNING', patch: { startTimeUs: NOW_US } },
  { rule: setStartTime, run: { startTimeUs: 1 }, from: 'PENDING', to: 'RUNNING', patch: {} },
  { rule: setStartTime, run: {}, from: 'SCHEDULED', to: 'PENDING', patch: {} },
  { rule: setEndTime, run: { startTimeUs: 1 }, from: 'RUNNING', to: 'FAILED', patch: { endTimeUs: NOW_US } },
  {
    rule: setEndTime,
    run: {},
    from: 'PENDING',
    to: 'CRASHED',
    patch: { startTimeUs: NOW_US, endTimeUs: NOW_US },
  },
  { rule: setEndTime, run: { endTimeUs: 2 }, from: 'FAILED', to: 'COMPLETED', patch: {} },
  { rule: setEndTime, run: { endTimeUs: 2 }, from: 'FAILED', to: 'RUNNING', patch: { endTimeUs: null } },
  {
    rule: incrementRunTime,
    run: { totalRunTimeUs: 5 },
    from: 'RUNNING',
    to: 'PAUSED',
    patch: { totalRunTimeUs: 10_000_005 },
  },
  { rule: incrementRunTime, run: {}, from: 'PAUSED', to: 'RUNNING', patch: {} },
  { rule: setExpectedStartTime, run: {}, from: null, to: 'PENDING', patch: { expectedStartTimeUs: NOW_US } },
  { rule: setExpectedStartTime, run: { expectedStartTimeUs: 1 }, from: null, to: 'PENDING', patch: {} },
  {
    rule: setNextScheduledStartTime,
    run: { nextScheduledStartTimeUs: 1 },
    from: 'SCHEDULED',
    to: 'PENDING',
    patch: { nextScheduledStartTimeUs: null },
  },
  { rule: setNextScheduledStartTime, run: {}, from: 'PENDING', to: 'RUNNING', patch: {} },
] as const)('$rule.name: $from to $to with $run', ({ rule, run, from, to, patch }) => {
  const initial = from === null ? null : stateOf(from);
  expect(tryFlow([rule], { run, initial, proposed: to }).outcome.run).toEqual(patch);
});

it('takes the scheduled time of a scheduled state', () => {
  const proposed = proposedState('SCHEDULED', { details: { scheduledTimeUs: 7 } });
  const trial = { run: { nextScheduledStartTimeUs: 1 }, initial: stateOf('SCHEDULED'), proposed };
  expect(tryFlow([setExpectedStartTime, setNextScheduledStartTime], trial).outcome.run).toEqual({
    expectedStartTimeUs: 7,
    nextScheduledStartTimeUs: 7,
  });
});
