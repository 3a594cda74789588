import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { CleanupKind } from '@orch/contract';
import { pgToWire } from '@orch/kernel';
import { Database, Notifications, type WorkspaceScope, prepared } from '@orch/platform';
import {
  CLEANUP_LEASE_SECONDS,
  type CleanupOperation,
  type CleanupVerdict,
  DELIVERIES_MAX,
  GIVEN_UP,
  judgeCleanup,
} from './cleanup-decision.ts';

/** Payload: `<workspace id>:<pool id>` — a clean-up of this pool may be handed out. */
export const CLEANUP_CHANNEL = 'orch_cleanup';

/** Infrastructure to tear down. `target` is JSON text. */
export interface NewCleanup {
  readonly id: string;
  readonly workPoolId: string;
  readonly workQueueId: string | null;
  readonly kind: CleanupKind;
  readonly idempotencyKey: string;
  readonly target: string;
}

/** A clean-up that is handed to one worker until `leaseExpiresAt` (wire form). */
export interface Reservation {
  readonly id: string;
  readonly kind: string;
  readonly token: string;
  readonly leaseExpiresAt: string;
  readonly deliveryCount: number;
  readonly workQueueId: string | null;
  readonly target: string;
  readonly data: string;
}

interface ReservationRow {
  readonly id: string;
  readonly kind: string;
  readonly lease_expires_at: string;
  readonly delivery_count: number;
  readonly work_queue_id: string | null;
  readonly target: string;
  readonly data: string;
}

const LEASE = `clock_timestamp() + interval '${CLEANUP_LEASE_SECONDS} seconds'`;
const IS_FREE =
  'finished_at is null and (reservation_token is null or lease_expires_at <= clock_timestamp())';

const ADD = prepared(
  'work-pools.add_cleanup',
  `insert into worker_cleanup (workspace_id, id, work_pool_id, work_queue_id, idempotency_key, kind, target)
   select $1::uuid, $2::uuid, id, $4::uuid, $5, $6, $7::json from work_pool where workspace_id = $1::uuid and id = $3::uuid
   on conflict do nothing`,
);
// Those of the worker's own queues first, then in order; what was handed out too often is given up on the way.
const RESERVE = prepared(
  'work-pools.reserve_cleanup',
  `with given_up as (
     update worker_cleanup set finished_at = now(), dead_letter_reason = '${GIVEN_UP}', reservation_token = null, updated = now()
     where workspace_id = $1::uuid and work_pool_id = $2::uuid and ${IS_FREE} and delivery_count >= ${DELIVERIES_MAX}
   ), picked as (
     select id from worker_cleanup
     where workspace_id = $1::uuid and work_pool_id = $2::uuid and ${IS_FREE} and delivery_count < ${DELIVERIES_MAX}
       and kind = any($3::text[])
     order by (work_queue_id = any($4::uuid[])) is not true, created, id limit 1 for update skip locked
   )
   update worker_cleanup c set delivery_count = c.delivery_count + 1, reservation_token = $5, lease_expires_at = ${LEASE}, updated = now()
   from picked where c.workspace_id = $1::uuid and c.id = picked.id
   returning c.id, c.kind, c.lease_expires_at, c.delivery_count, c.work_queue_id, c.target, c.data`,
);
const LOCK = prepared(
  'work-pools.cleanup_locked',
  `select work_pool_id, reservation_token, lease_expires_at <= clock_timestamp() as is_lease_over, delivery_count
   from worker_cleanup where workspace_id = $1::uuid and id = $2::uuid and finished_at is null for update`,
);
const change = (name: string, assignments: string) =>
  prepared(
    `work-pools.cleanup_${name}`,
    `update worker_cleanup set ${assignments}, updated = now(), release_reason = coalesce($3, release_reason)
     where workspace_id = $1::uuid and id = $2::uuid returning lease_expires_at`,
  );
const CHANGES = {
  finish: change('finish', 'finished_at = now(), reservation_token = null'),
  free: change('free', 'reservation_token = null'),
  renew: change('renew', `lease_expires_at = ${LEASE}`),
  'give-up': change(
    'give_up',
    `finished_at = now(), dead_letter_reason = '${GIVEN_UP}', reservation_token = null`,
  ),
} as const;

/** What a worker is told about its report. */
export interface CleanupResult extends CleanupVerdict {
  /** Wire form; of an accepted renewal only. */
  readonly leaseExpiresAt: string | null;
}

/**
 * Clean-ups of infrastructure that wait for a worker: each is with one worker at a time, at most three times.
 * Upstream: server/worker_communication/cleanup_queue (3.8.8), there in memory.
 */
@Injectable()
export class CleanupQueue {
  constructor(
    private readonly database: Database,
    private readonly notifications: Notifications,
  ) {}

  /** The same clean-up twice is one. A pool that is gone has nobody to do it. */
  async add(scope: WorkspaceScope, cleanup: NewCleanup): Promise<void> {
    const { id, workPoolId, workQueueId, idempotencyKey, kind, target } = cleanup;
    await this.database.execute(
      scope,
      ADD.with(scope.workspaceId, id, workPoolId, workQueueId, idempotencyKey, kind, target),
    );
    await this.wake(scope, workPoolId);
  }

  /** Tells every process to look for clean-ups of a pool. */
  async wake(scope: WorkspaceScope, poolId: string): Promise<void> {
    await this.notifications.notify(CLEANUP_CHANNEL, `${scope.workspaceId}:${poolId}`);
  }

  async reserve(
    scope: WorkspaceScope,
    poolId: string,
    kinds: readonly string[],
    queueIds: readonly string[],
  ): Promise<Reservation | undefined> {
    const token = randomBytes(32).toString('base64url');
    const [row] = await this.database.query<ReservationRow>(
      scope,
      RESERVE.with(scope.workspaceId, poolId, kinds, queueIds, token),
    );
    return (
      row && {
        id: row.id,
        kind: row.kind,
        token,
        leaseExpiresAt: pgToWire(row.lease_expires_at),
        deliveryCount: row.delivery_count,
        workQueueId: row.work_queue_id,
        target: row.target,
        data: row.data,
      }
    );
  }

  /** Takes a worker's report. `releaseReason`: why it gives the clean-up back. */
  async report(
    scope: WorkspaceScope,
    poolId: string,
    operation: CleanupOperation,
    of: { readonly id: string; readonly token: string; readonly releaseReason: string | null },
  ): Promise<CleanupResult> {
    const result = await this.database.transaction(scope, async (tx): Promise<CleanupResult> => {
      const [row] = await tx.query<{
        work_pool_id: string;
        reservation_token: string | null;
        is_lease_over: boolean | null;
        delivery_count: number;
      }>(LOCK.with(scope.workspaceId, of.id));
      const facts = row && {
        workPoolId: row.work_pool_id,
        reservationToken: row.reservation_token,
        isLeaseOver: row.is_lease_over ?? false,
        deliveryCount: row.delivery_count,
      };
      const verdict = judgeCleanup(operation, facts, poolId, of.token);
      if (verdict.change === 'none') return { ...verdict, leaseExpiresAt: null };
      const [changed] = await tx.query<{ lease_expires_at: string }>(
        CHANGES[verdict.change].with(scope.workspaceId, of.id, of.releaseReason),
      );
      const isRenewed = verdict.change === 'renew' && changed !== undefined;
      return { ...verdict, leaseExpiresAt: isRenewed ? pgToWire(changed.lease_expires_at) : null };
    });
    if (result.change === 'free') await this.wake(scope, poolId);
    return result;
  }
}
