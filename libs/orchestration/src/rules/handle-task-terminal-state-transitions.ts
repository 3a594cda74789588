import { type Steps } from '../effects.ts';
import { type TaskRule } from '../rule.ts';
import { holdsPersistedResult } from '../state-data.ts';
import { ANY_STATE, isTerminal, TERMINAL } from '../state-type.ts';
import { type TaskTransition } from '../transition.ts';

/**
 * Governs a task run that has ended: it does not become CRASHED, PAUSED or CANCELLING, and a persisted result stands.
 * When it starts anew, its retries are counted from the beginning; a start because the flow retries is named
 * Retrying.
 * Upstream: core_policy.py, class HandleTaskTerminalStateTransitions (3.8.8).
 */
export const handleTaskTerminalStateTransitions: TaskRule = {
  name: 'HandleTaskTerminalStateTransitions',
  kind: 'rule',
  from: TERMINAL,
  to: ANY_STATE,
  before(transition) {
    const { initial, proposed, run } = transition;
    if (initial === null || proposed === null) return;
    const { type } = proposed;
    if (type === 'CANCELLING' || type === 'PAUSED' || type === 'CRASHED') {
      transition.abort(`Run is already ${initial.type}.`);
    } else if (initial.type === 'COMPLETED' && holdsPersistedResult(initial.data)) {
      transition.reject(null, 'This run is already completed.');
    } else {
      if (!isTerminal(type)) run.runCount = 0;
      if (type === 'RUNNING' && run.flowRunId !== null) return nameFlowRetry(transition);
    }
  },
  cleanup(transition) {
    transition.run.runCount = transition.facts.runCount;
  },
};

function* nameFlowRetry(transition: TaskTransition): Steps {
  const flowRun = yield* transition.flowRun();
  if (flowRun !== null && transition.run.flowRunRunCount < flowRun.runCount && transition.proposed !== null) {
    transition.proposed.name = 'Retrying';
  }
}
