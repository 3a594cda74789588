import type { JsonText, Micros } from '@orch/kernel';

/** Labels of a resource; `prefect.resource.id` is always there, related ones also carry `prefect.resource.role`. */
export type ResourceLabels = Readonly<Record<string, string>>;

/** An event that the server writes: with the change it tells of, in the same transaction. */
export interface OutgoingEvent {
  readonly id: string;
  readonly occurredUs: Micros;
  readonly event: string;
  readonly resource: ResourceLabels;
  readonly related: readonly ResourceLabels[];
  readonly payload: JsonText;
  /** The event this one comes after, when they are close in time. */
  readonly follows: string | null;
}

export const RESOURCE_ID = 'prefect.resource.id';
export const RESOURCE_ROLE = 'prefect.resource.role';
export const RESOURCE_NAME = 'prefect.resource.name';
