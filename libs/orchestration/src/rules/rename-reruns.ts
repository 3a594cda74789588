import { type RunRule } from '../rule.ts';
import { ANY_STATE, maskOf } from '../state-type.ts';

/**
 * Names a start that is not the first: Retrying after AwaitingRetry, else Rerunning.
 * Upstream: core_policy.py, class RenameReruns (3.8.8).
 */
export const renameReruns: RunRule = {
  name: 'RenameReruns',
  kind: 'rule',
  from: ANY_STATE,
  to: maskOf('RUNNING'),
  before({ initial, proposed, run }) {
    if (initial === null || proposed === null || run.runCount === 0) return;
    proposed.name = initial.name === 'AwaitingRetry' ? 'Retrying' : 'Rerunning';
  },
};
