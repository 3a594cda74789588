import { readFileSync } from 'node:fs';
import { trigger as triggerSchema, type Trigger } from '@orch/contract';
import type { TriggerEvent } from '../events/trigger-event.ts';
import { type Watched, watched } from './trigger.ts';

/** One automation on the reference server, the events it was sent, and when it fired. Times are relative. */
export interface Recorded {
  readonly name: string;
  readonly trigger: unknown;
  readonly createdMs: number;
  /** Only the first firings are compared: what watches for silence goes on firing for ever. */
  readonly limit: number | null;
  readonly events: readonly {
    readonly name: string;
    readonly atMs: number;
    readonly occurredMs: number;
    readonly resource: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly related: readonly Readonly<Record<string, string>>[];
    /** Index of the event that this one repeats. */
    readonly same: number | null;
  }[];
  readonly firings: readonly {
    readonly event: number | null;
    readonly labels: Readonly<Record<string, string>>;
    readonly atMs: number;
  }[];
}

export const RECORDED = JSON.parse(
  readFileSync(new URL('../../fixtures/recorded-firings.json', import.meta.url), 'utf8'),
) as Recorded[];
export const BASE_US = Date.UTC(2026, 0, 1) * 1_000;
/** What of a firing was recorded. */
export type Fired = Recorded['firings'][number];
/** The reference looks every five seconds for silence, and its queues take a moment. */
export const LATE_MS_MAX = 9_000;
/** How long the reference was watched. */
export const UNTIL_MS = 42_000;

let made = 0;
/** Ids of triggers, which the server makes when an automation is stored. */
function withIds(one: Trigger): Trigger {
  const id = `t${(made += 1)}`;
  return 'triggers' in one ? { ...one, id, triggers: one.triggers.map(withIds) } : { ...one, id };
}

/** The trigger of a recording. */
export const watchedOf = (recorded: Recorded): Watched =>
  watched(withIds(triggerSchema.parse(recorded.trigger)));

/** An event of a recording, under an id of the caller. */
export const eventOf = (event: Recorded['events'][number], id: string): TriggerEvent => ({
  id,
  occurredUs: BASE_US + event.occurredMs * 1_000,
  event: event.name,
  resource: { ...event.labels, 'prefect.resource.id': event.resource },
  related: event.related,
  follows: null,
});

/** What firings are compared by, beside their times. */
export const withoutTimes = ({ event, labels }: Fired): Omit<Fired, 'atMs'> => ({ event, labels });
