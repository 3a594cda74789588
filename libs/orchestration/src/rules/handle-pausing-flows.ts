import { type FlowRule } from '../rule.ts';
import { ANY_STATE, maskOf } from '../state-type.ts';

/**
 * Lets a running flow pause, each pause key once. A suspension (`pauseReschedule`) leaves the process, so the run
 * needs a deployment to come back and must not be nested. The key is remembered in the run's policy.
 * Upstream: core_policy.py, class HandlePausingFlows (3.8.8).
 */
export const handlePausingFlows: FlowRule = {
  name: 'HandlePausingFlows',
  kind: 'rule',
  from: ANY_STATE,
  to: maskOf('PAUSED'),
  before(transition) {
    const { initial, proposed, run } = transition;
    if (proposed === null) return;
    const verb = proposed.name === 'Suspended' ? 'suspend' : 'pause';
    if (initial === null) {
      transition.abort(`Cannot ${verb} flows with no state.`);
    } else if (initial.type !== 'RUNNING') {
      transition.reject(null, `Cannot ${verb} flows that are not currently running.`);
    } else {
      const key = proposed.details.pauseKey ?? transition.context.newId();
      transition.pauseKey = key;
      if (run.empiricalPolicy.pauseKeys.includes(key)) {
        transition.reject(null, `This ${verb} has already fired.`);
      } else if (proposed.details.pauseReschedule && run.parentTaskRunId !== null) {
        transition.abort(`Cannot ${verb} subflows.`);
      } else if (proposed.details.pauseReschedule && run.deploymentId === null) {
        transition.abort(`Cannot ${verb} flows without a deployment.`);
      }
    }
  },
  after(transition) {
    if (transition.pauseKey === null) return;
    const { pauseKeys } = transition.run.empiricalPolicy;
    transition.changePolicy({ pauseKeys: [...pauseKeys, transition.pauseKey] });
  },
};
