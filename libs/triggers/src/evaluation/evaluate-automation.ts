import type { Micros } from '@orch/kernel';
import type { EventRef, TriggerEvent } from '../events/trigger-event.ts';
import { type Bucket, bucketFor, evaluate, isResting, restingBucket } from './bucket.ts';
import type { Firing } from './firing.ts';
import type { TriggerState } from './state.ts';
import {
  type Watched,
  type WatchedEvents,
  type WatchedGroup,
  type WatchedMetric,
  covers,
  eventTriggersOf,
  expects,
  keyOf,
  meetsThreshold,
} from './trigger.ts';

/** Where an evaluation has its times and ids from. Times have to ascend from call to call. */
export interface Ticks {
  now(): Micros;
  nextId(): string;
}

/**
 * What an event does to an automation: its state changes, and the firings of the whole automation are returned.
 * Upstream: server/events/triggers.py, reactive_evaluation (3.8.8).
 */
export function observeEvent(
  trigger: Watched,
  state: TriggerState,
  event: TriggerEvent,
  ticks: Ticks,
): Firing[] {
  return eventTriggersOf(trigger)
    .filter((one) => covers(one, event))
    .flatMap((one) => observeBy(one, state, event, ticks));
}

function observeBy(trigger: WatchedEvents, state: TriggerState, event: TriggerEvent, ticks: Ticks): Firing[] {
  const key = keyOf(trigger, event);
  const bucket = bucketFor(trigger, key, event, state.bucket(trigger.id, key));
  state.setBucket(trigger.id, key, bucket);
  if (!bucket || !expects(trigger, event.event)) return [];
  const outcome = evaluate(trigger, bucket, event.occurredUs, event);
  state.setBucket(trigger.id, key, outcome.bucket);
  return outcome.fired ? fire(trigger, labelsOf(trigger, key), state, outcome.fired.event, ticks) : [];
}

/**
 * What the passing of time does to an automation: the ends of proactive buckets.
 * Upstream: server/events/triggers.py, proactive_evaluation (3.8.8).
 */
export function observeTime(trigger: Watched, state: TriggerState, nowUs: Micros, ticks: Ticks): Firing[] {
  return eventTriggersOf(trigger)
    .filter(({ isProactive }) => isProactive)
    .flatMap((one) => observeTimeBy(one, state, nowUs, ticks));
}

function observeTimeBy(trigger: WatchedEvents, state: TriggerState, nowUs: Micros, ticks: Ticks): Firing[] {
  const hasKeys = trigger.forEach.length > 0;
  const firings: Firing[] = [];
  for (const bucket of state.bucketsOf(trigger.id).sort((a, b) => a.startUs - b.startUs)) {
    if (nowUs < bucket.endUs) continue;
    let next: Bucket | null = null;
    if (isResting(bucket)) next = openBucket(trigger, nowUs);
    else if (meetsThreshold(trigger, bucket.count)) {
      const outcome = evaluate(trigger, bucket, nowUs, null);
      next = outcome.bucket;
      if (outcome.fired)
        firings.push(...fire(trigger, labelsOf(trigger, bucket.key), state, outcome.fired.event, ticks));
    }
    state.setBucket(trigger.id, bucket.key, next ?? (hasKeys ? null : restingBucket(trigger, nowUs)));
  }
  return firings;
}

/** The first bucket of a proactive trigger without keys: it waits from the beginning. */
export const openBucket = (trigger: WatchedEvents, nowUs: Micros): Bucket => ({
  key: [],
  startUs: nowUs,
  endUs: nowUs + trigger.withinUs,
  count: 0,
  lastEvent: null,
});

const labelsOf = ({ forEach }: WatchedEvents, key: readonly string[]): Firing['labels'] =>
  Object.fromEntries(forEach.map((label, i) => [label, key[i] ?? '']));

/** What comes of it that one trigger of an automation fires. */
export function fire(
  trigger: WatchedEvents | WatchedMetric,
  labels: Firing['labels'],
  state: TriggerState,
  event: EventRef | null,
  ticks: Ticks,
): Firing[] {
  const firing: Firing = {
    id: ticks.nextId(),
    triggerId: trigger.id,
    triggeredUs: ticks.now(),
    labels,
    event,
    firings: [],
  };
  return passOn(firing, trigger.parent, state, ticks);
}

/** Tells the group that a trigger belongs to; what reaches the top is a firing of the automation. */
function passOn(firing: Firing, group: WatchedGroup | null, state: TriggerState, ticks: Ticks): Firing[] {
  if (group === null) return [firing];
  const firings = group.required === 1 ? [firing] : gather(firing, group, state);
  if (firings === null) return [];
  const own: Firing = {
    id: ticks.nextId(),
    triggerId: group.id,
    triggeredUs: ticks.now(),
    labels: {},
    event: firing.event,
    firings,
  };
  return passOn(own, group.parent, state, ticks);
}

/**
 * Remembers a firing; all that are remembered when they are enough. The younger firing of one trigger replaces the
 * older, and what lies too far back is forgotten. Upstream: evaluate_composite_trigger (3.8.8).
 */
function gather(firing: Firing, group: WatchedGroup, state: TriggerState): Firing[] | null {
  if (group.withinUs !== null) {
    for (const old of state.firingsOf(group.id))
      if (old.triggeredUs < firing.triggeredUs - group.withinUs)
        state.setFiring(group.id, old.triggerId, null);
  }
  state.setFiring(group.id, firing.triggerId, firing);
  const firings = state.firingsOf(group.id).sort((a, b) => a.triggeredUs - b.triggeredUs);
  const isReady =
    group.type === 'compound'
      ? firings.length >= group.required
      : firings.length === group.children.length &&
        firings.every((one, i) => one.triggerId === group.children[i]!.id);
  if (!isReady) return null;
  for (const one of firings) state.setFiring(group.id, one.triggerId, null);
  return firings;
}
