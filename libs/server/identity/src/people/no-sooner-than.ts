import { setTimeout } from 'node:timers/promises';

/** Settles as `work` does, but not before `ms` are over: quick and slow ways look alike from outside. */
export async function noSoonerThan<T>(ms: number, work: Promise<T>): Promise<T> {
  const [result] = await Promise.allSettled([work, setTimeout(ms)]);
  if (result.status === 'rejected') throw result.reason;
  return result.value;
}
