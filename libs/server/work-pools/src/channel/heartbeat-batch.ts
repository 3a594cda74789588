import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Ids } from '@orch/kernel';
import { Database, type WorkspaceScope, prepared } from '@orch/platform';
import { type BeatenPool, RecordHeartbeat } from '../workers/record-heartbeat.ts';

/** A worker's sign of life. */
export interface Beat {
  readonly poolId: string;
  readonly workerName: string;
  readonly intervalSeconds: number;
}

interface PoolRow extends BeatenPool {
  readonly updated: string;
}
interface Waiting {
  readonly beat: Beat;
  readonly resolve: (updated: string) => void;
  readonly reject: (error: unknown) => void;
}

/** Nobody waits for an answer to a heartbeat, so those of a moment are written together. */
const COLLECT_MS = 500;
const BATCH_MAX = 1_000;

// Ordered, so that two processes with the same workers do not deadlock.
const BEATS = prepared(
  'work-pools.heartbeats',
  `with beats as (
     select * from json_to_recordset($2::json) as b(pool_id uuid, name text, interval_seconds int, id uuid)
   ), beaten as (
     insert into worker (workspace_id, id, work_pool_id, name, heartbeat_interval_seconds)
     select $1::uuid, b.id, p.id, b.name, b.interval_seconds
     from beats b join work_pool p on p.workspace_id = $1::uuid and p.id = b.pool_id order by p.id, b.name
     on conflict (workspace_id, work_pool_id, name) do update set last_heartbeat_time = now(), status = 'ONLINE', updated = now(),
       heartbeat_interval_seconds = excluded.heartbeat_interval_seconds
   )
   select p.id as pool_id, p.name as pool_name, p.type as pool_type, p.status, p.updated from work_pool p
   where p.workspace_id = $1::uuid and p.id in (select pool_id from beats)`,
);

/** Writes the heartbeats of all channels of this process: one statement a batch and workspace. */
@Injectable()
export class HeartbeatBatch implements OnApplicationShutdown {
  private readonly waiting = new Map<string, { scope: WorkspaceScope; items: Waiting[] }>();
  private readonly log = new Logger(HeartbeatBatch.name);
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly heartbeats: RecordHeartbeat,
    private readonly ids: Ids,
  ) {}

  /** Kept when the heartbeat is stored; answers when its pool was changed last. Rejects when the pool is gone. */
  add(scope: WorkspaceScope, beat: Beat): Promise<string> {
    return new Promise((resolve, reject) => {
      const batch = this.waiting.get(scope.workspaceId) ?? { scope, items: [] };
      this.waiting.set(scope.workspaceId, batch);
      batch.items.push({ beat, resolve, reject });
      this.timer ??= setTimeout(() => void this.flush(), COLLECT_MS).unref();
    });
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.flush();
  }

  private async flush(): Promise<void> {
    const batches = [...this.waiting.values()];
    this.waiting.clear();
    this.timer = undefined;
    for (const { scope, items } of batches) {
      for (let from = 0; from < items.length; from += BATCH_MAX)
        await this.write(scope, items.slice(from, from + BATCH_MAX));
    }
  }

  private async write(scope: WorkspaceScope, items: readonly Waiting[]): Promise<void> {
    // a worker may be there twice, on an old and a new channel
    const beats = new Map(items.map(({ beat }) => [`${beat.poolId}:${beat.workerName}`, beat]));
    const rows = [...beats.values()].map((beat) => ({
      pool_id: beat.poolId,
      name: beat.workerName,
      interval_seconds: beat.intervalSeconds,
      id: this.ids.next(),
    }));
    try {
      const pools = await this.database.query<PoolRow>(
        scope,
        BEATS.with(scope.workspaceId, JSON.stringify(rows)),
      );
      const byId = new Map(pools.map((pool) => [pool.pool_id, pool]));
      for (const { beat, resolve, reject } of items) {
        const pool = byId.get(beat.poolId);
        if (pool) resolve(pool.updated);
        else reject(new Error('the pool is gone'));
      }
      for (const pool of pools)
        await this.heartbeats.makeReady(scope, pool).catch((error: unknown) => this.log.warn(error)); // the next one tries again
    } catch (error) {
      for (const { reject } of items) reject(error);
    }
  }
}
