import { type OutgoingEvent, RESOURCE_ID } from '@orch/events';
import type { ActiveAutomation } from './active-automations.ts';

/** A label of the events that automations cause: how many automations stand behind it, one causing the next. */
export const DEPTH_LABEL = 'orch.automation.depth';
/** Automations may set off each other this far; beyond it, they only do because they go in a circle. */
export const DEPTH_MAX = 10;

const EFFECT = /^prefect\.automation\.(triggered|resolved|action\.)/;

export function depthOf(event: Pick<OutgoingEvent, 'resource'> | null): number {
  const depth = Number(event?.resource[DEPTH_LABEL] ?? 0);
  return Number.isSafeInteger(depth) && depth > 0 ? depth : 0;
}

/** Whether an event only says what the automation itself did, or ends a chain that goes in a circle. */
export function isOwnEffect(event: OutgoingEvent, { row }: ActiveAutomation): boolean {
  if (!EFFECT.test(event.event)) return false;
  return event.resource[RESOURCE_ID] === `prefect.automation.${row.id}` || depthOf(event) >= DEPTH_MAX;
}
