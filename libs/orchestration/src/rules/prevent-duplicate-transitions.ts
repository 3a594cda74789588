import { type FlowRule } from '../rule.ts';
import { ANY_STATE } from '../state-type.ts';

/**
 * Answers a repeated request (same `transitionId` as the current state) with the current state: the client did not
 * see the first answer.
 * Upstream: core_policy.py, class PreventDuplicateTransitions (3.8.8).
 */
export const preventDuplicateTransitions: FlowRule = {
  name: 'PreventDuplicateTransitions',
  kind: 'rule',
  from: ANY_STATE,
  to: ANY_STATE,
  before(transition) {
    const current = transition.initial?.details.transitionId ?? null;
    if (current !== null && current === transition.proposed?.details.transitionId) {
      transition.reject(null, 'This run has already made this state transition.');
    }
  },
};
