import { expect, it } from '@jest/globals';
import { trigger as triggerSchema, type Trigger } from '@orch/contract';
import type { TriggerEvent } from '../events/trigger-event.ts';
import { TriggerState } from '../evaluation/state.ts';
import { type WatchedEvents, watched } from '../evaluation/trigger.ts';
import { describeBucket } from './describe-bucket.ts';
import { describeTrigger } from './describe-trigger.ts';
import { traceEvent } from './trace-event.ts';

let ids = 0;
const read = (raw: Record<string, unknown>): Trigger => {
  const parsed = triggerSchema.parse(raw);
  const named = (one: Trigger): Trigger => {
    const id = `t${(ids += 1)}`;
    return 'triggers' in one ? { ...one, id, triggers: one.triggers.map(named) } : { ...one, id };
  };
  return named(parsed);
};
const on = (name: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  type: 'event',
  posture: 'Reactive',
  expect: [name],
  ...more,
});
const event = (name: string, atS = 0, more: Partial<TriggerEvent> = {}): TriggerEvent => ({
  id: `${name} ${atS}`,
  occurredUs: atS * 1_000_000,
  event: name,
  resource: { 'prefect.resource.id': 'r1', kind: 'k' },
  related: [],
  follows: null,
  ...more,
});

/** What becomes of events, one after the other. */
function trace(raw: Record<string, unknown>, ...events: TriggerEvent[]): [outcome: string, reason: string][] {
  const state = new TriggerState();
  const root = watched(read(raw));
  let tick = 0;
  return events.map((one) => {
    const { outcome, reason } = traceEvent(root, state, one, {
      now: () => one.occurredUs + (tick += 1),
      nextId: () => String(tick),
    });
    return [outcome, reason];
  });
}

it('counts up to the threshold, for each key', () => {
  const trigger = on('e', { threshold: 2, within: 60, for_each: ['prefect.resource.id'] });
  const other = event('e', 1, { resource: { 'prefect.resource.id': 'r2' } });
  expect(trace(trigger, event('e'), other, event('e', 2))).toEqual([
    ['counted', 'threshold 1 of 2 for r1'],
    ['counted', 'threshold 1 of 2 for r2'],
    ['fired', 'threshold 2 of 2 for r1'],
  ]);
});

it('says why an event is not about what is watched', () => {
  const named = on('e', { match: { kind: ['a', 'b'] } });
  expect(trace(named, event('e'), event('f'))).toEqual([
    ['filtered', 'the label kind of its resource is "k", wanted is "a" or "b"'],
    ['filtered', 'the label kind of its resource is "k", wanted is "a" or "b"'],
  ]);
  const related = on('e', { match_related: { 'prefect.resource.role': 'flow' } });
  expect(trace(related, event('e'))).toEqual([
    ['filtered', 'none of its 0 related resources has prefect.resource.role "flow"'],
  ]);
  expect(trace(on('e'), event('f'))).toEqual([['filtered', 'its name is not one that is expected']]);
});

it('says that another event has to come first, and when a window is opened and closed', () => {
  const trigger = on('end', { after: ['begin'], within: 60, posture: 'Proactive' });
  expect(trace(trigger, event('end'), event('begin', 1), event('end', 2))).toEqual([
    ['ignored', 'waits for begin first'],
    ['counted', 'it opened a window of 1 minute'],
    ['counted', 'threshold 1 of 1'],
  ]);
});

it('tells of the parts of a compound trigger', () => {
  const compound = { type: 'compound', require: 'all', within: 60, triggers: [on('a'), on('b')] };
  expect(trace(compound, event('a'), event('b', 1))).toEqual([
    ['counted', 'a part fired, 1 of 2 of the compound trigger'],
    ['fired', 'it completed what the triggers wait for together'],
  ]);
});

it.each([
  [
    on('prefect.flow-run.Failed', {
      threshold: 3,
      within: 300,
      for_each: ['related:flow:prefect.resource.id'],
    }),
    'waits until 3 events flow run Failed of the same flow within 5 minutes',
  ],
  [on('a', { expect: [], threshold: 1 }), 'waits until any event'],
  [
    on('beat', { posture: 'Proactive', within: 90, after: ['start'] }),
    'waits until no beat after start came for 90 seconds',
  ],
  [
    { type: 'compound', require: 'any', within: 3_600, triggers: [on('a'), on('b')] },
    'waits until 1 of 2 of its triggers fired within 1 hour',
  ],
  [
    { type: 'sequence', within: null, triggers: [on('a'), on('b')] },
    'waits until its 2 triggers fired one after the other',
  ],
  [
    { type: 'metric', metric: { name: 'successes', operator: '<', threshold: 0.9, range: 3_600 } },
    'waits until the share of flow runs that completed of the last 1 hour has been below 0.9 for 5 minutes',
  ],
])('describes a trigger in plain words', (raw, text) => {
  expect(describeTrigger(watched(read(raw)))).toBe(text);
});

it('describes what a bucket has counted and how it ends', () => {
  const bucket = { key: ['r1'], startUs: 0, endUs: 60_000_000, count: 1, lastEvent: null };
  const of = (more: Record<string, unknown>): WatchedEvents =>
    watched(read(on('e', { threshold: 3, within: 60, ...more }))) as WatchedEvents; // of this type
  expect(describeBucket(of({}), bucket)).toBe('1 of 3 so far for r1, until 1970-01-01T00:01:00.000Z');
  expect(describeBucket(of({ posture: 'Proactive' }), bucket)).toBe(
    '1 of 3 so far for r1; fires at 1970-01-01T00:01:00.000Z unless more come',
  );
});
