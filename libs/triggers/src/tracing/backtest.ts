import type { Micros } from '@orch/kernel';
import type { TriggerEvent } from '../events/trigger-event.ts';
import { CLOSED_KEPT_US } from '../evaluation/bucket.ts';
import { type Ticks, observeTime, openBucket } from '../evaluation/evaluate-automation.ts';
import type { Firing } from '../evaluation/firing.ts';
import { TriggerState } from '../evaluation/state.ts';
import { type Watched, type WatchedEvents, covers, eventTriggersOf, keyOf } from '../evaluation/trigger.ts';
import { type Trace, traceEvent } from './trace-event.ts';

/** More buckets than these are looked at once a second, as the server does; fewer at the very moment they end. */
const BUCKETS_EXACT_MAX = 100;
const TICK_US = 1_000_000;

/** What an automation would have done, on a clock of its own. Events come in the order in which they were received. */
export class Backtest {
  /** Firings of the whole automation, in order. */
  readonly firings: Firing[] = [];
  private readonly state = new TriggerState();
  private readonly triggers: readonly WatchedEvents[];
  private readonly proactive: readonly WatchedEvents[];
  private readonly ticks: Ticks;
  private nowUs: Micros;
  private lastTickUs = 0;
  /** No bucket is over before this moment. */
  private noneBeforeUs: Micros = 0;
  private ids = 0;

  /** @param startUs when the automation begins to watch */
  constructor(
    private readonly trigger: Watched,
    startUs: Micros,
  ) {
    this.nowUs = startUs;
    this.triggers = eventTriggersOf(trigger);
    this.proactive = this.triggers.filter(({ isProactive }) => isProactive);
    this.ticks = {
      now: () => (this.lastTickUs = Math.max(this.nowUs, this.lastTickUs + 1)),
      nextId: () => String((this.ids += 1)),
    };
    for (const one of this.proactive)
      if (one.forEach.length === 0) this.state.setBucket(one.id, [], openBucket(one, startUs));
  }

  /**
   * Lets time pass up to a moment; false when `isOver` has asked for a pause before that.
   * @param isOver asked between steps, each of which is short
   */
  advance(toUs: Micros, isOver: () => boolean): boolean {
    for (let due = this.due(toUs); due !== null; due = this.due(toUs)) {
      if (isOver()) return false;
      this.nowUs = due;
      this.firings.push(...observeTime(this.trigger, this.state, due, this.ticks));
    }
    this.nowUs = Math.max(this.nowUs, toUs);
    return true;
  }

  /** An event that was received at the moment that time has been advanced to. */
  see(event: TriggerEvent): Trace {
    for (const one of this.triggers) if (!one.isProactive && covers(one, event)) this.forget(one, event);
    const trace = traceEvent(this.trigger, this.state, event, this.ticks);
    this.firings.push(...trace.firings);
    for (const one of this.proactive) {
      const bucket = covers(one, event) ? this.state.bucket(one.id, keyOf(one, event)) : null;
      if (bucket) this.noneBeforeUs = Math.min(this.noneBeforeUs, bucket.endUs);
    }
    return trace;
  }

  /** The next moment up to `toUs` at which a bucket is over. */
  private due(toUs: Micros): Micros | null {
    if (this.proactive.length === 0 || toUs < this.noneBeforeUs) return null;
    const ends = this.proactive.flatMap(({ id }) => this.state.bucketsOf(id).map(({ endUs }) => endUs));
    const first = ends.reduce((least, end) => Math.min(least, end), Infinity);
    this.noneBeforeUs = ends.length > BUCKETS_EXACT_MAX ? first + TICK_US : first;
    return this.noneBeforeUs > toUs ? null : Math.max(this.noneBeforeUs, this.nowUs);
  }

  /** What was counted too long ago is gone. */
  private forget(trigger: WatchedEvents, event: TriggerEvent): void {
    const key = keyOf(trigger, event);
    const bucket = this.state.bucket(trigger.id, key);
    if (bucket && bucket.endUs + CLOSED_KEPT_US <= this.nowUs) this.state.setBucket(trigger.id, key, null);
  }
}
