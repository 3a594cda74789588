/** Waits. @throws the signal's reason when it ends the wait */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const stop = (): void => (clearTimeout(timer), reject(signal?.reason as Error));
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop); // a signal outlives many waits
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
