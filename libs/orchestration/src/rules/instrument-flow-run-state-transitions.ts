import { type FlowRule } from '../rule.ts';
import { ANY_STATE } from '../state-type.ts';

/**
 * Asks for the event of a state that is written.
 * Upstream: instrumentation_policies.py, class InstrumentFlowRunStateTransitions (3.8.8).
 */
export const instrumentFlowRunStateTransitions: FlowRule = {
  name: 'InstrumentFlowRunStateTransitions',
  kind: 'transform',
  from: ANY_STATE,
  to: ANY_STATE,
  after({ proposed, validated, initial, run, afterEffects }) {
    if (proposed === null || validated === null) return;
    afterEffects.push({ kind: 'record-state-event', flowRunId: run.id, initial, validated });
  },
};
