import { renewsLeases } from '../client-version.ts';
import { perform, type Steps } from '../effects.ts';
import { type FlowRule } from '../rule.ts';
import { type DeploymentFacts } from '../run-facts.ts';
import { maskOf } from '../state-type.ts';
import { type DraftState } from '../state.ts';
import { type FlowTransition } from '../transition.ts';

/**
 * Makes sure that a run still holds its deployment's slot when it starts: the lease is renewed; if it was reaped
 * meanwhile a new slot is taken; if there is none the run is cancelled, because its infrastructure already stands.
 * Clients before 3.4.11 do not renew leases and are not checked.
 * Deviation: a new slot is given back if a later rule holds the start up (the reference leaves it to its expiry).
 * Upstream: core_policy.py, class ValidateDeploymentConcurrencyAtRunning (3.8.8).
 */
export const validateDeploymentConcurrencyAtRunning: FlowRule = {
  name: 'ValidateDeploymentConcurrencyAtRunning',
  kind: 'rule',
  from: maskOf('PENDING'),
  to: maskOf('RUNNING'),
  before(transition) {
    const { initial, proposed, run, context } = transition;
    if (initial === null || proposed === null) return;
    const leaseId = initial.details.deploymentConcurrencyLeaseId;
    proposed.details.deploymentConcurrencyLeaseId = leaseId;
    if (leaseId === null || !renewsLeases(context.clientVersion)) return;
    const deployment = run.deploymentId === null ? null : run.deployment;
    if (deployment === null || deployment.concurrencyLimitId === null) return;
    return renewOrRetake(transition, proposed, deployment, deployment.concurrencyLimitId, leaseId);
  },
  cleanup(transition) {
    if (transition.takenLeaseId !== null) return giveBack(transition, transition.takenLeaseId);
  },
};

function* renewOrRetake(
  transition: FlowTransition,
  proposed: DraftState,
  deployment: DeploymentFacts,
  limitId: string,
  leaseId: string,
): Steps {
  const leaseSeconds =
    deployment.gracePeriodSeconds ?? transition.context.settings.initialDeploymentLeaseSeconds;
  if (yield* perform({ kind: 'renew-lease', leaseId, leaseSeconds })) return;
  const flowRunId = transition.run.id;
  const taken = yield* perform({ kind: 'acquire-deployment-slot', limitId, flowRunId, leaseSeconds });
  if (taken.leaseId !== null) {
    proposed.details.deploymentConcurrencyLeaseId = taken.leaseId;
    transition.takenLeaseId = taken.leaseId;
    return;
  }
  const message =
    'Deployment concurrency slot lost during provisioning - no slots available to continue execution';
  transition.reject(
    transition.draft('CANCELLED', { message }),
    'Deployment concurrency limit reached after lease expiry.',
  );
}

function* giveBack(transition: FlowTransition, leaseId: string): Steps {
  transition.takenLeaseId = null;
  yield* perform({ kind: 'release-deployment-slot', leaseId, limitId: null });
}
