import type { TriggerEvent } from '../events/trigger-event.ts';
import { type Bucket, isResting } from '../evaluation/bucket.ts';
import { type Ticks, observeEvent } from '../evaluation/evaluate-automation.ts';
import type { Firing } from '../evaluation/firing.ts';
import type { TriggerState } from '../evaluation/state.ts';
import { type Watched, type WatchedEvents, eventTriggersOf, keyOf } from '../evaluation/trigger.ts';
import { describeMismatch } from './describe-mismatch.ts';
import { eventText, either, spanText } from './words.ts';

/** What an event meant to an automation. */
export interface Trace {
  readonly outcome: 'fired' | 'counted' | 'ignored' | 'filtered';
  readonly reason: string;
  readonly firings: readonly Firing[];
}

interface Before {
  readonly trigger: WatchedEvents;
  readonly key: readonly string[];
  readonly bucket: Bucket | null;
  readonly partFiredUs: number;
}

/** Lets an automation see an event, exactly as `observeEvent` does, and says what became of it. */
export function traceEvent(trigger: Watched, state: TriggerState, event: TriggerEvent, ticks: Ticks): Trace {
  const mismatches = eventTriggersOf(trigger).map((one) => ({ one, reason: describeMismatch(one, event) }));
  const covering = mismatches.filter(({ reason }) => reason === null);
  if (covering.length === 0)
    return { outcome: 'filtered', reason: mismatches[0]?.reason ?? 'it looks at no events', firings: [] };
  const before = covering.map(({ one }) => ({
    trigger: one,
    key: keyOf(one, event),
    bucket: state.bucket(one.id, keyOf(one, event)),
    partFiredUs: partFiredUs(one, state),
  }));
  const firings = observeEvent(trigger, state, event, ticks);
  if (firings.length > 0) return { outcome: 'fired', reason: firedText(before[0]!), firings };
  const changes = before.map((one) => change(one, state, event));
  const counted = changes.find(({ isCounted }) => isCounted) ?? changes[0]!;
  return { outcome: counted.isCounted ? 'counted' : 'ignored', reason: counted.text, firings };
}

function partFiredUs({ id, parent }: WatchedEvents, state: TriggerState): number {
  const firing = parent && state.firingsOf(parent.id).find(({ triggerId }) => triggerId === id);
  return firing?.triggeredUs ?? 0;
}

const firedText = ({ trigger, key }: Before): string =>
  trigger.parent
    ? 'it completed what the triggers wait for together'
    : trigger.isProactive
      ? 'the time was over and too little came'
      : `threshold ${trigger.threshold} of ${trigger.threshold}${keyText(key)}`;

const keyText = (key: readonly string[]): string => (key.length === 0 ? '' : ` for ${key.join(', ')}`);

/** What has become of a trigger's bucket. */
function change(
  before: Before,
  state: TriggerState,
  event: TriggerEvent,
): { isCounted: boolean; text: string } {
  const { trigger, key } = before;
  const bucket = state.bucket(trigger.id, key);
  const firedUs = partFiredUs(trigger, state);
  if (trigger.parent && firedUs > before.partFiredUs) {
    const { parent } = trigger;
    const done = state.firingsOf(parent.id).length;
    return {
      isCounted: true,
      text: `a part fired, ${done} of ${parent.required} of the ${parent.type} trigger`,
    };
  }
  if (!bucket)
    return before.bucket
      ? { isCounted: true, text: `it closed the window${keyText(key)}` }
      : { isCounted: false, text: `waits for ${either(trigger.after.map(eventText))} first${keyText(key)}` };
  const count = `threshold ${bucket.count} of ${trigger.threshold}${keyText(key)}`;
  const isNew = !before.bucket || before.bucket.startUs !== bucket.startUs;
  if (isNew && bucket.count <= 0)
    return { isCounted: true, text: `it opened a window of ${spanText(trigger.withinUs)}${keyText(key)}` };
  if (isNew || bucket.count > before.bucket.count) return { isCounted: true, text: count };
  if (isResting(bucket)) return { isCounted: false, text: `enough came already${keyText(key)}` };
  return event.occurredUs >= bucket.endUs || event.occurredUs < bucket.startUs
    ? { isCounted: false, text: `it is outside the window that is open${keyText(key)}` }
    : { isCounted: false, text: `it changed nothing: ${count}` };
}
