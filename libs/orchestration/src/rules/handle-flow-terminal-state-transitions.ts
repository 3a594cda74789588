import { knowsPauses } from '../client-version.ts';
import { type FlowRule } from '../rule.ts';
import { bringsPersistedResult, holdsPersistedResult } from '../state-data.ts';
import { ANY_STATE, isTerminal, TERMINAL } from '../state-type.ts';
import { type DraftState, type State } from '../state.ts';
import { type FlowTransition } from '../transition.ts';

/** What the client names PENDING when the inputs of a run are not ready; it hands nothing out. */
const NOT_READY = 'NotReady';

/**
 * Governs a flow run that has ended. It does not become CRASHED, PAUSED or CANCELLING; a persisted result is not
 * lost; it is rescheduled only with a deployment. When it starts anew, what it knew about pauses is reset.
 *
 * One deviation: an ended run does not become PENDING without SCHEDULED in between, so that a worker with an old
 * poll answer cannot start it again (the reference accepts this from COMPLETED, FAILED and CRASHED). The client's
 * own ways to run again are untouched: a deployed run goes to SCHEDULED first, a local or nested one goes straight
 * to RUNNING (`flow_engine.py`, begin_run), a remote one is forced to PENDING (`workers/base.py`), and the engine's
 * `NotReady` (an upstream task failed before a nested run began again) is let through.
 * Upstream: core_policy.py, class HandleFlowTerminalStateTransitions (3.8.8).
 */
export const handleFlowTerminalStateTransitions: FlowRule = {
  name: 'HandleFlowTerminalStateTransitions',
  kind: 'rule',
  from: TERMINAL,
  to: ANY_STATE,
  before(transition) {
    const { initial, proposed } = transition;
    if (initial === null || proposed === null) return;
    if (refuse(transition, initial, proposed) || isTerminal(proposed.type)) return;
    if (!knowsPauses(transition.context.apiVersion)) return;
    transition.changePolicy({
      resuming: false,
      pauseKeys: [],
      retryType: proposed.type === 'SCHEDULED' ? 'reschedule' : null,
    });
  },
  cleanup(transition) {
    transition.run.empiricalPolicy = transition.facts.empiricalPolicy;
  },
};

/** Whether the transition is refused (then it has been). */
function refuse(transition: FlowTransition, initial: State, proposed: DraftState): boolean {
  if (proposed.type === 'CANCELLING' || proposed.type === 'PAUSED' || proposed.type === 'CRASHED') {
    transition.abort(`Run is already in terminal state ${initial.type}.`);
    return true;
  }
  if (initial.type === 'COMPLETED' && holdsPersistedResult(initial.data)) {
    if (!isTerminal(proposed.type)) {
      transition.reject(null, 'Run is already COMPLETED.');
      return true;
    }
    if (proposed.type === 'COMPLETED' && !bringsPersistedResult(proposed.data)) {
      transition.reject(null, RESULT_WOULD_BE_LOST);
      return true;
    }
  }
  if (proposed.type === 'SCHEDULED' && transition.run.deploymentId === null) {
    transition.abort('Cannot reschedule a run without an associated deployment.');
    return true;
  }
  if (proposed.type === 'PENDING' && proposed.name !== NOT_READY) {
    transition.abort(`This run is in a ${initial.type} state and cannot transition to a PENDING state.`);
    return true;
  }
  return false;
}

/** The answer of both rules that protect a stored result; clients show it. */
export const RESULT_WOULD_BE_LOST =
  'Cannot overwrite a COMPLETED state that carries persisted result data with one that does not.';
