import { knowsPauses } from '../client-version.ts';
import { type FlowRule, type TaskRule } from '../rule.ts';
import { ANY_STATE, isTerminal } from '../state-type.ts';

/**
 * Counts entries into RUNNING, but not the return from a pause.
 * Upstream: global_policy.py, class IncrementFlowRunCount (3.8.8).
 */
export const incrementFlowRunCount: FlowRule = {
  name: 'IncrementFlowRunCount',
  kind: 'transform',
  from: ANY_STATE,
  to: ANY_STATE,
  before({ proposed, run, context }) {
    if (proposed?.type !== 'RUNNING') return;
    if (knowsPauses(context.apiVersion) && run.empiricalPolicy.resuming === true) return;
    run.runCount += 1;
  },
};

/**
 * A run that runs again, or has ended, is no longer resuming.
 * Upstream: global_policy.py, class RemoveResumingIndicator (3.8.8).
 */
export const removeResumingIndicator: FlowRule = {
  name: 'RemoveResumingIndicator',
  kind: 'transform',
  from: ANY_STATE,
  to: ANY_STATE,
  before(transition) {
    const { proposed, run, context } = transition;
    if (proposed === null || run.empiricalPolicy.resuming !== true) return;
    if (proposed.type !== 'RUNNING' && !isTerminal(proposed.type)) return;
    if (knowsPauses(context.apiVersion)) transition.changePolicy({ resuming: false });
  },
};

/** Counts entries into RUNNING. Upstream: global_policy.py, class IncrementTaskRunCount (3.8.8). */
export const incrementTaskRunCount: TaskRule = {
  name: 'IncrementTaskRunCount',
  kind: 'transform',
  from: ANY_STATE,
  to: ANY_STATE,
  before({ proposed, run }) {
    if (proposed?.type === 'RUNNING') run.runCount += 1;
  },
};
