import { type FlowRule } from '../rule.ts';
import { ANY_STATE, maskOf } from '../state-type.ts';

/**
 * Only a scheduled run can become Late, and only once.
 * Upstream: core_policy.py, class EnsureOnlyScheduledFlowsMarkedLate (3.8.8).
 */
export const ensureOnlyScheduledFlowsMarkedLate: FlowRule = {
  name: 'EnsureOnlyScheduledFlowsMarkedLate',
  kind: 'rule',
  from: ANY_STATE,
  to: maskOf('SCHEDULED'),
  before(transition) {
    const { initial, proposed } = transition;
    if (initial === null || proposed?.name !== 'Late') return;
    if (initial.type !== 'SCHEDULED') {
      transition.reject(null, 'Only scheduled flows can be marked late.');
    } else if (initial.name === 'Late') {
      transition.reject(null, 'This flow run is already marked late.');
    }
  },
};
