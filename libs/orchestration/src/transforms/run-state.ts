import { type FlowRule, type TaskRule } from '../rule.ts';
import { ANY_STATE } from '../state-type.ts';
import { type FlowTransition, type TaskTransition } from '../transition.ts';

type AnyRun = FlowTransition | TaskTransition;
type AnyRunRule = FlowRule & TaskRule;

const transform = (name: string, before: (transition: AnyRun) => void): AnyRunRule => ({
  name,
  kind: 'transform',
  from: ANY_STATE,
  to: ANY_STATE,
  before,
});

/**
 * No two states of a run share a timestamp, and each comes after the one before.
 * Deviation: compared with the current state alone, which keeps the history in order even if two servers' clocks
 * differ; the reference looks all states up and steps over equal ones only.
 * Upstream: global_policy.py, class EnsureFlowRunStateTimestampIsUnique (3.8.8).
 */
export const ensureFlowRunStateTimestampIsUnique: FlowRule = {
  name: 'EnsureFlowRunStateTimestampIsUnique',
  kind: 'transform',
  from: ANY_STATE,
  to: ANY_STATE,
  before({ initial, proposed }) {
    if (initial === null || proposed === null) return;
    if (proposed.timestampUs <= initial.timestampUs) proposed.timestampUs = initial.timestampUs + 1;
  },
};

/** Upstream: global_policy.py, class SetRunStateType (3.8.8). */
export const setRunStateType = transform('SetRunStateType', ({ proposed, patch }) => {
  if (proposed !== null) patch.stateType = proposed.type;
});

/** Upstream: global_policy.py, class SetRunStateName (3.8.8). */
export const setRunStateName = transform('SetRunStateName', ({ proposed, patch }) => {
  if (proposed !== null) patch.stateName = proposed.name;
});

/** Upstream: global_policy.py, class SetRunStateTimestamp (3.8.8). */
export const setRunStateTimestamp = transform('SetRunStateTimestamp', ({ proposed, patch }) => {
  if (proposed !== null) patch.stateTimestampUs = proposed.timestampUs;
});
