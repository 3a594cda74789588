import { Injectable } from '@nestjs/common';
import { prepared } from '@orch/platform';
import { poolStatusChanged, queueStatusChanged } from '../pools/work-pool-events.ts';
import { AGENT_POOL_TYPE } from '../pools/work-pool.presenter.ts';
import { type Sweep, SWEEP_MAX, Sweeps } from './sweeps.ts';

/** Upstream: settings server.services.foreman (3.8.8). */
export const MISSED_HEARTBEATS = 3;
const FALLBACK_INTERVAL_SECONDS = 30;
export const UNPOLLED = "interval '60 seconds'";

interface Row {
  readonly workspace_id: string;
  readonly id: string;
  readonly name: string;
}
interface PoolRow extends Row {
  readonly type: string;
}
interface QueueRow extends Row {
  readonly pool_id: string;
  readonly pool_name: string;
  readonly pool_type: string;
}

const SILENT_WORKERS: Sweep<Row> = {
  statement: prepared(
    'work-pools.silent_workers',
    `update worker w set status = 'OFFLINE', updated = now() where (w.workspace_id, w.id) in (
       select workspace_id, id from worker
       where status = 'ONLINE' and last_heartbeat_time < now()
         - make_interval(secs => coalesce(nullif(heartbeat_interval_seconds, 0), ${FALLBACK_INTERVAL_SECONDS}) * ${MISSED_HEARTBEATS})
       limit $1 for update skip locked)
     returning w.workspace_id, w.id, w.name`,
  ),
  event: () => undefined,
};
const DESERTED_POOLS: Sweep<PoolRow> = {
  statement: prepared(
    'work-pools.deserted_pools',
    `update work_pool p set status = 'NOT_READY', last_transitioned_status_at = now(), updated = now()
     where (p.workspace_id, p.id) in (
       select workspace_id, id from work_pool c where status = 'READY' and not exists (
         select from worker w where w.workspace_id = c.workspace_id and w.work_pool_id = c.id and w.status = 'ONLINE')
       limit $1 for update skip locked)
     returning p.workspace_id, p.id, p.name, p.type`,
  ),
  event: (pool, stamp) =>
    pool.type === AGENT_POOL_TYPE ? undefined : poolStatusChanged(stamp, pool, 'NOT_READY'),
};
const UNPOLLED_QUEUES: Sweep<QueueRow> = {
  statement: prepared(
    'work-pools.unpolled_queues',
    `with due as (
       select workspace_id, id from work_queue where status = 'READY' and last_polled < now() - ${UNPOLLED}
       limit $1 for update skip locked
     ), changed as (
       update work_queue q set status = 'NOT_READY' from due d where q.workspace_id = d.workspace_id and q.id = d.id
       returning q.workspace_id, q.id, q.name, q.work_pool_id
     )
     select c.workspace_id, c.id, c.name, p.id as pool_id, p.name as pool_name, p.type as pool_type
     from changed c join work_pool p on p.workspace_id = c.workspace_id and p.id = c.work_pool_id`,
  ),
  event: ({ id, name, pool_id, pool_name, pool_type }, stamp) =>
    queueStatusChanged(
      stamp,
      { id, name, pool: { id: pool_id, name: pool_name, type: pool_type } },
      'NOT_READY',
    ),
};

// By then no repetition of the same clean-up comes any more, and infrastructure that nobody tore down is gone.
const OLD_CLEANUPS: Sweep<Row> = {
  statement: prepared(
    'work-pools.old_cleanups',
    `delete from worker_cleanup c where (c.workspace_id, c.id) in (
       select workspace_id, id from worker_cleanup where created < now() - interval '7 days' limit $1 for update skip locked)
     returning c.workspace_id, c.id, c.kind as name`,
  ),
  event: () => undefined,
};

/**
 * A loop of the background: workers that missed three heartbeats are offline, pools without an online worker and
 * queues that nobody polled for a minute are not ready. Any number of processes may run it.
 * Upstream: services/foreman.py (3.8.8).
 */
@Injectable()
export class WatchWorkers {
  constructor(private readonly sweeps: Sweeps) {}

  /** One batch of each; true when there is more to do at once. */
  async execute(): Promise<boolean> {
    const workers = await this.sweeps.run(SILENT_WORKERS); // first: pools are judged by them
    const pools = await this.sweeps.run(DESERTED_POOLS);
    const queues = await this.sweeps.run(UNPOLLED_QUEUES);
    const cleanups = await this.sweeps.run(OLD_CLEANUPS);
    return Math.max(workers, pools, queues, cleanups) >= SWEEP_MAX;
  }
}
