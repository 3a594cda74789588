import { countsDeploymentSlotsItself } from '../client-version.ts';
import { US_PER_SECOND } from '@orch/kernel';
import { perform, type Steps } from '../effects.ts';
import { type FlowRule } from '../rule.ts';
import { type DeploymentFacts } from '../run-facts.ts';
import { ANY_STATE, maskOf } from '../state-type.ts';
import { type FlowTransition } from '../transition.ts';

/**
 * Takes a slot of the deployment's limit, under a lease, before a worker provisions anything. If the limit is full,
 * the run waits its turn (ENQUEUE: AwaitingConcurrencySlot) or is cancelled (CANCEL_NEW). A limit of 0 aborts.
 * If a later rule refuses the transition, the slot goes back.
 * Upstream: core_policy.py, class SecureFlowConcurrencySlots (3.8.8).
 */
export const secureFlowConcurrencySlots: FlowRule = {
  name: 'SecureFlowConcurrencySlots',
  kind: 'rule',
  from: ANY_STATE & ~maskOf('PENDING', 'RUNNING', 'CANCELLING'),
  to: maskOf('PENDING'),
  before(transition) {
    const { run, context } = transition;
    if (run.deploymentId === null || countsDeploymentSlotsItself(context.clientVersion)) return;
    if (run.deployment === null) {
      transition.abort('Deployment not found.');
      return;
    }
    const { concurrencyLimitId, concurrencyLimit } = run.deployment;
    if (concurrencyLimitId === null || concurrencyLimit === null) return;
    if (concurrencyLimit === 0) {
      const reason = 'The deployment concurrency limit is 0. The flow will deadlock if submitted again.';
      transition.abort(reason);
      return;
    }
    return takeSlot(transition, run.deployment, concurrencyLimitId);
  },
  cleanup(transition) {
    const leaseId = transition.takenLeaseId;
    if (leaseId === null) return;
    const limitId = transition.run.deployment?.concurrencyLimitId ?? null;
    return giveBack(transition, leaseId, limitId);
  },
};

function* takeSlot(transition: FlowTransition, deployment: DeploymentFacts, limitId: string): Steps {
  const { run, proposed, context } = transition;
  const { settings, nowUs } = context;
  const leaseSeconds = deployment.gracePeriodSeconds ?? settings.initialDeploymentLeaseSeconds;
  const flowRunId = run.id;
  const { leaseId } = yield* perform({
    kind: 'acquire-deployment-slot',
    limitId,
    flowRunId,
    leaseSeconds,
  });
  if (leaseId !== null) {
    transition.takenLeaseId = leaseId;
    if (proposed !== null) proposed.details.deploymentConcurrencyLeaseId = leaseId;
    return;
  }
  const full = 'Deployment concurrency limit reached.';
  if (deployment.collisionStrategy === 'CANCEL_NEW') {
    transition.reject(transition.draft('CANCELLED', { message: full }), full);
    return;
  }
  const scheduledTimeUs = nowUs + Math.round(settings.deploymentSlotWaitSeconds * US_PER_SECOND);
  const name = 'AwaitingConcurrencySlot';
  transition.reject(transition.draft('SCHEDULED', { name, details: { scheduledTimeUs } }), full);
}

function* giveBack(transition: FlowTransition, leaseId: string, limitId: string | null): Steps {
  transition.takenLeaseId = null;
  yield* perform({ kind: 'release-deployment-slot', leaseId, limitId });
}
