import { type FlowRule } from '../rule.ts';
import { ANY_STATE, inMask, maskOf, stateCode } from '../state-type.ts';

const HOLDS_A_SLOT = maskOf('PENDING', 'RUNNING', 'CANCELLING');

/**
 * Gives the deployment's slot back when a run leaves PENDING, RUNNING and CANCELLING. A run that retries in its own
 * process keeps it: its client goes on renewing the lease.
 * Upstream: core_policy.py, class ReleaseFlowConcurrencySlots (3.8.8).
 */
export const releaseFlowConcurrencySlots: FlowRule = {
  name: 'ReleaseFlowConcurrencySlots',
  kind: 'transform',
  from: ANY_STATE,
  to: ANY_STATE,
  after({ initial, proposed, proposedCode, decision, run, afterEffects }) {
    if (proposed === null || initial === null || run.deploymentId === null) return;
    if (!inMask(HOLDS_A_SLOT, stateCode(initial.type)) || inMask(HOLDS_A_SLOT, proposedCode)) return;
    const retries = proposed.type === 'SCHEDULED' && proposed.name === 'AwaitingRetry';
    if (retries && decision.status === 'REJECT') return;
    const leaseId = initial.details.deploymentConcurrencyLeaseId;
    const limitId = run.deployment?.concurrencyLimitId ?? null;
    if (leaseId === null && limitId === null) return;
    afterEffects.push({ kind: 'release-deployment-slot', leaseId, limitId });
  },
};
