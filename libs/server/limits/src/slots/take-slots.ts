import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import type { WorkspaceScope } from '@orch/platform';
import { retryAfterSeconds } from './retry-after.ts';
import { SlotRepository, type Tried, type Wanted } from './slot.repository.ts';

/** Takes slots for a client. Upstream: api/concurrency_limits_v2.py, function _acquire_concurrency_slots (3.8.8). */
@Injectable()
export class TakeSlots {
  constructor(private readonly slots: SlotRepository) {}

  /**
   * Takes slots of every active limit that is named, or none at all.
   * @throws OrchError `limit.slots_above` (more than a limit has), `limit.no_decay` (rate limiting),
   *   `limit.locked` (full; with `Retry-After` in seconds)
   */
  async execute(scope: WorkspaceScope, wanted: Wanted): Promise<Tried> {
    const tried = await this.slots.acquire(scope, wanted);
    if (tried.kind === 'slots_above') throw new OrchError('limit.slots_above');
    if (tried.kind === 'no_decay')
      throw new OrchError('limit.no_decay', {}, { names: namesWithoutDecay(tried) });
    if (tried.kind === 'locked') {
      const seconds = retryAfterSeconds(tried.limits, wanted.slots, Math.random);
      throw new OrchError('limit.locked', {}, {}, { 'retry-after': String(seconds) });
    }
    return tried;
  }
}

const SHOWN_CHARS_MAX = 2_000;

/** The names as Python prints them; the answer's text is upstream's. */
function namesWithoutDecay({ limits }: Tried): string {
  const names = limits.filter((l) => l.active && l.slot_decay_per_second === 0).map((l) => l.name);
  const text = names.join(',').slice(0, SHOWN_CHARS_MAX);
  return text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`;
}
