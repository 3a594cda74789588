/** What is known of a run that is being watched. Times are seconds ago, `null` for never. */
export interface LivenessFacts {
  readonly stateType: string | null;
  readonly stateSeconds: number;
  /** The run's process sent heartbeats; the last one came that long ago. */
  readonly beatSeconds: number | null;
  /** Between the last two heartbeats; `null` when there was only one. */
  readonly intervalSeconds: number | null;
  /** Last heartbeat of the worker that claimed the run, or the youngest of its pool when that is not known. */
  readonly workerSeconds: number | null;
  readonly isWorkerOnline: boolean;
  readonly workerName: string | null;
}

/** `keep`: look again in so many seconds. `crash`: nobody is at the run any more. `forget`: it needs no watching. */
export type LivenessVerdict =
  | { readonly kind: 'forget' }
  | { readonly kind: 'keep'; readonly seconds: number }
  | { readonly kind: 'crash'; readonly message: string };

/** What the Python client does unless told otherwise. Upstream: settings/models/flows.py, heartbeat_frequency (3.8.8). */
export const USUAL_INTERVAL_SECONDS = 180;
const MISSED_MAX = 3;
const SILENT_SECONDS_MIN = 90;
/** A run that is claimed but does not start, when its worker is gone that long. */
export const ABANDONED_SECONDS = 300;
const LOOK_AGAIN_SECONDS_MAX = 3_600;

/** Seconds without a heartbeat after which a process counts as gone; `configured` replaces what its habit says. */
export const toleranceSeconds = (intervalSeconds: number | null, configured: number | undefined): number =>
  configured ?? Math.max(SILENT_SECONDS_MIN, (intervalSeconds ?? USUAL_INTERVAL_SECONDS) * MISSED_MAX);

/**
 * Judges whether the process of a run is gone. A running run is judged by its own heartbeats alone: one that never
 * sent any is left in peace. A pending run is judged by its worker.
 */
export function judgeLiveness(facts: LivenessFacts, silenceSeconds?: number): LivenessVerdict {
  if (facts.stateType === 'RUNNING')
    return judgeRunning(facts, toleranceSeconds(facts.intervalSeconds, silenceSeconds));
  return facts.stateType === 'PENDING' ? judgePending(facts) : { kind: 'forget' };
}

function judgeRunning({ beatSeconds, intervalSeconds }: LivenessFacts, tolerance: number): LivenessVerdict {
  if (beatSeconds === null) return { kind: 'forget' };
  if (beatSeconds < tolerance) return { kind: 'keep', seconds: Math.ceil(tolerance - beatSeconds) };
  const silentSeconds = Math.floor(beatSeconds);
  return {
    kind: 'crash',
    message: `No heartbeat from the process of this run for ${silentSeconds} seconds; one was expected every ${intervalSeconds ?? USUAL_INTERVAL_SECONDS} seconds.`,
  };
}

function judgePending(facts: LivenessFacts): LivenessVerdict {
  const { stateSeconds, workerSeconds, isWorkerOnline, workerName } = facts;
  const silentSeconds = Math.floor(Math.min(stateSeconds, workerSeconds ?? 0));
  if (!isWorkerOnline && silentSeconds >= ABANDONED_SECONDS) {
    const who = workerName === null ? 'Every worker of its pool' : `Worker '${workerName}'`;
    return {
      kind: 'crash',
      message: `${who} went offline before this run was started; no heartbeat for ${Math.floor(workerSeconds ?? 0)} seconds.`,
    };
  }
  // the longer it waits the less often it is looked at
  return {
    kind: 'keep',
    seconds: Math.min(LOOK_AGAIN_SECONDS_MAX, Math.max(60, Math.ceil(stateSeconds / 4))),
  };
}
