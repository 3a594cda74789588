import { describe, expect, it } from '@jest/globals';
import type { TriggerEvent } from '../events/trigger-event.ts';
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
} from '../evaluation/recorded.fixture.ts';
import { type WatchedEvents, watched } from '../evaluation/trigger.ts';
import { Backtest } from './backtest.ts';

const atUs = (ms: number): number => BASE_US + ms * 1_000;

/** What the backtest finds over the events of a recording, as they were stored. */
function test(recorded: Recorded, pauseEvery: number): Fired[] {
  const backtest = new Backtest(watchedOf(recorded), atUs(recorded.createdMs));
  let asked = 0;
  const advance = (ms: number): void => {
    while (!backtest.advance(atUs(ms), () => pauseEvery > 0 && (asked += 1) % pauseEvery === 0));
  };
  const stored = recorded.events
    .map((event, i) => ({ event, id: String(i) }))
    .filter(({ event }) => event.same === null && event.atMs <= UNTIL_MS)
    .sort((a, b) => a.event.atMs - b.event.atMs);
  for (const { event, id } of stored) {
    advance(event.atMs);
    backtest.see(eventOf(event, id));
  }
  advance(UNTIL_MS);
  return backtest.firings.slice(0, recorded.limit ?? Infinity).map(({ event, labels, triggeredUs }) => ({
    event: event && Number(event.id),
    labels,
    atMs: (triggeredUs - BASE_US) / 1_000,
  }));
}

describe('finds what the automation did', () => {
  it.each(RECORDED.map((one) => [one.name, one] as const))('%s', (_name, recorded) => {
    for (const pauseEvery of [0, 2]) {
      const found = test(recorded, pauseEvery);
      expect(found.map(withoutTimes)).toEqual(recorded.firings.map(withoutTimes));
      for (const [i, { atMs }] of recorded.firings.entries())
        expect(Math.abs(atMs - found[i]!.atMs)).toBeLessThanOrEqual(LATE_MS_MAX);
    }
  });
});

const TRIGGER: WatchedEvents = {
  ...(watched({
    type: 'event',
    id: 't',
    match: {},
    match_related: {},
    after: [],
    expect: ['e'],
    for_each: [],
    posture: 'Reactive',
    threshold: 2,
    within: 0,
  }) as WatchedEvents), // of this type
};
const event = (at: number, resource = 'r'): TriggerEvent => ({
  id: `${at}`,
  occurredUs: atUs(at),
  event: 'e',
  resource: { 'prefect.resource.id': resource },
  related: [],
  follows: null,
});
const never = (): boolean => false;

it('forgets what was counted more than a minute after its window, as the server does', () => {
  for (const [laterMs, fired] of [
    [50_000, 1],
    [61_000, 0],
  ] as const) {
    const backtest = new Backtest(TRIGGER, BASE_US);
    for (const ms of [0, laterMs]) {
      backtest.advance(atUs(ms), never);
      backtest.see(event(ms));
    }
    expect(backtest.firings).toHaveLength(fired);
  }
});

it('takes no more than its share of time for many keys that fall silent', () => {
  const trigger = { ...TRIGGER, forEach: ['prefect.resource.id'], isProactive: true, withinUs: 10_000_000 };
  const backtest = new Backtest(trigger, BASE_US);
  const startedMs = performance.now();
  for (let i = 0; i < 5_000; i += 1) {
    backtest.advance(atUs(i * 10), never);
    backtest.see(event(i * 10, `r${i}`));
  }
  while (!backtest.advance(atUs(62_000), never));
  expect(backtest.firings.length).toBeGreaterThanOrEqual(5_000);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});
