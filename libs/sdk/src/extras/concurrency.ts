import { ApiError } from '@orch/client';
import { abortSignal, currentTask } from '../context/run-context.ts';
import { requirePlane } from '../session/session.ts';
import { sleepWithin } from '../task/run-within.ts';
import type { SlotOptions } from './slot-options.ts';
import { withSlots } from './slots.ts';

const listOf = (names: string | readonly string[]): readonly string[] =>
  typeof names === 'string' ? [names] : names;

/**
 * Runs `work` while it holds slots of global concurrency limits; they are kept by a lease that is renewed, and given back
 * at the end. Limits that do not exist limit nothing, unless `strict` is set.
 * @throws ConcurrencyTimeoutError, LeaseLostError
 */
export const concurrency = <T>(
  names: string | readonly string[],
  work: () => Promise<T>,
  options: SlotOptions = {},
): Promise<T> => {
  const owner = currentTask()?.context;
  return withSlots(listOf(names), owner, work, options, abortSignal());
};

/**
 * Waits until limits with `slot_decay_per_second` let something through.
 * @throws OfflineError without a server
 */
export const rateLimit = async (
  names: string | readonly string[],
  { slots = 1, strict = false }: { readonly slots?: number; readonly strict?: boolean } = {},
): Promise<void> => {
  const plane = requirePlane('rateLimit()');
  const signal = abortSignal();
  for (;;) {
    signal.throwIfAborted();
    try {
      const body = { names: listOf(names), slots, mode: 'rate_limit' };
      const limits: unknown = await plane.repeat('POST /v2/concurrency_limits/increment', { body });
      if (strict && Array.isArray(limits) && limits.length < listOf(names).length)
        throw new Error(`not all of these rate limits exist: ${listOf(names).join(', ')}`);
      return;
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 423) throw error;
      const waitMs = Math.max(0.05, error.retryAfterSeconds ?? 1) * 1000;
      await sleepWithin(waitMs / 1000, signal);
    }
  }
};
