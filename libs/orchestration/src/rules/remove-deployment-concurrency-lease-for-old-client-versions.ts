import { renewsLeases } from '../client-version.ts';
import { type FlowRule } from '../rule.ts';
import { maskOf } from '../state-type.ts';

/**
 * Revokes the lease when a client starts (or cancels) a run that it is too old to renew the lease of: the slot
 * then stays taken until the run ends.
 * Upstream: core_policy.py, class RemoveDeploymentConcurrencyLeaseForOldClientVersions (3.8.8).
 */
export const removeDeploymentConcurrencyLeaseForOldClientVersions: FlowRule = {
  name: 'RemoveDeploymentConcurrencyLeaseForOldClientVersions',
  kind: 'rule',
  from: maskOf('PENDING'),
  to: maskOf('RUNNING', 'CANCELLING'),
  after({ initial, context, afterEffects }) {
    const leaseId = initial?.details.deploymentConcurrencyLeaseId ?? null;
    if (leaseId === null || renewsLeases(context.clientVersion)) return;
    afterEffects.push({ kind: 'revoke-lease', leaseId });
  },
};
