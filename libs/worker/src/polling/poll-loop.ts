import { ApiError, type HandedOutRun, type WorkPoolCalls } from '@orch/client';
import { Backoff } from './backoff.ts';
import type { Slots } from './slots.ts';

export interface PollLoopOptions {
  readonly pool: WorkPoolCalls;
  readonly slots: Slots;
  readonly queueNames: readonly string[];
  readonly prefetchSeconds: number;
  readonly runsOnce: boolean;
  /** Takes a run that has a slot. Resolves as soon as it is decided whether it is ours. */
  readonly take: (run: HandedOutRun) => Promise<boolean>;
  readonly say: (line: string) => void;
  readonly now: () => number;
  /** The pool is not there any more. */
  readonly onPoolMissing: () => Promise<void>;
}

const LIMIT_MAX = 200;

/**
 * Keeps one poll open while there is a free slot. The server answers it the moment a run is due, so there is nothing to
 * wait for between polls; only after errors there is a pause.
 */
export const pollForRuns = async (options: PollLoopOptions, signal: AbortSignal): Promise<void> => {
  const { slots, say } = options;
  const backoff = new Backoff();
  while (!signal.aborted) {
    if (slots.free === 0) {
      await slots.changed(signal);
      continue;
    }
    try {
      const hasProgress = await pollOnce(options, signal);
      if (options.runsOnce) return;
      if (hasProgress) backoff.reset();
      else await backoff.pause(signal);
    } catch (error) {
      if (signal.aborted) return;
      say(`Polling failed: ${error instanceof Error ? error.message : String(error)}`);
      if (error instanceof ApiError && error.status === 404)
        await options.onPoolMissing().catch((reason: unknown) => say(`No pool: ${String(reason)}`));
      await backoff.pause(signal).catch(() => undefined);
    }
  }
};

/**
 * One poll, and the claims of what it brought: those runs would be in the next answer too if it were sent earlier.
 * @returns false when it only brought runs that we cannot have; the next answer would bring them again
 */
const pollOnce = async (options: PollLoopOptions, signal: AbortSignal): Promise<boolean> => {
  const { pool, slots, queueNames, prefetchSeconds, now, take } = options;
  const runs = await pool.poll({
    queueNames,
    scheduledBefore: new Date(now() + prefetchSeconds * 1000).toISOString(),
    limit: Math.min(LIMIT_MAX, slots.free),
    signal,
  });
  const fresh = runs.filter((run) => slots.take(run.id));
  const ours = await Promise.all(fresh.map(take));
  return runs.length === 0 || ours.includes(true);
};
