import { setImmediate } from 'node:timers/promises';

/** Half of what another process keeps by itself (`AccessCache`): reached within it, it was told. */
const LIMIT_MS = 30_000;

/** Waits until another process has heard of a change. */
export async function soon(reached: () => Promise<boolean>, limitMs = LIMIT_MS): Promise<void> {
  const endMs = Date.now() + limitMs;
  while (!(await reached())) {
    if (Date.now() > endMs) throw new Error(`not reached within ${limitMs} ms`);
    await setImmediate(); // cached answers need no I/O: let notifications in
  }
}
