import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { trigger as triggerSchema, type Trigger } from '@orch/contract';
import type { TriggerEvent } from '../events/trigger-event.ts';
import { observeEvent, observeTime, openBucket } from './evaluate-automation.ts';
import type { Firing } from './firing.ts';
import { TriggerState } from './state.ts';
import { eventTriggersOf, watched } from './trigger.ts';

/** One automation on the reference server, the events it was sent, and when it fired. Times are relative. */
interface Recorded {
  readonly name: string;
  readonly trigger: unknown;
  readonly createdMs: number;
  /** Only the first firings are compared: what watches for silence goes on firing for ever. */
  readonly limit: number | null;
  readonly events: readonly {
    readonly name: string;
    readonly atMs: number;
    readonly occurredMs: number;
    readonly resource: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly related: readonly Readonly<Record<string, string>>[];
    /** Index of the event that this one repeats. */
    readonly same: number | null;
  }[];
  readonly firings: readonly {
    readonly event: number | null;
    readonly labels: Readonly<Record<string, string>>;
    readonly atMs: number;
  }[];
}

const RECORDED = JSON.parse(
  readFileSync(new URL('../../fixtures/recorded-firings.json', import.meta.url), 'utf8'),
) as Recorded[];
const BASE_US = Date.UTC(2026, 0, 1) * 1_000;
const TICK_MS = 1_000;
const UNTIL_MS = 42_000;
/** The reference looks every five seconds for silence, and its queues take a moment. */
const LATE_MS_MAX = 9_000;

let made = 0;
/** Ids of triggers, which the server makes when an automation is stored. */
function withIds(one: Trigger): Trigger {
  const id = `t${(made += 1)}`;
  return one.type === 'event' ? { ...one, id } : { ...one, id, triggers: one.triggers.map(withIds) };
}

interface Fired {
  readonly event: number | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly atMs: number;
}

/** Lets time pass and events come as they did when this was recorded. */
function replay(recorded: Recorded): Fired[] {
  const root = watched(withIds(triggerSchema.parse(recorded.trigger)));
  const state = new TriggerState();
  let nowMs = recorded.createdMs;
  let ticks = 0;
  const clock = { now: () => BASE_US + nowMs * 1_000 + (ticks += 1), nextId: () => `f${(made += 1)}` };
  const fired: Fired[] = [];
  const note = (firings: readonly Firing[]): void => {
    for (const { event, labels } of firings)
      fired.push({ event: event ? Number(event.id) : null, labels, atMs: nowMs });
  };
  for (const one of eventTriggersOf(root))
    if (one.isProactive && one.forEach.length === 0)
      state.setBucket(one.id, [], openBucket(one, clock.now()));
  const seen = new Set<string>();
  const events = recorded.events
    .map((event, i) => ({ event, i }))
    .sort((a, b) => a.event.atMs - b.event.atMs);
  for (; nowMs <= UNTIL_MS; nowMs += TICK_MS) {
    note(observeTime(root, state, BASE_US + nowMs * 1_000, clock));
    const tickMs = nowMs;
    for (; events[0] && events[0].event.atMs < tickMs + TICK_MS; events.shift()) {
      const { event, i } = events[0];
      const id = String(event.same ?? i);
      nowMs = Math.max(tickMs, event.atMs);
      if (!seen.has(id)) note(observeEvent(root, state, eventOf(event, id), clock));
      seen.add(id);
    }
    nowMs = tickMs;
  }
  return fired.slice(0, recorded.limit ?? fired.length);
}

const eventOf = (event: Recorded['events'][number], id: string): TriggerEvent => ({
  id,
  occurredUs: BASE_US + event.occurredMs * 1_000,
  event: event.name,
  resource: { ...event.labels, 'prefect.resource.id': event.resource },
  related: event.related,
  follows: null,
});

const withoutTimes = ({ event, labels }: Fired): Omit<Fired, 'atMs'> => ({ event, labels });

describe('fires as the reference did', () => {
  it('was recorded often enough', () => expect(RECORDED.length).toBeGreaterThanOrEqual(40));

  it.each(RECORDED.map((one) => [one.name, one] as const))('%s', (_name, recorded) => {
    const fired = replay(recorded);
    expect(fired.map(withoutTimes)).toEqual(recorded.firings.map(withoutTimes));
    for (const [i, { atMs }] of recorded.firings.entries())
      expect(Math.abs(atMs - fired[i]!.atMs)).toBeLessThanOrEqual(LATE_MS_MAX);
  });
});
