import { ApiError } from '@orch/client';
import type { ControlPlane } from '../session/control-plane.ts';
import { currentPlane } from '../session/session.ts';
import { sleepWithin } from '../task/run-within.ts';
import { ConcurrencyTimeoutError, LeaseLostError, type SlotOptions } from './slot-options.ts';

interface Holder {
  readonly type: 'flow_run' | 'task_run';
  readonly id: string;
}

const LEASE_SECONDS = 60;
const NEVER = new AbortController().signal;

/** A lease that cannot be given back runs out by itself. */
const giveBack = async (plane: ControlPlane, lease: string): Promise<void> => {
  const body = { lease_id: lease };
  await plane.repeat('POST /v2/concurrency_limits/decrement-with-lease', { body }).catch(() => {});
};

/** Takes slots, waiting as the server says while there are none. @returns the lease; null when no such limit exists */
const takeSlots = async (
  plane: ControlPlane,
  names: readonly string[],
  options: SlotOptions,
  holder: Holder | undefined,
  signal: AbortSignal | undefined,
): Promise<string | null> => {
  const { slots = 1, leaseSeconds = LEASE_SECONDS, strict = false, timeoutSeconds = Infinity } = options;
  const deadlineMs = Date.now() + timeoutSeconds * 1000;
  const body = { names, slots, mode: 'concurrency', lease_duration: leaseSeconds, holder };
  for (;;) {
    signal?.throwIfAborted();
    try {
      const taken = await plane.repeat('POST /v2/concurrency_limits/increment-with-lease', { body });
      const { lease_id: lease, limits } = taken;
      const held = typeof lease === 'string' ? lease : null;
      if (!strict || !Array.isArray(limits) || limits.length === names.length) return held;
      if (held !== null) await giveBack(plane, held);
      throw new Error(`not all of these concurrency limits exist: ${names.join(', ')}`);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 423) throw error;
      const waitMs = Math.max(0.1, error.retryAfterSeconds ?? 1) * 1000;
      if (Date.now() + waitMs > deadlineMs)
        throw new ConcurrencyTimeoutError(`no free slots of ${names.join(', ')} within ${timeoutSeconds} s`);
      await sleepWithin(waitMs / 1000, signal ?? NEVER);
    }
  }
};

/** Renews a lease until it is told to stop; `onLost` when the server does not know it any more. */
export const keepLease = (
  plane: ControlPlane,
  lease: string,
  seconds: number,
  onLost: () => void,
): (() => void) => {
  const renew = async (): Promise<void> => {
    const body = { lease_duration: seconds };
    try {
      await plane.repeat('POST /v2/concurrency_limits/leases/{lease_id}/renew', {
        path: { lease_id: lease },
        body,
      });
    } catch (error) {
      if (!(error instanceof ApiError) || (error.status !== 410 && error.status !== 404)) return;
      clearInterval(timer);
      onLost();
    }
  };
  const timer = setInterval(() => void renew(), seconds * 500);
  timer.unref();
  return () => clearInterval(timer);
};

/**
 * Runs `work` while slots of the named limits are held. Without a server, and for limits that do not exist, it just runs.
 * @throws LeaseLostError when the slots were lost meanwhile
 */
export const withSlots = async <T>(
  names: readonly string[],
  owner: { readonly id: string } | undefined,
  work: () => Promise<T>,
  options: SlotOptions = {},
  signal?: AbortSignal,
): Promise<T> => {
  const plane = currentPlane();
  if (names.length === 0 || plane === null) return work();
  const holder = owner && ({ type: 'task_run', id: owner.id } as const);
  const lease = await takeSlots(plane, names, options, holder, signal);
  if (lease === null) return work();
  let stop = (): void => {};
  const lost = new Promise<never>((_, reject) => {
    stop = keepLease(plane, lease, options.leaseSeconds ?? LEASE_SECONDS, () =>
      reject(new LeaseLostError(`the slots of ${names.join(', ')} were lost`)),
    );
  });
  lost.catch(() => {});
  try {
    return await (options.strict ? Promise.race([work(), lost]) : work());
  } finally {
    stop();
    await giveBack(plane, lease);
  }
};
