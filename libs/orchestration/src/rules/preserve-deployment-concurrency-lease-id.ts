import { type FlowRule } from '../rule.ts';
import { ANY_STATE } from '../state-type.ts';

/**
 * Carries the lease of the deployment's slot into the new state if the proposal does not name one: workers send an
 * explicit null, which would lose the lease.
 * Upstream: core_policy.py, class PreserveDeploymentConcurrencyLeaseId (3.8.8).
 */
export const preserveDeploymentConcurrencyLeaseId: FlowRule = {
  name: 'PreserveDeploymentConcurrencyLeaseId',
  kind: 'transform',
  from: ANY_STATE,
  to: ANY_STATE,
  before({ initial, proposed }) {
    if (initial === null || proposed === null) return;
    proposed.details.deploymentConcurrencyLeaseId ??= initial.details.deploymentConcurrencyLeaseId;
  },
};
