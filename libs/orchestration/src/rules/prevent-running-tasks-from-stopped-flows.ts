import { type Steps } from '../effects.ts';
import { type TaskRule } from '../rule.ts';
import { ANY_STATE, maskOf } from '../state-type.ts';
import { type TaskTransition } from '../transition.ts';

/**
 * A task of a flow runs only while the flow runs. If the flow is paused the task is paused too (NotReady) until the
 * same time-out.
 * Upstream: core_policy.py, class PreventRunningTasksFromStoppedFlows (3.8.8).
 */
export const preventRunningTasksFromStoppedFlows: TaskRule = {
  name: 'PreventRunningTasksFromStoppedFlows',
  kind: 'rule',
  from: ANY_STATE,
  to: maskOf('RUNNING'),
  before(transition) {
    if (transition.run.flowRunId !== null) return checkFlow(transition);
  },
};

function* checkFlow(transition: TaskTransition): Steps {
  const flowRun = yield* transition.flowRun();
  if (flowRun === null || flowRun.state?.type === 'RUNNING') return;
  if (flowRun.state?.type !== 'PAUSED') {
    transition.abort('The enclosing flow must be running to begin task execution.');
    return;
  }
  const { pauseTimeoutUs, pauseReschedule } = flowRun.state.details;
  transition.reject(
    transition.draft('PAUSED', { name: 'NotReady', details: { pauseTimeoutUs, pauseReschedule } }),
    `The flow is paused, new tasks can execute after resuming flow run: ${flowRun.id}.`,
  );
}
