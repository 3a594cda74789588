import { type RunRule } from '../rule.ts';
import { maskOf } from '../state-type.ts';

/**
 * PENDING remembers when the run was due, unless it brings a time of its own.
 * Upstream: core_policy.py, class CopyScheduledTime (3.8.8).
 */
export const copyScheduledTime: RunRule = {
  name: 'CopyScheduledTime',
  kind: 'rule',
  from: maskOf('SCHEDULED'),
  to: maskOf('PENDING'),
  before({ initial, proposed }) {
    if (initial !== null && proposed !== null) {
      proposed.details.scheduledTimeUs ??= initial.details.scheduledTimeUs;
    }
  },
};
