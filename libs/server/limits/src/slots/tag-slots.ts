import { Injectable } from '@nestjs/common';
import type { Tx } from '@orch/platform';
import { ENDLESS_LEASE_SECONDS, limitNameOf, tagOf } from '../tag-limits/tag-name.ts';
import { type Runner, SlotRepository, type TriedLimit } from './slot.repository.ts';

/** What a try for the slots of tags came to; unless `acquired` nothing was taken. */
export type TagSlotsTried =
  | { readonly kind: 'unlimited' }
  | {
      readonly kind: 'acquired';
      readonly leaseId: string;
      readonly tags: readonly string[];
      readonly limits: readonly TriedLimit[];
    }
  | { readonly kind: 'zero'; readonly tag: string }
  | {
      readonly kind: 'full';
      /** Every tag with an active limit. */
      readonly tags: readonly string[];
      /** The first tag whose limit is full. */
      readonly fullTag: string;
      /** Of the limit that most are waiting for. */
      readonly averageOccupancySeconds: number | null;
    };

/** Slots of tags, held by task runs. */
@Injectable()
export class TagSlots {
  constructor(private readonly slots: SlotRepository) {}

  /** Takes a slot of each active limit on these tags, or of none, under one lease without end. */
  async acquire(on: Runner, tags: readonly string[], taskRunId: string): Promise<TagSlotsTried> {
    if (tags.length === 0) return { kind: 'unlimited' };
    const lease = {
      seconds: ENDLESS_LEASE_SECONDS,
      holder: { type: 'task_run', id: taskRunId } as const,
      whenFree: false,
    };
    const tried = await this.slots.acquire(on, { names: tags.map(limitNameOf), slots: 1, lease });
    const active = tried.limits.filter((l) => l.active);
    if (tried.kind === 'slots_above')
      return { kind: 'zero', tag: tagsOf(active.filter((l) => l.limit < 1))[0]! };
    if (tried.kind === 'locked') return full(active, tags);
    if (tried.leaseId === null) return { kind: 'unlimited' };
    return { kind: 'acquired', leaseId: tried.leaseId, tags: tagsOf(active), limits: active };
  }

  /** Gives back what a task run holds on these tags; again and again is no error. */
  async release(tx: Tx, tags: readonly string[], taskRunId: string): Promise<void> {
    if (tags.length > 0) await this.slots.releaseOn(tx, { names: tags.map(limitNameOf) }, taskRunId);
  }
}

const tagsOf = (limits: readonly TriedLimit[]): string[] => limits.flatMap((l) => tagOf(l.name) ?? []);

function full(active: readonly TriedLimit[], tags: readonly string[]): TagSlotsTried {
  const without = active.filter((l) => l.active_now + 1 > l.limit);
  const most = without.reduce((m, l) => (l.denied_now / l.limit > m.denied_now / m.limit ? l : m));
  const fullTags = tagsOf(without);
  return {
    kind: 'full',
    tags: tagsOf(active),
    fullTag: tags.find((tag) => fullTags.includes(tag)) ?? fullTags[0]!,
    averageOccupancySeconds: most.avg_slot_occupancy_seconds,
  };
}
