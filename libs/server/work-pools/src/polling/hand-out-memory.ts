import { Injectable } from '@nestjs/common';
import { Clock, type Micros, US_PER_SECOND } from '@orch/kernel';
import type { PrintedRun } from './scheduled-run.presenter.ts';

/** Seconds for which a run that was handed to one poller is not handed to another. */
export const LEASE_SECONDS = 30;
const POLLERS_MAX = 20_000;
const RUNS_MAX = 1_000;
/** Characters of printed runs that are kept in all; those of whoever polled longest ago are let go first. */
const CHARACTERS_MAX = 16 * 1024 * 1024;

/** A run as it was handed out. */
export interface HandedOutRun {
  readonly id: string;
  /** Of the row that was printed. */
  readonly version: string;
  readonly run: PrintedRun;
}

/** A run that is leased to a poller; without text when that was let go. */
export type LeasedRun = Partial<Omit<HandedOutRun, 'id'>>;

interface Lease {
  readonly untilUs: Micros;
  readonly leased: LeasedRun;
}

/**
 * Which runs each poller of this process was given lately. A poller that asks again gets its own runs again, since it
 * may not have had room for them; others wait until the lease is over. Forgotten entries (restart, another process)
 * cost a wait of one lease at most.
 *
 * Their texts are kept as well: as long as a row is unchanged, which the poll's statement says, it is neither read out
 * nor printed again.
 */
@Injectable()
export class HandOutMemory {
  private readonly pollers = new Map<string, Map<string, Lease>>();
  /** How many characters are kept for whom. */
  private readonly printed = new Map<string, number>();
  private characters = 0;

  constructor(private readonly clock: Clock) {}

  /** Runs that are leased to this poller, by id. */
  of(poller: string): Map<string, LeasedRun> {
    const runs = new Map<string, LeasedRun>();
    const nowUs = this.clock.nowUs();
    for (const [id, { untilUs, leased }] of this.pollers.get(poller) ?? [])
      if (untilUs > nowUs) runs.set(id, leased);
    return runs;
  }

  /** These were given to the poller just now. */
  add(poller: string, handedOut: readonly HandedOutRun[]): void {
    if (handedOut.length === 0) return;
    const nowUs = this.clock.nowUs();
    const untilUs = nowUs + LEASE_SECONDS * US_PER_SECOND;
    const leases = new Map<string, Lease>(handedOut.map((leased) => [leased.id, { untilUs, leased }]));
    for (const [id, lease] of this.pollers.get(poller) ?? []) {
      if (leases.size >= RUNS_MAX) break;
      if (lease.untilUs > nowUs && !leases.has(id)) leases.set(id, lease);
    }
    this.forget(poller); // put back as the youngest
    this.pollers.set(poller, leases);
    this.count(poller, leases);
    for (const oldest of this.pollers.keys()) {
      if (this.pollers.size <= POLLERS_MAX) break;
      this.forget(oldest);
    }
  }

  private count(poller: string, leases: ReadonlyMap<string, Lease>): void {
    let characters = 0;
    for (const {
      leased: { run },
    } of leases.values())
      if (run) characters += run.head.length + run.tail.length;
    this.printed.set(poller, characters);
    this.characters += characters;
    for (const oldest of this.printed.keys()) {
      if (this.characters <= CHARACTERS_MAX) break;
      this.forgetTexts(oldest);
      const known = this.pollers.get(oldest) ?? [];
      this.pollers.set(oldest, new Map([...known].map(([id, { untilUs }]) => [id, { untilUs, leased: {} }])));
    }
  }

  private forgetTexts(poller: string): void {
    this.characters -= this.printed.get(poller) ?? 0;
    this.printed.delete(poller);
  }

  private forget(poller: string): void {
    this.forgetTexts(poller);
    this.pollers.delete(poller);
  }
}
