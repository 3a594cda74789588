import { type TaskRule } from '../rule.ts';
import { maskOf } from '../state-type.ts';

/**
 * Carries the id of a background task's stored parameters on to PENDING and RUNNING.
 * Upstream: core_policy.py, class CopyTaskParametersID (3.8.8).
 */
export const copyTaskParametersId: TaskRule = {
  name: 'CopyTaskParametersID',
  kind: 'rule',
  from: maskOf('SCHEDULED', 'PENDING'),
  to: maskOf('PENDING', 'RUNNING'),
  before({ initial, proposed }) {
    if (initial !== null && proposed !== null) {
      proposed.details.taskParametersId ??= initial.details.taskParametersId;
    }
  },
};
