import { Injectable, Logger } from '@nestjs/common';
import { type EventRow, type OutgoingEvent, eventOfRow } from '@orch/events';
import { Clock, Ids, type Micros } from '@orch/kernel';
import type { Tx } from '@orch/platform';
import {
  type Firing,
  type Ticks,
  TriggerState,
  type WatchedMetric,
  causalOrder,
  covers,
  keyOf,
  observeBreach,
  observeEvent,
  observeTime,
  readPlace,
} from '@orch/triggers';
import type { ActiveAutomation } from './active-automations.ts';
import { type BucketPlace, BucketRepository, type OwnedBucket } from './bucket.repository.ts';
import { type ChildFiring, ChildFiringRepository } from './child-firing.repository.ts';
import { isOwnEffect } from './loop-guard.ts';

/** A firing of an automation. */
export interface AutomationFiring {
  readonly automation: ActiveAutomation;
  readonly firing: Firing;
}

/** What was looked at, with the rows it came from. */
export interface Evaluated {
  readonly firings: readonly AutomationFiring[];
  readonly events: ReadonlyMap<string, EventRow>;
}

/** Brings stored state, events and the pure rules together. Everything happens in the caller's transaction. */
@Injectable()
export class Evaluation {
  private readonly logger = new Logger('Automations');

  constructor(
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Lets the automations see events, in causal order. */
  async ofEvents(
    tx: Tx,
    automations: readonly ActiveAutomation[],
    rows: readonly EventRow[],
  ): Promise<Evaluated> {
    const events = causalOrder(rows.map(eventOfRow));
    const seen = events.flatMap((event) =>
      automations
        .filter(
          (one) => !isOwnEffect(event, one) && one.eventTriggers.some((trigger) => covers(trigger, event)),
        )
        .map((automation) => ({ automation, event })),
    );
    const states = await this.load(
      tx,
      [...new Set(seen.map(({ automation }) => automation))],
      placesOf(seen),
    );
    const ticks = this.ticks();
    const firings = seen.flatMap(({ automation, event }) =>
      this.guarded(automation, () => observeEvent(automation.trigger, states.get(automation)!, event, ticks)),
    );
    await this.save(tx, states);
    return { firings, events: new Map(rows.map((row) => [row.id, row])) };
  }

  /** Lets buckets end whose time is over. */
  async ofTime(
    tx: Tx,
    automations: readonly ActiveAutomation[],
    due: readonly OwnedBucket[],
    nowUs: Micros,
  ): Promise<Evaluated> {
    const proactive = new Set(
      automations.flatMap((one) => one.eventTriggers.filter((t) => t.isProactive).map((t) => t.id)),
    );
    const ids = new Set(due.map(({ automationId }) => automationId));
    const states = await this.load(
      tx,
      automations.filter(({ row }) => ids.has(row.id)),
      [],
    );
    for (const [automation, state] of states) {
      for (const { automationId, triggerId, bucket } of due)
        if (automationId === automation.row.id && proactive.has(triggerId)) state.load(triggerId, bucket);
    }
    const ticks = this.ticks();
    const firings = [...states].flatMap(([automation, state]) =>
      this.guarded(automation, () => observeTime(automation.trigger, state, nowUs, ticks)),
    );
    // closed reactive buckets mean nothing any more, and nobody evaluates those of deleted triggers
    const closed = due
      .filter(({ triggerId }) => !proactive.has(triggerId))
      .map(({ automationId, triggerId, bucket }) => ({ automationId, triggerId, key: bucket.key }));
    await BucketRepository.write(tx, [], closed);
    await this.save(tx, states);
    return { firings, events: new Map() };
  }

  /** Lets a metric trigger fire. */
  async ofBreach(tx: Tx, automation: ActiveAutomation, trigger: WatchedMetric): Promise<Evaluated> {
    const states = await this.load(tx, [automation], []);
    const ticks = this.ticks();
    const firings = this.guarded(automation, () => observeBreach(trigger, states.get(automation)!, ticks));
    await this.save(tx, states);
    return { firings, events: new Map() };
  }

  private guarded(automation: ActiveAutomation, observe: () => Firing[]): AutomationFiring[] {
    try {
      return observe().map((firing) => ({ automation, firing }));
    } catch (error) {
      this.logger.error(`automation ${automation.row.id} cannot be evaluated`, error); // the others go on
      return [];
    }
  }

  private async load(
    tx: Tx,
    automations: readonly ActiveAutomation[],
    places: readonly BucketPlace[],
  ): Promise<Map<ActiveAutomation, TriggerState>> {
    const states = new Map(automations.map((one) => [one, new TriggerState()]));
    const byId = new Map(automations.map((one) => [one.row.id, states.get(one)!]));
    for (const { automationId, triggerId, bucket } of await BucketRepository.read(tx, places))
      byId.get(automationId)?.load(triggerId, bucket);
    const composite = automations.filter(({ trigger }) => trigger.type !== 'event').map(({ row }) => row.id);
    for (const { automationId, groupId, firing } of await ChildFiringRepository.read(tx, composite))
      if (firing) byId.get(automationId)?.loadFiring(groupId, firing);
    return states;
  }

  private async save(tx: Tx, states: ReadonlyMap<ActiveAutomation, TriggerState>): Promise<void> {
    const changed: Parameters<typeof BucketRepository.write>[1][number][] = [];
    const gone: BucketPlace[] = [];
    const firings: ChildFiring[] = [];
    for (const [{ row, eventTriggers }, state] of states) {
      for (const at of state.changedBuckets) {
        const { triggerId, key } = readPlace(at);
        const bucket = state.bucketAt(at);
        const trigger = eventTriggers.find(({ id }) => id === triggerId)!; // of this automation
        if (bucket) changed.push({ automationId: row.id, trigger, bucket });
        else gone.push({ automationId: row.id, triggerId, key });
      }
      for (const at of state.changedFirings) {
        const { triggerId: groupId, key } = readPlace(at);
        firings.push({
          automationId: row.id,
          groupId,
          triggerId: key[0]!,
          firing: state.firingAt(at) ?? null,
        });
      }
    }
    await BucketRepository.write(tx, changed, gone);
    await ChildFiringRepository.write(tx, firings);
  }

  /** Times that ascend, so that the order of firings can be told from them. */
  private ticks(): Ticks {
    let lastUs = 0;
    return { now: () => (lastUs = Math.max(this.clock.nowUs(), lastUs + 1)), nextId: () => this.ids.next() };
  }
}

function placesOf(
  seen: readonly { readonly automation: ActiveAutomation; readonly event: OutgoingEvent }[],
): BucketPlace[] {
  const places = new Map<string, BucketPlace>();
  for (const { automation, event } of seen) {
    for (const trigger of automation.eventTriggers) {
      if (!covers(trigger, event)) continue;
      const key = keyOf(trigger, event);
      places.set(`${trigger.id} ${JSON.stringify(key)}`, {
        automationId: automation.row.id,
        triggerId: trigger.id,
        key,
      });
    }
  }
  return [...places.values()];
}
