import { type Micros, US_PER_SECOND } from '@orch/kernel';

/** Rounds further apart than this leave a time in which nobody looked. */
const GAP_US = 60 * US_PER_SECOND;

/**
 * How long somebody has been looking without a break. After an outage everybody has been silent, the living too: who
 * was not watched is not judged.
 */
export class WatchSpan {
  private sinceUs: Micros | undefined;
  private lastUs = 0;

  /** Call it when a round begins; answers the seconds watched so far. */
  round(nowUs: Micros): number {
    if (this.sinceUs === undefined || nowUs - this.lastUs > GAP_US || nowUs < this.lastUs)
      this.sinceUs = nowUs;
    this.lastUs = nowUs;
    return (nowUs - this.sinceUs) / US_PER_SECOND;
  }

  /** A round could not look. */
  failed(): void {
    this.sinceUs = undefined;
  }
}
