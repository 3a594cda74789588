import { US_PER_SECOND } from '@orch/kernel';
import { knowsPauses, needsTaskReset } from '../client-version.ts';
import { perform, type Steps } from '../effects.ts';
import { type FlowRule } from '../rule.ts';
import { type DraftState, type State } from '../state.ts';
import { maskOf } from '../state-type.ts';
import { type FlowTransition } from '../transition.ts';

/**
 * Turns a failure into AwaitingRetry while retries are left. The process that failed runs the flow again, so the run
 * keeps its lease and is marked `in_process`, which hides it from polls; pauses start anew.
 * Upstream: core_policy.py, class RetryFailedFlows (3.8.8).
 */
export const retryFailedFlows: FlowRule = {
  name: 'RetryFailedFlows',
  kind: 'rule',
  from: maskOf('RUNNING'),
  to: maskOf('FAILED'),
  before(transition) {
    const { initial, proposed, run } = transition;
    if (initial === null || proposed === null) return;
    const { retries } = run.empiricalPolicy;
    if (retries === null || run.runCount > retries) {
      transition.changePolicy({ retryType: null });
      return;
    }
    return retry(transition, initial, proposed);
  },
};

function* retry(transition: FlowTransition, initial: State, proposed: DraftState): Steps {
  const { run, context } = transition;
  const delaySeconds = run.empiricalPolicy.retryDelaySeconds ?? 0;
  const scheduledTimeUs = context.nowUs + Math.round(delaySeconds * US_PER_SECOND);
  if (needsTaskReset(context.apiVersion)) {
    yield* perform({ kind: 'reschedule-failed-task-runs', flowRunId: run.id, scheduledTimeUs });
  }
  if (knowsPauses(context.apiVersion)) {
    transition.changePolicy({ resuming: false, pauseKeys: [], retryType: 'in_process' });
  }
  const { deploymentConcurrencyLeaseId } = initial.details;
  const { message, data } = proposed;
  const details = { scheduledTimeUs, deploymentConcurrencyLeaseId };
  transition.reject(
    transition.draft('SCHEDULED', { name: 'AwaitingRetry', message, data, details }),
    'Retrying',
  );
}
