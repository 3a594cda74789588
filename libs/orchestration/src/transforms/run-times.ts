import { type RunRule } from '../rule.ts';
import { ANY_STATE, isTerminal } from '../state-type.ts';
import { type Transition } from '../transition.ts';

const transform = (name: string, before: (transition: Transition) => void): RunRule => ({
  name,
  kind: 'transform',
  from: ANY_STATE,
  to: ANY_STATE,
  before,
});

/** The first entry into RUNNING. Upstream: global_policy.py, class SetStartTime (3.8.8). */
export const setStartTime = transform('SetStartTime', ({ proposed, run }) => {
  if (proposed?.type === 'RUNNING') run.startTimeUs ??= proposed.timestampUs;
});

/**
 * The entry into a terminal state, cleared when a run leaves it for a state that is not. A run that never started
 * starts at its end.
 * Upstream: global_policy.py, class SetEndTime (3.8.8).
 */
export const setEndTime = transform('SetEndTime', ({ initial, proposed, run }) => {
  if (proposed === null) return;
  if (!isTerminal(proposed.type)) {
    if (initial !== null && isTerminal(initial.type)) run.endTimeUs = null;
  } else if (run.endTimeUs === null) {
    run.startTimeUs ??= proposed.timestampUs;
    run.endTimeUs = proposed.timestampUs;
  }
});

/** Adds the stretch in RUNNING that ends. Upstream: global_policy.py, class IncrementRunTime (3.8.8). */
export const incrementRunTime = transform('IncrementRunTime', ({ initial, proposed, run }) => {
  if (proposed !== null && initial?.type === 'RUNNING') {
    run.totalRunTimeUs += proposed.timestampUs - initial.timestampUs;
  }
});

/**
 * Set once: the scheduled time, or for a run whose first state is not SCHEDULED the moment of that state.
 * Upstream: global_policy.py, class SetExpectedStartTime (3.8.8).
 */
export const setExpectedStartTime = transform('SetExpectedStartTime', ({ proposed, run }) => {
  if (proposed === null || run.expectedStartTimeUs !== null) return;
  run.expectedStartTimeUs =
    proposed.type === 'SCHEDULED' ? proposed.details.scheduledTimeUs : proposed.timestampUs;
});

/**
 * The time of the SCHEDULED state the run is in, else null.
 * Upstream: global_policy.py, class SetNextScheduledStartTime (3.8.8).
 */
export const setNextScheduledStartTime = transform(
  'SetNextScheduledStartTime',
  ({ initial, proposed, run }) => {
    if (proposed === null) return;
    if (initial?.type === 'SCHEDULED') run.nextScheduledStartTimeUs = null;
    if (proposed.type === 'SCHEDULED') run.nextScheduledStartTimeUs = proposed.details.scheduledTimeUs;
  },
);
