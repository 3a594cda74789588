import { Injectable } from '@nestjs/common';
import type { WorkerHeartbeatBody } from '@orch/contract';
import { Ids, OrchError } from '@orch/kernel';
import { Database, type WorkspaceScope, prepared, rawTextOrNull } from '@orch/platform';
import { AnnouncedTransactions } from '../pools/announced-transactions.ts';
import { poolStatusChanged } from '../pools/work-pool-events.ts';
import { AGENT_POOL_TYPE } from '../pools/work-pool.presenter.ts';

// Pool look-up and worker upsert in one statement: heartbeats are the most frequent write of an idle workspace.
const BEAT = prepared(
  'work-pools.heartbeat',
  `with pool as (select id, name, type, status from work_pool where workspace_id = $1::uuid and name = $2),
   beat as (
     insert into worker (workspace_id, id, work_pool_id, name, heartbeat_interval_seconds, metadata)
     select $1::uuid, $3::uuid, pool.id, $4, $5::int, $6::json from pool
     on conflict (workspace_id, work_pool_id, name) do update set last_heartbeat_time = now(), status = 'ONLINE', updated = now(),
       heartbeat_interval_seconds = coalesce(excluded.heartbeat_interval_seconds, worker.heartbeat_interval_seconds),
       metadata = coalesce(excluded.metadata, worker.metadata)
     returning id
   )
   select pool.id as pool_id, pool.name as pool_name, pool.type as pool_type, pool.status, beat.id as worker_id from pool, beat`,
);
const MAKE_READY = prepared(
  'work-pools.make_pool_ready',
  `update work_pool set status = 'READY', last_transitioned_status_at = now(), updated = now()
   where workspace_id = $1::uuid and id = $2::uuid and status = 'NOT_READY'`,
);

/** A pool that a worker just gave a sign of life for. */
export interface BeatenPool {
  readonly pool_id: string;
  readonly pool_name: string;
  readonly pool_type: string;
  readonly status: string;
}
interface BeatRow extends BeatenPool {
  readonly worker_id: string;
}

/** Takes a worker's sign of life; the first one makes its pool ready. Upstream: record_worker_heartbeat (3.8.8). */
@Injectable()
export class RecordHeartbeat {
  constructor(
    private readonly database: Database,
    private readonly transactions: AnnouncedTransactions,
    private readonly ids: Ids,
  ) {}

  /** Returns the worker's id. @throws OrchError `work_pool.not_found` */
  async execute(scope: WorkspaceScope, poolName: string, body: WorkerHeartbeatBody): Promise<string> {
    const [row] = await this.database.query<BeatRow>(
      scope,
      BEAT.with(
        scope.workspaceId,
        poolName,
        this.ids.next(),
        body.name,
        body.heartbeat_interval_seconds,
        rawTextOrNull(body.metadata),
      ),
    );
    if (!row) throw new OrchError('work_pool.not_found', {}, { name: poolName });
    await this.makeReady(scope, row);
    return row.worker_id;
  }

  /** A pool with a living worker is ready, unless it is paused. */
  async makeReady(scope: WorkspaceScope, row: BeatenPool): Promise<void> {
    if (row.status !== 'NOT_READY') return;
    await this.transactions.run(scope, async (tx, tell) => {
      const changed = await tx.execute(MAKE_READY.with(scope.workspaceId, row.pool_id));
      if (changed === 0 || row.pool_type === AGENT_POOL_TYPE) return;
      tell((stamp) =>
        poolStatusChanged(stamp, { id: row.pool_id, name: row.pool_name, type: row.pool_type }, 'READY'),
      );
    });
  }
}
