import { ApiError } from '@orch/client';

/** Whether the server said that something is not there. */
export const isMissing = (error: unknown): boolean => error instanceof ApiError && error.status === 404;

/** What an absent thing means, instead of an error. @throws everything else */
export const orMissing = async <T, M>(call: Promise<T>, missing: M): Promise<T | M> => {
  try {
    return await call;
  } catch (error) {
    if (isMissing(error)) return missing;
    throw error;
  }
};
