/** Seconds to wait before each retry: one number for all, a list, or a function of the retry (from 1). */
export type RetryDelay = number | readonly number[] | ((retry: number) => number);

/** Delays that double: `exponentialBackoff(2)` waits 2, 4, 8, … seconds, at most `maxSeconds`. */
export const exponentialBackoff =
  (firstSeconds: number, maxSeconds = 3600): ((retry: number) => number) =>
  (retry) =>
    Math.min(maxSeconds, firstSeconds * 2 ** (retry - 1));

/**
 * Seconds to wait before a retry. A list's last number counts for all further retries. `jitter` spreads the delay evenly
 * between `delay` and `delay * (1 + jitter)`; never shorter, so that a wait asked for by the other side is kept.
 * @param retry from 1
 * @param random 0..1
 */
export const retryDelaySeconds = (
  delay: RetryDelay | undefined,
  retry: number,
  jitter: number,
  random: number,
): number => {
  const base =
    delay === undefined
      ? 0
      : typeof delay === 'number'
        ? delay
        : typeof delay === 'function'
          ? delay(retry)
          : (delay[Math.min(retry, delay.length) - 1] ?? 0);
  return Math.max(0, base * (1 + jitter * random));
};

const LISTED_MAX = 50;
/** What the control plane shows as the delay: a number, or the list of the first ones. */
export const shownDelay = (delay: RetryDelay | undefined, retries: number): number | number[] | null => {
  if (delay === undefined) return null;
  if (typeof delay === 'number') return delay;
  if (typeof delay !== 'function') return delay.slice(0, LISTED_MAX);
  return Array.from({ length: Math.min(retries, LISTED_MAX) }, (_, index) => delay(index + 1));
};
