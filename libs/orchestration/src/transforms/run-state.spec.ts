import { contextOf, NOW_US, stateOf, tryFlow, tryTask } from '../fixtures/builders.ts';
import {
  ensureFlowRunStateTimestampIsUnique,
  setRunStateName,
  setRunStateTimestamp,
  setRunStateType,
} from './run-state.ts';
import { enforceCancellingToCancelledTransition } from '../rules/enforce-cancelling-to-cancelled-transition.ts';

it.each([
  { sinceUs: -1, atUs: 0 },
  { sinceUs: 0, atUs: 1 },
  { sinceUs: 5_000, atUs: 5_001 }, // another server's clock is ahead
])('after a state entered at $sinceUs µs the next is entered at $atUs µs', ({ sinceUs, atUs }) => {
  const initial = { ...stateOf('PENDING'), timestampUs: NOW_US + sinceUs };
  const { outcome } = tryFlow([ensureFlowRunStateTimestampIsUnique], { initial, proposed: 'RUNNING' });
  expect(outcome.state?.timestampUs).toBe(NOW_US + atUs);
  expect(contextOf().nowUs).toBe(NOW_US);
});

it('notes type, name and time of a state that is written, for both kinds of run', () => {
  const transforms = [setRunStateType, setRunStateName, setRunStateTimestamp];
  const noted = { stateType: 'RUNNING', stateName: 'Running', stateTimestampUs: NOW_US };
  expect(tryFlow(transforms, { initial: 'PENDING', proposed: 'RUNNING' }).outcome.run).toEqual(noted);
  expect(tryTask(transforms, { initial: null, proposed: 'RUNNING' }).outcome.run).toEqual(noted);
});

it('notes nothing when nothing is written', () => {
  const rules = [
    enforceCancellingToCancelledTransition,
    ensureFlowRunStateTimestampIsUnique,
    setRunStateType,
    setRunStateName,
    setRunStateTimestamp,
  ];
  expect(tryFlow(rules, { initial: 'CANCELLING', proposed: 'RUNNING' }).outcome.run).toEqual({});
});
