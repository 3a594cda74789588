import { Injectable } from '@nestjs/common';
import type { LeaseHolder } from '@orch/contract';
import { Ids } from '@orch/kernel';
import { Database, type Statement, type Tx, type WorkspaceScope, prepared } from '@orch/platform';
import { ACQUIRE_BY_ID, ACQUIRE_BY_NAME, FREE_GONE, HELD_COLUMNS, READY } from './slot-sql.ts';

/** A limit as a try for slots found it. */
export interface TriedLimit {
  readonly id: string;
  readonly name: string;
  readonly limit: number;
  readonly active: boolean;
  readonly active_now: number;
  readonly denied_now: number;
  readonly slot_decay_per_second: number;
  readonly avg_slot_occupancy_seconds: number;
}

type TriedRow = TriedLimit & {
  readonly slots_above: boolean;
  readonly no_decay: boolean;
  readonly locked: boolean;
};

/** What a try for slots came to; unless `acquired` nothing was taken. */
export interface Tried {
  readonly kind: 'acquired' | 'slots_above' | 'no_decay' | 'locked';
  /** Every limit that was found, the inactive too. */
  readonly limits: readonly TriedLimit[];
  /** The lease, if one was asked for and slots were taken. */
  readonly leaseId: string | null;
}

/** How many slots of which limits are wanted. Limits that do not exist limit nothing. */
export interface Wanted {
  readonly names?: readonly string[];
  readonly ids?: readonly string[];
  readonly slots: number;
  readonly mode?: 'concurrency' | 'rate_limit';
  /** `whenFree`: make a lease (of nothing) even if no limit applies. */
  readonly lease?: {
    readonly seconds: number;
    readonly holder: LeaseHolder | null;
    readonly whenFree: boolean;
  };
}

/** What statements run on: a transaction of the caller's, or the database (one statement, one transaction). */
export type Runner = Tx | WorkspaceScope;

/** A limit as answers to a try name it. */
export interface MinimalLimit {
  readonly id: string;
  readonly name: string;
  readonly limit: number;
}

const TAKE_BY_NAME = prepared('limits.acquire_by_name', ACQUIRE_BY_NAME);
const TAKE_BY_ID = prepared('limits.acquire_by_id', ACQUIRE_BY_ID);
const RELEASE_LEASE = prepared(
  'limits.release_lease',
  `with gone as (
     delete from concurrency_lease where workspace_id = $1 and id = $2 returning workspace_id, limit_ids, slots, created
   ), ${FREE_GONE} select count(*) as count from gone`,
);
const releaseOnLimits = (which: string): string => `with due as (
     select e.id from concurrency_lease e where e.workspace_id = $1
     and e.limit_ids && array(select l.id from concurrency_limit l where l.workspace_id = $1 and ${which})
     and ($3::text is null or e.holder ->> 'id' = $3) order by e.id for update
   ), gone as (
     delete from concurrency_lease e using due d where e.workspace_id = $1 and e.id = d.id
     returning e.workspace_id, e.limit_ids, e.slots, e.created
   ), ${FREE_GONE} select count(*) as count from gone`;
const RELEASE_BY_NAME = prepared('limits.release_by_name', releaseOnLimits('l.name = any($2::text[])'));
const RELEASE_BY_ID = prepared('limits.release_by_id', releaseOnLimits('l.id = any($2::uuid[])'));
const RENEW = prepared(
  'limits.renew_lease',
  `update concurrency_lease set expires_at = clock_timestamp() + make_interval(secs => $3)
   where workspace_id = $1 and id = $2 and expires_at < 'infinity'
   returning id`,
);
const PIN = prepared(
  'limits.pin_lease',
  "update concurrency_lease set expires_at = 'infinity' where workspace_id = $1 and id = $2",
);
const decrement = (which: string): string => `with held as materialized (
     select ${HELD_COLUMNS} from concurrency_limit l where l.workspace_id = $1 and ${which} order by l.id for update
   ), ${READY}, freed as (
     update concurrency_limit l
     set active_slots = greatest(0, r.active_now - $3), denied_slots = r.denied_now, slots_at = r.slots_at_now,
         avg_slot_occupancy_seconds = case when $4::float8 is null then l.avg_slot_occupancy_seconds
           else l.avg_slot_occupancy_seconds + (greatest(0.1, $4::float8 / $3) - l.avg_slot_occupancy_seconds)
                / (greatest(l."limit", 1) * 2.0) end
     from ready r where l.workspace_id = $1 and l.id = r.id and r.active
   ) select id, name, "limit" from ready order by id`;
