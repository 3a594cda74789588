import { Injectable } from '@nestjs/common';
import { Clock, type Micros, US_PER_SECOND } from '@orch/kernel';

/** Whoever was told to come again does so at once. */
const KEPT_US = 5 * US_PER_SECOND;
const KEPT_MAX = 20_000;

/** What polls knew that were told to come again, so that they go on waiting without another look. */
@Injectable()
export class UnfinishedPolls<T extends object> {
  private readonly kept = new Map<string, { known: T; untilUs: Micros }>();

  constructor(private readonly clock: Clock) {}

  keep(poll: string, known: T): void {
    this.kept.delete(poll); // put back as the youngest
    this.kept.set(poll, { known, untilUs: this.clock.nowUs() + KEPT_US });
    for (const [oldest, { untilUs }] of this.kept) {
      if (this.kept.size <= KEPT_MAX && untilUs > this.clock.nowUs()) break;
      this.kept.delete(oldest);
    }
  }

  /** Given once; nothing when it came too late, or to another process. */
  take(poll: string): T | undefined {
    const entry = this.kept.get(poll);
    this.kept.delete(poll);
    return entry && entry.untilUs > this.clock.nowUs() ? entry.known : undefined;
  }
}
