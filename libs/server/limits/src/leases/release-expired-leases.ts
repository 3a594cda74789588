import { Injectable } from '@nestjs/common';
import { BackgroundDatabase, prepared } from '@orch/platform';
import { FREE_GONE } from '../slots/slot-sql.ts';

/** Seconds between two runs of the loop. */
export const RELEASE_EXPIRED_EVERY_SECONDS = 5;
const BATCH = 500;

// Leases that another process is releasing or a holder is renewing right now are left to them.
const RELEASE_EXPIRED = prepared(
  'limits.release_expired',
  `with due as (
     select e.workspace_id, e.id from concurrency_lease e where e.expires_at < clock_timestamp()
     order by e.expires_at limit ${BATCH} for update skip locked
   ), gone as (
     delete from concurrency_lease e using due d where e.workspace_id = d.workspace_id and e.id = d.id
     returning e.workspace_id, e.limit_ids, e.slots, e.created
   ), ${FREE_GONE} select count(*) as count from gone`,
);

/**
 * A loop of the background: gives back the slots of leases that nobody renewed. Any number of processes may run it.
 * Upstream: services/repossessor.py (3.8.8).
 */
@Injectable()
export class ReleaseExpiredLeases {
  constructor(private readonly db: BackgroundDatabase) {}

  /** Releases every expired lease of every workspace. Returns how many there were. */
  async execute(): Promise<number> {
    let released = 0;
    for (;;) {
      const [row] = await this.db.queryOutside<{ count: number }>(RELEASE_EXPIRED.with());
      released += row!.count;
      if (row!.count < BATCH) return released;
    }
  }
}
