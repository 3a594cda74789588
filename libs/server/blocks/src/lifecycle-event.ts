import { type Ids, jsonText, type Micros } from '@orch/kernel';
import { type OutgoingEvent, RESOURCE_ID, RESOURCE_NAME, type ResourceLabels } from '@orch/events';

/** What happened to an object. */
export type LifecycleAction = 'created' | 'updated' | 'deleted';

/** An object of this context as its lifecycle events show it. `payload` is JSON text. */
export interface Told {
  readonly kind: 'variable' | 'block-type' | 'block-document';
  readonly id: string;
  readonly name: string;
  readonly payload: string;
  readonly related?: readonly ResourceLabels[];
}

/**
 * The event `prefect.<kind>.<action>`.
 * Upstream: events/schemas/lifecycle.py, function _lifecycle_event (3.8.8).
 */
export function lifecycleEvent(
  ids: Ids,
  occurredUs: Micros,
  action: LifecycleAction,
  told: Told,
): OutgoingEvent {
  return {
    id: ids.next(),
    occurredUs,
    event: `prefect.${told.kind}.${action}`,
    resource: { [RESOURCE_ID]: `prefect.${told.kind}.${told.id}`, [RESOURCE_NAME]: told.name },
    related: told.related ?? [],
    payload: jsonText(told.payload),
    follows: null,
  };
}
