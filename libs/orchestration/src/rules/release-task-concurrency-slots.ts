import { type TaskRule } from '../rule.ts';
import { ANY_STATE } from '../state-type.ts';

/**
 * Gives the slots on tags back whenever a task enters a state other than RUNNING and CANCELLING.
 * Upstream: core_policy.py, class ReleaseTaskConcurrencySlots (3.8.8).
 */
export const releaseTaskConcurrencySlots: TaskRule = {
  name: 'ReleaseTaskConcurrencySlots',
  kind: 'transform',
  from: ANY_STATE,
  to: ANY_STATE,
  after({ proposed, run, afterEffects }) {
    if (proposed === null || proposed.type === 'RUNNING' || proposed.type === 'CANCELLING') return;
    if (run.tags.length === 0) return;
    afterEffects.push({ kind: 'release-tag-slots', taskRunId: run.id, tags: run.tags });
  },
};
