import type { RelatedThing, WaitingCause } from '@orch/contract';
import { type Micros, US_PER_SECOND, microsToWire } from '@orch/kernel';
import type { Holder, LimitFacts, PoolFacts, QueueFact, SlotFacts, WorkerFact } from './run-facts.ts';

/** A cause whose moment and remedy may be left out. */
export const cause = (
  code: WaitingCause['code'],
  title: string,
  detail: string,
  more: {
    readonly sinceUs?: Micros | null;
    readonly remedy?: string;
    readonly related?: readonly RelatedThing[];
  } = {},
): WaitingCause => ({
  code,
  title,
  detail,
  since: more.sinceUs == null ? null : microsToWire(more.sinceUs),
  remedy: more.remedy ?? null,
  related: more.related ?? [],
});

/** `2026-11-21 15:04:05 UTC`: what people read; the exact moment stands in `since`. */
export const moment = (us: Micros): string => `${microsToWire(us).slice(0, 19).replace('T', ' ')} UTC`;

const STEPS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** `3 minutes`. */
export function span(us: Micros): string {
  const seconds = Math.max(0, Math.floor(us / US_PER_SECOND));
  for (const [unit, length] of STEPS)
    if (seconds >= length) return counted(Math.floor(seconds / length), unit);
  return counted(seconds, 'second');
}

/** `1 run`, `2 runs`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

export const poolThing = ({ id, name }: PoolFacts): RelatedThing => ({ kind: 'work-pool', id, name });
export const queueThing = ({ id, name }: QueueFact): RelatedThing => ({ kind: 'work-queue', id, name });
export const workerThing = ({ id, name }: WorkerFact): RelatedThing => ({ kind: 'worker', id, name });
export const limitThing = ({ id, name }: LimitFacts): RelatedThing => ({
  kind: 'concurrency-limit',
  id,
  name,
});
export const runThing = ({ id, name }: Holder): RelatedThing => ({ kind: 'flow-run', id, name });

/** Who holds the slots: `Held by a, b and 3 more.` */
export function heldBy({ taken, holders }: SlotFacts): string {
  if (holders.length === 0) return '';
  const more = taken - holders.length;
  const names = holders.map(({ name }) => name).join(', ');
  return ` Held by ${names}${more > 0 ? ` and ${more} more` : ''}.`;
}

/** Whether no further run fits. */
export const isFull = ({ limit, taken }: SlotFacts): boolean => limit !== null && taken >= limit;
