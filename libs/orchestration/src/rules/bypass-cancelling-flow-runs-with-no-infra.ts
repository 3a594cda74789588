import { type FlowRule } from '../rule.ts';
import { maskOf } from '../state-type.ts';

/**
 * Cancels at once a run that has no infrastructure to tear down: scheduled without a process id, resuming, or
 * suspended. AwaitingRetry may have a process and then goes through CANCELLING.
 * Upstream: core_policy.py, class BypassCancellingFlowRunsWithNoInfra (3.8.8).
 */
export const bypassCancellingFlowRunsWithNoInfra: FlowRule = {
  name: 'BypassCancellingFlowRunsWithNoInfra',
  kind: 'rule',
  from: maskOf('SCHEDULED', 'PAUSED'),
  to: maskOf('CANCELLING'),
  before(transition) {
    const { initial, run } = transition;
    if (initial === null) return;
    const noProcess = run.infrastructurePid === null || run.infrastructurePid === '';
    if ((initial.type === 'SCHEDULED' && noProcess) || initial.name === 'Resuming') {
      const reason = 'Scheduled flow run has no infrastructure to terminate.';
      transition.reject(transition.draft('CANCELLED'), reason);
    } else if (initial.type === 'PAUSED' && initial.details.pauseReschedule) {
      const reason = 'Suspended flow run has no infrastructure to terminate.';
      transition.reject(transition.draft('CANCELLED'), reason);
    }
  },
};
