import { Injectable } from '@nestjs/common';
import { Clock, type Micros, US_PER_SECOND } from '@orch/kernel';

/** Seconds for which a run that was handed to one poller is not handed to another. */
export const LEASE_SECONDS = 30;
const POLLERS_MAX = 20_000;
const RUNS_MAX = 1_000;

/**
 * Which runs each poller of this process was given lately. A poller that asks again gets its own runs again, since it
 * may not have had room for them; others wait until the lease is over. Forgotten entries (restart, another process)
 * cost a wait of one lease at most.
 */
@Injectable()
export class HandOutMemory {
  private readonly pollers = new Map<string, Map<string, Micros>>();

  constructor(private readonly clock: Clock) {}

  /** Runs that are leased to this poller. */
  of(poller: string): string[] {
    const runs = this.pollers.get(poller);
    if (!runs) return [];
    const nowUs = this.clock.nowUs();
    for (const [id, untilUs] of runs) if (untilUs <= nowUs) runs.delete(id);
    return [...runs.keys()];
  }

  add(poller: string, runIds: readonly string[]): void {
    if (runIds.length === 0) return;
    const runs = this.pollers.get(poller) ?? new Map<string, Micros>();
    this.pollers.delete(poller); // put back as the youngest
    this.pollers.set(poller, runs);
    const untilUs = this.clock.nowUs() + LEASE_SECONDS * US_PER_SECOND;
    for (const id of runIds) {
      runs.delete(id);
      runs.set(id, untilUs);
    }
    for (const id of runs.keys()) {
      if (runs.size <= RUNS_MAX) break;
      runs.delete(id);
    }
    for (const oldest of this.pollers.keys()) {
      if (this.pollers.size <= POLLERS_MAX) break;
      this.pollers.delete(oldest);
    }
  }
}
