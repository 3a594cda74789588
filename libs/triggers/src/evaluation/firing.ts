import type { Micros } from '@orch/kernel';
import type { EventRef } from '../events/trigger-event.ts';

/** One time that a trigger fired. */
export interface Firing {
  readonly id: string;
  readonly triggerId: string;
  readonly triggeredUs: Micros;
  /** Values of the labels that the trigger is evaluated for each of. */
  readonly labels: Readonly<Record<string, string>>;
  readonly event: EventRef | null;
  /** The firings that made a compound or a sequence fire. */
  readonly firings: readonly Firing[];
}

/** A firing and those that it came of. */
export const allFirings = (firing: Firing): Firing[] => [firing, ...firing.firings.flatMap(allFirings)];

/** The events of a firing and of those that it came of. */
export const allEvents = (firing: Firing): EventRef[] => [
  ...(firing.event ? [firing.event] : []),
  ...firing.firings.flatMap(allEvents),
];
