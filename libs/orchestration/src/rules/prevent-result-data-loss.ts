import { type FlowRule } from '../rule.ts';
import { bringsPersistedResult, holdsPersistedResult } from '../state-data.ts';
import { TERMINAL } from '../state-type.ts';
import { RESULT_WOULD_BE_LOST } from './handle-flow-terminal-state-transitions.ts';

/**
 * Keeps a stored result from being overwritten by a COMPLETED state without one, also when the state is forced.
 * Upstream: core_policy.py, class PreventResultDataLoss (3.8.8).
 */
export const preventResultDataLoss: FlowRule = {
  name: 'PreventResultDataLoss',
  kind: 'rule',
  from: TERMINAL,
  to: TERMINAL,
  before(transition) {
    const { initial, proposed } = transition;
    if (initial?.type !== 'COMPLETED' || proposed?.type !== 'COMPLETED') return;
    if (holdsPersistedResult(initial.data) && !bringsPersistedResult(proposed.data)) {
      transition.reject(null, RESULT_WOULD_BE_LOST);
    }
  },
};
