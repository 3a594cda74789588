import { describe, expect, it } from '@jest/globals';
import { observeEvent, observeTime, openBucket } from './evaluate-automation.ts';
import type { Firing } from './firing.ts';
import {
  BASE_US,
  type Fired,
  LATE_MS_MAX,
  RECORDED,
  type Recorded,
  UNTIL_MS,
  eventOf,
  watchedOf,
  withoutTimes,
} from './recorded.fixture.ts';
import { TriggerState } from './state.ts';
import { eventTriggersOf } from './trigger.ts';

const TICK_MS = 1_000;

/** Lets time pass and events come as they did when this was recorded. */
function replay(recorded: Recorded): Fired[] {
  const root = watchedOf(recorded);
  const state = new TriggerState();
  let nowMs = recorded.createdMs;
  let [ticks, ids] = [0, 0];
  const clock = { now: () => BASE_US + nowMs * 1_000 + (ticks += 1), nextId: () => `f${(ids += 1)}` };
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

describe('fires as the reference did', () => {
  it('was recorded often enough', () => expect(RECORDED.length).toBeGreaterThanOrEqual(40));

  it.each(RECORDED.map((one) => [one.name, one] as const))('%s', (_name, recorded) => {
    const fired = replay(recorded);
    expect(fired.map(withoutTimes)).toEqual(recorded.firings.map(withoutTimes));
    for (const [i, { atMs }] of recorded.firings.entries())
      expect(Math.abs(atMs - fired[i]!.atMs)).toBeLessThanOrEqual(LATE_MS_MAX);
  });
});
