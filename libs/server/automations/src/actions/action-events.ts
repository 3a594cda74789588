import type { Trigger } from '@orch/contract';
import type { OutgoingEvent, ResourceLabels } from '@orch/events';
import { type Clock, type Ids, jsonText } from '@orch/kernel';
import { CHAIN_LABEL } from '../engine/loop-guard.ts';
import type { ActionResult, TriggeredAction } from './triggered-action.ts';

/** Events further apart than this are not ordered by `follows`: whoever waits for the older would wait in vain. */
const FOLLOWS_WITHIN_US = 5 * 60 * 1_000_000;

/** `triggered` and then `executed` or `failed`. Upstream: server/events/actions.py, Action.succeed and .fail (3.8.8). */
export function actionEvents(
  triggered: TriggeredAction,
  result: ActionResult,
  reason: string | null,
  { clock, ids }: { readonly clock: Clock; readonly ids: Ids },
): OutgoingEvent[] {
  const { firing, event } = triggered;
  const details = {
    action_index: triggered.actionIndex,
    action_type: triggered.action.type,
    invocation: triggered.id,
  };
  const common = { resource: resourceOf(triggered), related: relatedOf(triggered, result) };
  const isClose = event !== null && Math.abs(firing.triggeredUs - event.occurredUs) < FOLLOWS_WITHIN_US;
  const first: OutgoingEvent = {
    ...common,
    id: ids.next(),
    occurredUs: firing.triggeredUs,
    event: 'prefect.automation.action.triggered',
    payload: jsonText(JSON.stringify(details)),
    follows: isClose ? event.id : null,
  };
  const second: OutgoingEvent = {
    ...common,
    id: ids.next(),
    occurredUs: clock.nowUs(),
    event: `prefect.automation.action.${reason === null ? 'executed' : 'failed'}`,
    payload: jsonText(
      JSON.stringify({ ...details, ...(reason === null ? {} : { reason }), ...result.details }),
    ),
    follows: first.id,
  };
  return [first, second];
}

function resourceOf({ automation, chain }: TriggeredAction): ResourceLabels {
  const trigger = JSON.parse(automation.trigger) as Trigger; // stored by us
  return {
    'prefect.resource.id': `prefect.automation.${automation.id}`,
    'prefect.resource.name': automation.name,
    'prefect.trigger-type': trigger.type,
    ...('posture' in trigger ? { 'prefect.posture': trigger.posture } : {}),
    [CHAIN_LABEL]: chain.join(','),
  };
}

function relatedOf({ stateEventId, event }: TriggeredAction, result: ActionResult): ResourceLabels[] {
  const eventIn = (id: string, role: string): ResourceLabels => ({
    'prefect.resource.id': `prefect.event.${id}`,
    'prefect.resource.role': role,
  });
  return [
    ...result.related,
    eventIn(stateEventId, 'automation-triggered-event'),
    ...(event ? [eventIn(event.id, 'triggering-event')] : []),
  ];
}
