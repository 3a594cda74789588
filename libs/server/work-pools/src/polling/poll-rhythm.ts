import { Injectable } from '@nestjs/common';
import { Clock, type Micros, US_PER_SECOND } from '@orch/kernel';

interface Rhythm {
  answeredUs: Micros;
  /** The shortest pause between an answer and the next poll. */
  pauseUs: Micros | null;
}

/** A poller that was silent for so long counts as new. */
const FORGOTTEN_US = 120 * US_PER_SECOND;
const POLLERS_MAX = 20_000;
/** However long its pauses are, a poll is not kept for longer. */
const PATIENCE_MAX_US = 200 * US_PER_SECOND;
/** A shorter pause is none: this poller does not sleep between its polls, and nobody watches over it. */
const PAUSE_MIN_US = 0.3 * US_PER_SECOND;
/**
 * A worker's health check wants a poll within thirty of its intervals; the pause is an interval, give or take three
 * tenths. Upstream: workers/base.py, is_worker_still_polling (3.8.8).
 */
const PATIENCE_IN_PAUSES = 18;

/**
 * How long the polls of a worker may be kept waiting. The Python worker sleeps after every answer, ten seconds usually,
 * in which nothing reaches it: the longer an empty poll waits, the less it sleeps. Its first poll is answered at once,
 * so that a worker that polls only once (`--run-once`) is not kept.
 */
@Injectable()
export class PollRhythm {
  private readonly rhythms = new Map<string, Rhythm>();

  constructor(private readonly clock: Clock) {}

  /** For how long the poll that just came may wait in all; `usualUs` when the poller does not sleep. */
  patience(poller: string, usualUs: Micros): Micros {
    const rhythm = this.rhythms.get(poller);
    const nowUs = this.clock.nowUs();
    if (!rhythm || nowUs - rhythm.answeredUs > FORGOTTEN_US) return 0;
    const pauseUs = Math.min(nowUs - rhythm.answeredUs, rhythm.pauseUs ?? Infinity);
    rhythm.pauseUs = pauseUs;
    return pauseUs < PAUSE_MIN_US ? usualUs : Math.min(pauseUs * PATIENCE_IN_PAUSES, PATIENCE_MAX_US);
  }

  /** What remains for a poll that was told to come again at once. */
  remaining(poller: string, waitedUs: Micros, usualUs: Micros): Micros {
    const pauseUs = this.rhythms.get(poller)?.pauseUs ?? null;
    const inAllUs = pauseUs === null || pauseUs < PAUSE_MIN_US ? usualUs : pauseUs * PATIENCE_IN_PAUSES;
    return Math.max(0, Math.min(inAllUs, PATIENCE_MAX_US) - waitedUs);
  }

  /** The poller gets its answer now. */
  answered(poller: string): void {
    const pauseUs = this.rhythms.get(poller)?.pauseUs ?? null;
    this.rhythms.delete(poller); // put back as the youngest
    this.rhythms.set(poller, { answeredUs: this.clock.nowUs(), pauseUs });
    for (const oldest of this.rhythms.keys()) {
      if (this.rhythms.size <= POLLERS_MAX) break;
      this.rhythms.delete(oldest);
    }
  }
}
