import { GLOBAL_TASK_TRANSFORMS } from './global-transforms.ts';
import { Policy, type TaskPolicy } from './policy.ts';
import { cacheInsertion } from './rules/cache-insertion.ts';
import { cacheRetrieval } from './rules/cache-retrieval.ts';
import { copyScheduledTime } from './rules/copy-scheduled-time.ts';
import { copyTaskParametersId } from './rules/copy-task-parameters-id.ts';
import { enqueueScheduledTasks } from './rules/enqueue-scheduled-tasks.ts';
import { handleTaskTerminalStateTransitions } from './rules/handle-task-terminal-state-transitions.ts';
import { preventPendingTransitions } from './rules/prevent-pending-transitions.ts';
import { preventRunningTasksFromStoppedFlows } from './rules/prevent-running-tasks-from-stopped-flows.ts';
import { releaseTaskConcurrencySlots } from './rules/release-task-concurrency-slots.ts';
import { renameReruns } from './rules/rename-reruns.ts';
import { retryFailedTasks } from './rules/retry-failed-tasks.ts';
import { secureTaskConcurrencySlots } from './rules/secure-task-concurrency-slots.ts';
import { updateFlowRunTrackerOnTasks } from './rules/update-flow-run-tracker-on-tasks.ts';
import { waitForScheduledTime } from './rules/wait-for-scheduled-time.ts';
import { type ProposedState } from './state.ts';

/** What governs a proposal of the client. Upstream: core_policy.py, class CoreTaskPolicy (3.8.8). */
export const CORE_TASK_POLICY: TaskPolicy = new Policy(
  'CoreTaskPolicy',
  [
    cacheRetrieval,
    handleTaskTerminalStateTransitions,
    preventRunningTasksFromStoppedFlows,
    secureTaskConcurrencySlots, // after the cache: a cached state needs no slot
    copyScheduledTime,
    waitForScheduledTime,
    retryFailedTasks,
    renameReruns,
    updateFlowRunTrackerOnTasks,
    cacheInsertion,
    releaseTaskConcurrencySlots,
  ],
  GLOBAL_TASK_TRANSFORMS,
);

/** What governs background tasks. Upstream: core_policy.py, class BackgroundTaskPolicy (3.8.8). */
export const BACKGROUND_TASK_POLICY: TaskPolicy = new Policy(
  'BackgroundTaskPolicy',
  [
    preventPendingTransitions,
    cacheRetrieval,
    handleTaskTerminalStateTransitions,
    copyScheduledTime,
    copyTaskParametersId,
    waitForScheduledTime,
    retryFailedTasks,
    renameReruns,
    updateFlowRunTrackerOnTasks,
    cacheInsertion,
    releaseTaskConcurrencySlots,
    enqueueScheduledTasks,
  ],
  GLOBAL_TASK_TRANSFORMS,
);

/** What governs a forced state. Upstream: core_policy.py, class MinimalTaskPolicy (3.8.8). */
export const MINIMAL_TASK_POLICY: TaskPolicy = new Policy(
  'MinimalTaskPolicy',
  [releaseTaskConcurrencySlots],
  GLOBAL_TASK_TRANSFORMS,
);

/**
 * The policy of `set_state`: a deferred state is a background task's, forced or not; else force takes the minimal
 * policy. The first state of a task run and the state a subflow sets on its parent's task run are forced.
 * Upstream: models/task_runs.py, functions set_task_run_state and create_task_run (3.8.8).
 */
export function taskPolicyFor(proposed: ProposedState, force: boolean): TaskPolicy {
  if (proposed.details.deferred === true) return BACKGROUND_TASK_POLICY;
  return force ? MINIMAL_TASK_POLICY : CORE_TASK_POLICY;
}
