import { setMaxListeners } from 'node:events';
import { RunTimeoutError } from '../errors.ts';

/** A signal that any number of runs inside may listen to: Node 20 warns of more than ten. */
export const newStop = (): AbortController => {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
};

/** A timer of Node that is longer ends at once. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** Calls `onTime` after so many seconds, however many they are. @returns how to prevent it */
const after = (seconds: number, onTime: () => void): (() => void) => {
  const untilMs = Date.now() + seconds * 1000;
  const wait = (ms: number): NodeJS.Timeout =>
    setTimeout(
      () => {
        const leftMs = untilMs - Date.now();
        if (ms < TIMER_MS_MAX || leftMs <= 0) onTime();
        else timer = wait(leftMs);
      },
      Math.min(ms, TIMER_MS_MAX),
    );
  let timer = wait(seconds * 1000);
  return () => clearTimeout(timer);
};

/**
 * Runs a function with a signal that is aborted by `outer` or when `timeoutSeconds` pass, and ends with it: a function
 * that does not listen to its signal is left behind.
 * @throws what the function throws; RunTimeoutError; the reason of `outer`
 */
export const runWithin = async <T>(
  run: (signal: AbortSignal) => T | Promise<T>,
  { outer, timeoutSeconds, what }: { outer: AbortSignal; timeoutSeconds: number | undefined; what: string },
): Promise<T> => {
  const controller = newStop();
  const { signal } = controller;
  const onOuter = (): void => controller.abort(outer.reason);
  if (outer.aborted) onOuter();
  outer.addEventListener('abort', onOuter, { once: true });
  const endTimer =
    timeoutSeconds === undefined
      ? undefined
      : after(timeoutSeconds, () =>
          controller.abort(new RunTimeoutError(`${what} took longer than ${timeoutSeconds} s`)),
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
    endTimer?.();
    outer.removeEventListener('abort', onOuter);
  }
};

/** Waits; ends early with the signal's reason. */
export const sleepWithin = (seconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = (): void => (endTimer(), reject(signal.reason));
    const endTimer = after(seconds, () => (signal.removeEventListener('abort', onAbort), resolve()));
    signal.addEventListener('abort', onAbort, { once: true });
  });
