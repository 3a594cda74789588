import type { Micros } from '@orch/kernel';
import { isExpected } from './glob.ts';

/** Labels of a resource. */
export type Labels = Readonly<Record<string, string>>;

/** Enough to find an event again. */
export interface EventRef {
  readonly id: string;
  readonly occurredUs: Micros;
}

/** What a trigger sees of an event. */
export interface TriggerEvent extends EventRef {
  readonly event: string;
  readonly resource: Labels;
  readonly related: readonly Labels[];
  /** The event that this one is known to come after. */
  readonly follows: string | null;
}

const own = (labels: Labels, label: string): string | undefined =>
  Object.hasOwn(labels, label) ? labels[label] : undefined;

/** What labels a resource has to have; of several values one is enough. */
export type Specification = Readonly<Record<string, string | readonly string[]>>;

/** Whether one of the resources has all the labels. An empty specification fits always. */
export function includes(specification: Specification, resources: readonly Labels[]): boolean {
  const wanted = Object.entries(specification);
  return (
    wanted.length === 0 || resources.some((resource) => wanted.every((label) => hasLabel(resource, label)))
  );
}

const hasLabel = (resource: Labels, [label, expected]: [string, string | readonly string[]]): boolean => {
  const value = own(resource, label);
  return [expected].flat().some((candidate) => isExpected(candidate, value));
};

/**
 * The value of a label of the resource, or with `related:<role>:<label>` of the first related resource in that role
 * that is there at all. Upstream: server/events/schemas/events.py, Event.find_resource_label (3.8.8).
 */
export function labelOf(event: TriggerEvent, label: string): string | undefined {
  const [, role, relatedLabel] = /^related:(.*):([^:]*)$/.exec(label) ?? [];
  const inRole =
    role === undefined ? undefined : event.related.find((r) => own(r, 'prefect.resource.role') === role);
  return inRole ? own(inRole, relatedLabel!) : own(event.resource, label);
}
