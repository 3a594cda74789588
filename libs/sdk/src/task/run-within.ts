import { RunTimeoutError } from '../errors.ts';

/**
 * Runs a function with a signal that is aborted by `outer` or when `timeoutSeconds` pass, and ends with it: a function
 * that does not listen to its signal is left behind.
 * @throws what the function throws; RunTimeoutError; the reason of `outer`
 */
export const runWithin = async <T>(
  run: (signal: AbortSignal) => T | Promise<T>,
  { outer, timeoutSeconds, what }: { outer: AbortSignal; timeoutSeconds: number | undefined; what: string },
): Promise<T> => {
  const controller = new AbortController();
  const { signal } = controller;
  const onOuter = (): void => controller.abort(outer.reason);
  if (outer.aborted) onOuter();
  outer.addEventListener('abort', onOuter, { once: true });
  const timer =
    timeoutSeconds === undefined
      ? undefined
      : setTimeout(
          () => controller.abort(new RunTimeoutError(`${what} took longer than ${timeoutSeconds} s`)),
          timeoutSeconds * 1000,
        );
  try {
    signal.throwIfAborted();
    const aborted = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
    );
    const work = Promise.resolve().then(() => run(signal));
    work.catch(() => {}); // what is left behind may fail unseen
    return await Promise.race([work, aborted]);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', onOuter);
  }
};

/** Waits; ends early with the signal's reason. */
export const sleepWithin = (seconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = (): void => (clearTimeout(timer), reject(signal.reason));
    const timer = setTimeout(() => (signal.removeEventListener('abort', onAbort), resolve()), seconds * 1000);
    signal.addEventListener('abort', onAbort, { once: true });
  });
