import { type FlowRule } from '../rule.ts';
import { type DraftState, type State } from '../state.ts';
import { ANY_STATE, inMask, maskOf, stateCode, TERMINAL } from '../state-type.ts';
import { type FlowTransition } from '../transition.ts';

const MAY_FOLLOW_A_PAUSE = TERMINAL | maskOf('RUNNING', 'SCHEDULED', 'CANCELLING');

/**
 * Governs how a run leaves PAUSED: into a state that makes sense, with a deployment if it was suspended, and before
 * its time-out, after which it fails. Cancelling always works. The run is marked as resuming, so that its run count
 * stands still; as upstream this also happens when this rule itself refuses.
 * Upstream: core_policy.py, class HandleResumingPausedFlows (3.8.8).
 */
export const handleResumingPausedFlows: FlowRule = {
  name: 'HandleResumingPausedFlows',
  kind: 'rule',
  from: maskOf('PAUSED'),
  to: ANY_STATE,
  before(transition) {
    const { initial, proposed } = transition;
    if (initial !== null && proposed !== null) check(transition, initial, proposed);
  },
  after(transition) {
    transition.changePolicy({ resuming: true });
  },
};

function check(transition: FlowTransition, initial: State, proposed: DraftState): void {
  if (!inMask(MAY_FOLLOW_A_PAUSE, stateCode(proposed.type))) {
    const reason = `This run cannot transition to the ${proposed.type} state from the ${initial.type} state.`;
    transition.reject(null, reason);
    return;
  }
  const shown = proposed.name.toLowerCase();
  if (initial.details.pauseReschedule && transition.run.deploymentId === null) {
    transition.reject(null, `Cannot reschedule a ${shown} flow run without a deployment.`);
    return;
  }
  if (proposed.type === 'CANCELLING') return;
  const timeoutUs = initial.details.pauseTimeoutUs;
  if (timeoutUs === null || timeoutUs >= transition.context.nowUs) return;
  const verb = proposed.name === 'Suspended' ? 'suspend' : 'pause';
  transition.reject(
    transition.draft('FAILED', { message: `The flow was ${shown} and never resumed.` }),
    `The flow run ${verb} has timed out and can no longer resume.`,
  );
}
