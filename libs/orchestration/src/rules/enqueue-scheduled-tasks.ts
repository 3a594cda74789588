import { type TaskRule } from '../rule.ts';
import { ANY_STATE, maskOf } from '../state-type.ts';

/**
 * Hands a deferred task to its workers when it is scheduled; one that awaits a retry goes ahead of new ones.
 * Upstream: core_policy.py, class EnqueueScheduledTasks (3.8.8).
 */
export const enqueueScheduledTasks: TaskRule = {
  name: 'EnqueueScheduledTasks',
  kind: 'rule',
  from: ANY_STATE,
  to: maskOf('SCHEDULED'),
  after({ validated, run, afterEffects }) {
    if (validated === null || validated.details.deferred !== true) return;
    const queue = validated.name === 'AwaitingRetry' ? 'retry' : 'scheduled';
    afterEffects.push({ kind: 'enqueue-task-run', taskRunId: run.id, taskKey: run.taskKey, queue });
  },
};
