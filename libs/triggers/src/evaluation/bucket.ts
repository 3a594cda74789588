import type { Micros } from '@orch/kernel';
import type { EventRef, TriggerEvent } from '../events/trigger-event.ts';
import { type WatchedEvents, expects, meetsThreshold, startsAfter } from './trigger.ts';

/** What a trigger has counted for one key. There is one open bucket at a time. */
export interface Bucket {
  readonly key: readonly string[];
  readonly startUs: Micros;
  readonly endUs: Micros;
  readonly count: number;
  readonly lastEvent: EventRef | null;
}

/** What becomes of a bucket, and whether the trigger fires, with which event. */
export interface Outcome {
  readonly bucket: Bucket | null;
  readonly fired: { readonly event: EventRef | null } | null;
}

/**
 * A new reactive bucket reaches back this far, so that events that come late and out of order are counted too.
 * Upstream: server/events/ordering, PRECEDING_EVENT_LOOKBACK (3.8.8).
 */
export const LOOK_BACK_US = 15 * 60 * 1_000_000;

/** A reactive bucket goes on counting for this long after its end. Upstream: settings, events.expired_bucket_buffer (3.8.8). */
export const CLOSED_KEPT_US = 60 * 1_000_000;

/** A proactive trigger that has seen enough rests for one span of time before it waits again, as on the reference. */
export const restingBucket = (trigger: WatchedEvents, nowUs: Micros): Bucket => {
  const atUs = nowUs + trigger.withinUs;
  return { key: [], startUs: atUs, endUs: atUs, count: 0, lastEvent: null };
};
export const isResting = (bucket: Bucket): boolean => bucket.startUs === bucket.endUs;

/** The bucket that an event falls into; null when the trigger waits for another event first. */
export function bucketFor(
  trigger: WatchedEvents,
  key: readonly string[],
  event: TriggerEvent,
  stored: Bucket | null,
): Bucket | null {
  const open = trigger.isProactive && stored && isResting(stored) ? null : stored;
  const endUs = event.occurredUs + trigger.withinUs;
  if (startsAfter(trigger, event.event)) {
    if (open) return { ...open, lastEvent: event };
    // an event that both starts and is expected is not counted for the bucket that it starts
    const count = expects(trigger, event.event) ? -1 : 0;
    return { key, startUs: event.occurredUs, endUs, count, lastEvent: event };
  }
  if (trigger.after.length > 0 || !expects(trigger, event.event)) return open;
  if (open) return { ...open, lastEvent: event };
  return { key, startUs: event.occurredUs - LOOK_BACK_US, endUs, count: 0, lastEvent: event };
}

/**
 * Counts an event (or none, when time has passed) and decides whether the trigger fires. A reactive one fires as soon
 * as it has counted enough; a proactive one at the end of its bucket, when it has counted too little.
 * Upstream: server/events/triggers.py, evaluate (3.8.8).
 */
export function evaluate(
  trigger: WatchedEvents,
  before: Bucket,
  nowUs: Micros,
  event: TriggerEvent | null,
): Outcome {
  if (nowUs < before.startUs) return { bucket: before, fired: null };
  const isImmediate = !trigger.isProactive && trigger.withinUs === 0;
  const isCounted = event !== null && (isImmediate || nowUs < before.endUs);
  const bucket = isCounted ? { ...before, count: before.count + 1, lastEvent: event } : before;
  const isEnough = meetsThreshold(trigger, bucket.count);
  const fires = isEnough && (!trigger.isProactive || bucket.endUs <= nowUs);
  if (!fires && nowUs < bucket.endUs)
    return { bucket: restarted(trigger, bucket, event, isEnough), fired: null };
  const fired = fires ? { event: event ?? bucket.lastEvent } : null;
  return next(trigger, bucket, nowUs, event !== null && !isCounted ? event : null, fired);
}

/** An event that ends the wait and begins the next one (a heartbeat): the bucket starts again with it. */
function restarted(
  trigger: WatchedEvents,
  bucket: Bucket,
  event: TriggerEvent | null,
  isEnough: boolean,
): Bucket {
  if (event === null || !trigger.isProactive || isEnough) return bucket;
  if (!startsAfter(trigger, event.event) || !expects(trigger, event.event)) return bucket;
  const startUs = event.occurredUs;
  return { key: bucket.key, startUs, endUs: startUs + trigger.withinUs, count: 0, lastEvent: event };
}

/** The bucket of the next span of time, if the trigger does not wait for an event to open one. */
function next(
  trigger: WatchedEvents,
  bucket: Bucket,
  nowUs: Micros,
  uncounted: TriggerEvent | null,
  fired: Outcome['fired'],
): Outcome {
  if (trigger.after.length > 0) return { bucket: null, fired };
  if (trigger.withinUs === 0) return { bucket: fired ? null : bucket, fired };
  const startUs = Math.max(bucket.endUs, nowUs);
  const empty: Bucket = {
    key: bucket.key,
    startUs,
    endUs: startUs + trigger.withinUs,
    count: 0,
    lastEvent: null,
  };
  if (uncounted === null) return { bucket: empty, fired };
  if (trigger.isProactive) return { bucket: { ...empty, count: 1 }, fired };
  const again = evaluate(trigger, empty, nowUs, uncounted); // the event may be enough for the new span
  return { bucket: again.bucket, fired: again.fired ?? fired };
}
