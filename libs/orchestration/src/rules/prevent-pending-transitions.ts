import { type RunRule } from '../rule.ts';
import { maskOf } from '../state-type.ts';

/**
 * PENDING is the mutex of a hand-out: the second worker that asks for it is told to give up. Progress inside PENDING
 * (Submitting, InfrastructurePending) is let through and keeps the scheduled time and the lease.
 * Upstream: core_policy.py, class PreventPendingTransitions (3.8.8).
 */
export const preventPendingTransitions: RunRule = {
  name: 'PreventPendingTransitions',
  kind: 'rule',
  from: maskOf('PENDING', 'CANCELLING', 'RUNNING', 'CANCELLED'),
  to: maskOf('PENDING'),
  before(transition) {
    const { initial, proposed } = transition;
    if (initial === null || proposed === null) return;
    const progress = proposed.name !== initial.name && proposed.name !== 'Pending';
    if (initial.type === 'PENDING' && progress) {
      proposed.details.scheduledTimeUs = initial.details.scheduledTimeUs;
      proposed.details.deploymentConcurrencyLeaseId = initial.details.deploymentConcurrencyLeaseId;
      return;
    }
    transition.abort(`This run is in a ${initial.type} state and cannot transition to a PENDING state.`);
  },
};
