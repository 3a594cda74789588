import { stateOf, tryFlow } from '../fixtures/builders.ts';
import { enforceCancellingToCancelledTransition } from './enforce-cancelling-to-cancelled-transition.ts';
import { instrumentFlowRunStateTransitions as rule } from './instrument-flow-run-state-transitions.ts';

it('records each state that is written', () => {
  const initial = stateOf('PENDING');
  const { outcome } = tryFlow([rule], { initial, proposed: 'RUNNING' });
  expect(outcome.afterEffects).toEqual([
    { kind: 'record-state-event', flowRunId: 'run', initial, validated: outcome.state },
  ]);
});

it('records nothing when nothing is written', () => {
  const rules = [enforceCancellingToCancelledTransition, rule];
  expect(tryFlow(rules, { initial: 'CANCELLING', proposed: 'FAILED' }).outcome.afterEffects).toEqual([]);
});
