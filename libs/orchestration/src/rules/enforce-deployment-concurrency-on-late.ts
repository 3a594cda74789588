import { perform, type Steps } from '../effects.ts';
import { type FlowRule } from '../rule.ts';
import { maskOf } from '../state-type.ts';
import { type FlowTransition } from '../transition.ts';

/**
 * Cancels a run instead of marking it late if its deployment cancels what finds no slot (CANCEL_NEW) and all are
 * taken; otherwise such runs would pile up, because they never come to ask for one.
 * Upstream: core_policy.py, class EnforceDeploymentConcurrencyOnLate (3.8.8).
 */
export const enforceDeploymentConcurrencyOnLate: FlowRule = {
  name: 'EnforceDeploymentConcurrencyOnLate',
  kind: 'rule',
  from: maskOf('SCHEDULED'),
  to: maskOf('SCHEDULED'),
  before(transition) {
    const { initial, proposed, run } = transition;
    if (initial === null || proposed?.name !== 'Late' || run.deploymentId === null) return;
    const limitId = run.deployment?.concurrencyLimitId ?? null;
    if (limitId === null || run.deployment?.collisionStrategy !== 'CANCEL_NEW') return;
    return cancelIfFull(transition, limitId);
  },
};

function* cancelIfFull(transition: FlowTransition, limitId: string): Steps {
  if (!(yield* perform({ kind: 'check-deployment-slots-full', limitId }))) return;
  transition.reject(
    transition.draft('CANCELLED', { message: 'Deployment concurrency limit reached.' }),
    'Deployment concurrency limit is full and uses the CANCEL_NEW strategy.',
  );
}
