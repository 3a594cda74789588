import { Injectable } from '@nestjs/common';
import { Clock, type Micros, US_PER_SECOND } from '@orch/kernel';

/** However little happens, every poller looks for itself now and then; of those who wait together one looks far more often. */
const KEPT_US = 300 * US_PER_SECOND;
const KEPT_MAX = 20_000;

/** What pollers know who looked in vain: until there is news, they wait without looking again. */
@Injectable()
export class EmptyLooks<T extends { readonly lookedUs: Micros }> {
  private readonly kept = new Map<string, T>();

  constructor(private readonly clock: Clock) {}

  keep(poll: string, look: T): void {
    this.kept.delete(poll); // put back as the youngest
    this.kept.set(poll, look);
    for (const oldest of this.kept.keys()) {
      if (this.kept.size <= KEPT_MAX) break;
      this.kept.delete(oldest);
    }
  }

  /** Given once; nothing when it is too old. */
  take(poll: string): T | undefined {
    const look = this.kept.get(poll);
    this.kept.delete(poll);
    return look && this.isFresh(look) ? look : undefined;
  }

  isFresh({ lookedUs }: T): boolean {
    return this.clock.nowUs() < lookedUs + KEPT_US;
  }
}
