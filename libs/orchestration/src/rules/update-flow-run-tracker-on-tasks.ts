import { OrchError } from '@orch/kernel';
import { type Steps } from '../effects.ts';
import { type TaskRule } from '../rule.ts';
import { ANY_STATE, maskOf } from '../state-type.ts';
import { type TaskTransition } from '../transition.ts';

/**
 * Remembers in which attempt of its flow run a task started.
 * @throws OrchError `object.not_found` if the flow run is gone.
 * Upstream: core_policy.py, class UpdateFlowRunTrackerOnTasks (3.8.8).
 */
export const updateFlowRunTrackerOnTasks: TaskRule = {
  name: 'UpdateFlowRunTrackerOnTasks',
  kind: 'rule',
  from: ANY_STATE,
  to: maskOf('RUNNING'),
  after(transition) {
    if (transition.run.flowRunId !== null) return track(transition);
  },
};

function* track(transition: TaskTransition): Steps {
  const flowRun = yield* transition.flowRun();
  if (flowRun === null) {
    const { id: taskRunId, flowRunId } = transition.run;
    throw new OrchError('object.not_found', { taskRunId, flowRunId });
  }
  transition.run.flowRunRunCount = flowRun.runCount;
}
