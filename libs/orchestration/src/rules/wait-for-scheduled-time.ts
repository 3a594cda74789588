import { US_PER_SECOND } from '@orch/kernel';
import { type RunRule } from '../rule.ts';
import { maskOf } from '../state-type.ts';

/**
 * Holds back a start that comes before its scheduled time, by the server's clock. The wait is in whole seconds, at
 * least 1; half a second and less is rounded down, so a run may start that much early.
 * Upstream: core_policy.py, class WaitForScheduledTime (3.8.8).
 */
export const waitForScheduledTime: RunRule = {
  name: 'WaitForScheduledTime',
  kind: 'rule',
  from: maskOf('SCHEDULED', 'PENDING'),
  to: maskOf('RUNNING'),
  before(transition) {
    const dueUs = transition.initial?.details.scheduledTimeUs ?? null;
    if (dueUs === null) return;
    const halfSecondUs = US_PER_SECOND / 2;
    const seconds = Math.ceil((dueUs - transition.context.nowUs - halfSecondUs) / US_PER_SECOND);
    if (seconds > 0) transition.wait(seconds, 'Scheduled time is in the future');
  },
};
