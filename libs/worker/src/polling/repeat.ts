import { ApiError, ConnectionError } from '@orch/client';
import { Backoff } from './backoff.ts';

const BUSY = new Set([408, 429]);

/** Whether asking again may help: nobody answered, or the server has trouble of its own. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ConnectionError ||
  (error instanceof ApiError && (error.status >= 500 || BUSY.has(error.status))) ||
  (error instanceof TypeError && error.message === 'terminated'); // fetch: the answer broke off

/**
 * Asks until there is an answer.
 * @throws what the server refuses for good; the signal's reason when it ends the tries
 */
export const untilAnswered = async <T>(
  ask: () => Promise<T>,
  signal: AbortSignal,
  pauseMsMax = 30_000,
): Promise<T> => {
  const backoff = new Backoff(Math.random, pauseMsMax);
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isPassing(error)) throw error;
      await backoff.pause(signal);
    }
  }
};
