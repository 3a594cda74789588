import { clampedPoissonInterval } from '@orch/orchestration';
import type { TriedLimit } from './slot.repository.ts';
import { TAG_WAIT_SECONDS_MAX, WAIT_SECONDS_MAX } from './slot-sql.ts';

/**
 * Seconds after which a refused caller may come again: the usual time until the fullest limit has had room for it
 * and for those who were refused before, spread at random, so that they do not come back all at once.
 * `random` gives a number in [0, 1). There must be an active limit.
 * Upstream: api/concurrency_limits_v2.py, function _generate_concurrency_locked_response (3.8.8).
 */
export function retryAfterSeconds(
  limits: readonly TriedLimit[],
  slots: number,
  random: () => number,
): number {
  const blocking = limits
    .filter((l) => l.active)
    .map((limit) => ({ limit, waiting: waitingSlots(limit, slots) }))
    .reduce((most, next) => (next.waiting > most.waiting ? next : most));
  return clampedPoissonInterval(averageSeconds(blocking.limit, blocking.waiting), random);
}

function waitingSlots(limit: TriedLimit, slots: number): number {
  const waiting = slots + limit.denied_now;
  return limit.slot_decay_per_second > 0 ? waiting : waiting / limit.limit;
}

function averageSeconds(limit: TriedLimit, waitingSlots: number): number {
  if (limit.slot_decay_per_second > 0) return waitingSlots / limit.slot_decay_per_second;
  const max = limit.name.startsWith('tag:') ? TAG_WAIT_SECONDS_MAX : WAIT_SECONDS_MAX;
  return Math.min(Math.min(limit.avg_slot_occupancy_seconds, max) * waitingSlots, max);
}
