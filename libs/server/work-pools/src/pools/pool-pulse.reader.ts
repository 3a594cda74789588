import { Injectable } from '@nestjs/common';
import { allOf, Database, raw, reachable, sql, type WorkspaceScope } from '@orch/platform';
import { IS_ONLINE } from '../workers/worker.presenter.ts';
import type { PoolStatus } from './work-pool.presenter.ts';

/** How a pool is doing now. Times are text, lateness is in seconds. */
export interface PoolPulseRow {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly status: PoolStatus;
  readonly is_paused: boolean;
  readonly concurrency_limit: number | null;
  readonly last_polled: string | null;
  readonly workers_online: number;
  /** Runs that hold a slot, whether or not they are limited. */
  readonly active: number;
  /** Runs that are due and not yet taken; at most 1,000 are counted. */
  readonly waiting: number;
  readonly longest_wait_seconds: number;
}

const WAITING_MAX = 1_000;
const QUEUE_OF_POOL = `from work_queue q where q.workspace_id = p.workspace_id and q.work_pool_id = p.id`;

/** Pools as a dashboard shows them. */
@Injectable()
export class PoolPulseReader {
  constructor(private readonly db: Database) {}

  /** Those that were polled last first. Counts come from the index that polls use (see the spine migration). */
  async list(scope: WorkspaceScope, limit: number): Promise<PoolPulseRow[]> {
    return this.db.query<PoolPulseRow>(
      scope,
      sql`select p.id, p.name, p.type, p.status, p.is_paused, p.concurrency_limit, polled.last_polled,
        (select count(*) from worker w where w.workspace_id = p.workspace_id and w.work_pool_id = p.id
          and ${raw(IS_ONLINE)}) as workers_online,
        (select count(*) from work_queue q join flow_run r on r.workspace_id = q.workspace_id and r.work_queue_id = q.id
          where q.workspace_id = p.workspace_id and q.work_pool_id = p.id and r.state_type in ('PENDING', 'RUNNING')) as active,
        due.waiting, due.longest_wait_seconds
      from work_pool p
      cross join lateral (select max(q.last_polled) as last_polled ${raw(QUEUE_OF_POOL)}) polled
      cross join lateral (
        select count(*) as waiting,
          coalesce(extract(epoch from now() - min(d.next_scheduled_start_time)), 0)::float8 as longest_wait_seconds
        from (
          select r.next_scheduled_start_time ${raw(QUEUE_OF_POOL.replace('where', 'join flow_run r on r.workspace_id = q.workspace_id and r.work_queue_id = q.id where'))}
            and r.state_type = 'SCHEDULED' and r.next_scheduled_start_time < now() limit ${WAITING_MAX}
        ) d
      ) due
      where p.workspace_id = ${scope.workspaceId}::uuid
        and ${allOf(reachable(scope, 'work_pool', 'view', sql`p.id`))}
      order by polled.last_polled desc nulls last, p.name limit ${limit}`,
    );
  }
}