const DECREMENT_BY_NAME = prepared('limits.decrement_by_name', decrement('l.name = any($2::text[])'));
const DECREMENT_BY_ID = prepared('limits.decrement_by_id', decrement('l.id = any($2::uuid[])'));

/**
 * Takes, leases and gives back slots. Each method is one statement: all limits or none, whatever the number of
 * processes. Leases are locked before limits, limits in the order of their ids.
 */
@Injectable()
export class SlotRepository {
  constructor(
    private readonly db: Database,
    private readonly ids: Ids,
  ) {}

  async acquire(on: Runner, wanted: Wanted): Promise<Tried> {
    const { slots, mode, lease } = wanted;
    const leaseId = lease ? this.ids.next() : null;
    const holder = lease?.holder ? JSON.stringify(lease.holder) : null;
    const rest = [
      slots,
      mode === 'rate_limit',
      leaseId,
      lease?.seconds ?? 0,
      holder,
      lease?.whenFree ?? false,
    ];
    const { workspaceId } = scopeOf(on);
    const statement = wanted.ids
      ? TAKE_BY_ID.with(workspaceId, wanted.ids, ...rest)
      : TAKE_BY_NAME.with(workspaceId, wanted.names ?? [], ...rest);
    const limits = await this.query<TriedRow>(on, statement);
    const [first] = limits;
    if (first?.slots_above) return { kind: 'slots_above', limits, leaseId: null };
    if (first?.no_decay) return { kind: 'no_decay', limits, leaseId: null };
    if (first?.locked) return { kind: 'locked', limits, leaseId: null };
    const isLeased = lease !== undefined && (lease.whenFree || limits.some((l) => l.active));
    return { kind: 'acquired', limits, leaseId: isLeased ? leaseId : null };
  }

  /** Gives a lease's slots back; a lease that is gone frees nothing. Returns whether it was there. */
  async release(on: Runner, leaseId: string): Promise<boolean> {
    return (await this.count(on, RELEASE_LEASE.with(scopeOf(on).workspaceId, leaseId))) > 0;
  }

  /** Gives back every lease on these limits, or only those of one holder. */
  async releaseOn(
    on: Runner,
    limits: { names: readonly string[] } | { ids: readonly string[] },
    holderId: string | null,
  ): Promise<number> {
    const { workspaceId } = scopeOf(on);
    const statement =
      'names' in limits
        ? RELEASE_BY_NAME.with(workspaceId, limits.names, holderId)
        : RELEASE_BY_ID.with(workspaceId, limits.ids, holderId);
    return this.count(on, statement);
  }

  /** Prolongs a lease from now; false if it is gone. */
  async renew(on: Runner, leaseId: string, seconds: number): Promise<boolean> {
    return (await this.query(on, RENEW.with(scopeOf(on).workspaceId, leaseId, seconds))).length > 0;
  }

  /** Ends the life of a lease without freeing its slots: it can no longer be renewed and never expires, only be released. */
  async pin(tx: Tx, leaseId: string): Promise<void> {
    await tx.execute(PIN.with(tx.scope.workspaceId, leaseId));
  }

  /** Gives slots back that were taken without a lease. Returns every limit that was found. */
  async decrement(
    on: Runner,
    limits: { names: readonly string[] } | { ids: readonly string[] },
    slots: number,
    occupancySeconds: number | null,
  ): Promise<MinimalLimit[]> {
    const { workspaceId } = scopeOf(on);
    const statement =
      'names' in limits
        ? DECREMENT_BY_NAME.with(workspaceId, limits.names, slots, occupancySeconds)
        : DECREMENT_BY_ID.with(workspaceId, limits.ids, slots, occupancySeconds);
    return this.query<MinimalLimit>(on, statement);
  }

  private async count(on: Runner, statement: Statement): Promise<number> {
    const [row] = await this.query<{ count: number }>(on, statement);
    return row!.count;
  }

  private query<R extends object>(on: Runner, statement: Statement): Promise<R[]> {
    return 'query' in on ? on.query<R>(statement) : this.db.query<R>(on, statement);
  }
}

const scopeOf = (on: Runner): WorkspaceScope => ('scope' in on ? on.scope : on);
