import { Injectable } from '@nestjs/common';
import {
  type EventRow,
  Outbox,
  type OutgoingEvent,
  type ResourceLabels,
  presentEventRow,
} from '@orch/events';
import { Ids, jsonText } from '@orch/kernel';
import type { Tx } from '@orch/platform';
import { ActionQueue, type OrderedAction } from '../actions/action-queue.repository.ts';
import { FiringRepository } from '../firings/firing.repository.ts';
import type { EventRef, Firing, Watched } from '@orch/triggers';
import type { ActiveAutomation } from './active-automations.ts';
import { slim } from './child-firing.repository.ts';
import type { AutomationFiring, Evaluated } from './evaluation.ts';
import { EventQueue } from './event-queue.repository.ts';
import { CHAIN_LABEL, chainOf } from './loop-guard.ts';

interface ActionLike {
  readonly type: string;
}

/** A firing, the event that tells of it, and what is to be done. */
interface Order extends AutomationFiring {
  readonly stateEvent: OutgoingEvent;
  readonly actions: readonly OrderedAction[];
}

/** Makes firings known and orders what is to be done, in the transaction that found them. Upstream: triggers.py, act (3.8.8). */
@Injectable()
export class OrderActions {
  constructor(private readonly ids: Ids) {}

  /** Returns the events, to be told after the commit. */
  async execute(tx: Tx, { firings, events }: Evaluated): Promise<OutgoingEvent[]> {
    if (firings.length === 0) return [];
    const known = new Map(events);
    const missing = firings.flatMap(({ firing: { event } }) =>
      event && !known.has(event.id) ? [event] : [],
    );
    for (const row of await EventQueue.byReference(tx, missing)) known.set(row.id, row);
    const texts = new Map<EventRow, string>(); // one event may set off many
    const textOf = (row: EventRow): string => {
      const text = texts.get(row) ?? presentEventRow(row);
      texts.set(row, text);
      return text;
    };
    const orders = firings.map((one) => {
      const source = one.firing.event ? known.get(one.firing.event.id) : undefined;
      const stateEvent = this.stateEvent('triggered', one, source, source && textOf(source));
      return { ...one, stateEvent, actions: this.actionsOf(one, stateEvent) };
    });
    return this.write(tx, orders);
  }

  /** What a metric that is back again sets off. Returns the events, to be told after the commit. */
  async resolve(tx: Tx, automation: ActiveAutomation, firing: Firing): Promise<OutgoingEvent[]> {
    const stateEvent = this.stateEvent('resolved', { automation, firing }, undefined);
    const actions = (JSON.parse(automation.row.actions_on_resolve) as ActionLike[]).map((action) => ({
      action,
      event: stateEvent,
    })); // stored by us
    return this.write(tx, [
      { automation, firing, stateEvent, actions: this.ordered({ automation, firing }, stateEvent, actions) },
    ]);
  }

  private async write(tx: Tx, orders: readonly Order[]): Promise<OutgoingEvent[]> {
    const told = orders.map(({ stateEvent }) => stateEvent);
    await Outbox.add(tx, told);
    await FiringRepository.add(
      tx,
      orders.map(({ automation, firing, stateEvent, actions }) => ({
        id: stateEvent.id,
        automationId: automation.row.id,
        firing,
        actions: actions.map(({ id, type }) => ({ id, type, status: 'waiting' })),
      })),
    );
    await ActionQueue.add(
      tx,
      orders.flatMap(({ actions }) => actions),
    );
    return told;
  }

  /** Upstream: schemas/automations.py, create_automation_state_change_event (3.8.8). */
  private stateEvent(
    to: 'triggered' | 'resolved',
    { automation, firing }: AutomationFiring,
    source: EventRow | undefined,
    text = 'null',
  ): OutgoingEvent {
    const { row, trigger } = automation;
    const before = source
      ? chainOf({ event: source.event, resource: JSON.parse(source.resource) as ResourceLabels })
      : []; // stored by us
    return {
      id: this.ids.next(),
      occurredUs: firing.triggeredUs,
      event: `prefect.automation.${to}`,
      resource: {
        'prefect.resource.id': `prefect.automation.${row.id}`,
        'prefect.resource.name': row.name,
        ...posture(trigger),
        [CHAIN_LABEL]: [...before, row.id].join(','),
      },
      related: source
        ? [
            {
              'prefect.resource.id': `prefect.event.${source.id}`,
              'prefect.resource.role': 'triggering-event',
            },
          ]
        : [],
      payload: jsonText(`{"triggering_labels":${JSON.stringify(firing.labels)},"triggering_event":${text}}`),
      follows: null,
    };
  }

  private actionsOf({ automation, firing }: AutomationFiring, stateEvent: OutgoingEvent): OrderedAction[] {
    const { row } = automation;
    const always = JSON.parse(row.actions) as ActionLike[]; // stored by us, as below
    const onTrigger = JSON.parse(row.actions_on_trigger) as ActionLike[];
    return this.ordered({ automation, firing }, stateEvent, [
      ...always.map((action) => ({ action, event: firing.event })),
      ...onTrigger.map((action) => ({ action, event: stateEvent })),
    ]);
  }

  private ordered(
    { automation: { row }, firing }: AutomationFiring,
    stateEvent: OutgoingEvent,
    actions: readonly { readonly action: ActionLike; readonly event: EventRef | null }[],
  ): OrderedAction[] {
    return actions.map(({ action, event }, index) => ({
      id: this.ids.next(),
      automationId: row.id,
      automation: row,
      action: JSON.stringify(action),
      type: action.type,
      actionIndex: index,
      firing: slim(firing),
      event: event && { id: event.id, occurredUs: event.occurredUs },
      stateEventId: stateEvent.id,
      chain: chainOf(stateEvent),
    }));
  }
}

const posture = (trigger: Watched): Record<string, string> => {
  if (trigger.type === 'metric') return { 'prefect.posture': 'Metric' };
  return trigger.type === 'event'
    ? { 'prefect.posture': trigger.isProactive ? 'Proactive' : 'Reactive' }
    : {};
};
