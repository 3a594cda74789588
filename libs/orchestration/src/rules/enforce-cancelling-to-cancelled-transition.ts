import { type FlowRule } from '../rule.ts';
import { ANY_STATE, maskOf } from '../state-type.ts';

/**
 * A run that is being cancelled ends CANCELLED and in no other way.
 * Upstream: core_policy.py, class EnforceCancellingToCancelledTransition (3.8.8).
 */
export const enforceCancellingToCancelledTransition: FlowRule = {
  name: 'EnforceCancellingToCancelledTransition',
  kind: 'rule',
  from: maskOf('CANCELLING'),
  to: ANY_STATE & ~maskOf('CANCELLED'),
  before(transition) {
    transition.reject(null, 'Cannot transition flows that are cancelling to a state other than Cancelled.');
  },
};
