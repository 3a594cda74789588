import { Injectable } from '@nestjs/common';
import type { WorkerFilter } from '@orch/contract';
import { OrchError, microsToPg } from '@orch/kernel';
import {
  Database,
  type Sql,
  type WorkspaceScope,
  allOf,
  anyOf,
  prepared,
  raw,
  someOf,
  sql,
} from '@orch/platform';
import { WorkPoolReader } from '../pools/work-pool.reader.ts';
import { WORKER_COLUMNS, type WorkerRow } from './worker.presenter.ts';

const DELETE = prepared(
  'work-pools.delete_worker',
  'delete from worker where workspace_id = $1::uuid and work_pool_id = $2::uuid and name = $3',
);

/** The condition of a worker filter; `w` is the worker. Upstream: schemas/filters.py, WorkerFilter (3.8.8). */
function workerCondition(filter: WorkerFilter): Sql {
  const parts: Sql[] = [];
  const { before_, after_ } = filter.last_heartbeat_time ?? {};
  const within: Sql[] = [];
  if (before_ !== undefined && before_ !== null)
    within.push(sql`w.last_heartbeat_time <= ${microsToPg(before_)}::timestamptz`);
  if (after_ !== undefined && after_ !== null)
    within.push(sql`w.last_heartbeat_time >= ${microsToPg(after_)}::timestamptz`);
  if (within.length > 0) parts.push(allOf(within));
  const { any_, not_any_ } = filter.status ?? {};
  const statuses: Sql[] = [];
  if (any_) statuses.push(anyOf(sql`w.status`, any_, 'text'));
  if (not_any_ && not_any_.length > 0) statuses.push(sql`not ${anyOf(sql`w.status`, not_any_, 'text')}`);
  if (statuses.length > 0) parts.push(allOf(statuses));
  return filter.operator === 'or_' ? someOf(parts) : allOf(parts);
}

/** Workers of a pool. */
@Injectable()
export class Workers {
  constructor(
    private readonly database: Database,
    private readonly pools: WorkPoolReader,
  ) {}

  /** Latest heartbeat first. @throws OrchError `work_pool.not_found` */
  async list(
    scope: WorkspaceScope,
    pool: string,
    filter: WorkerFilter | null,
    offset: number,
    limit: number,
  ): Promise<WorkerRow[]> {
    const { id } = await this.pools.byName(scope, pool);
    return this.database.query<WorkerRow>(
      scope,
      sql`select ${raw(WORKER_COLUMNS)} from worker w
          where w.workspace_id = ${scope.workspaceId}::uuid and w.work_pool_id = ${id}::uuid and ${filter ? workerCondition(filter) : sql`true`}
          order by w.last_heartbeat_time desc, w.id offset ${offset} limit ${limit}`,
    );
  }

  /** @throws OrchError `work_pool.not_found`, `worker.not_found` */
  async delete(scope: WorkspaceScope, pool: string, name: string): Promise<void> {
    const { id } = await this.pools.byName(scope, pool);
    const deleted = await this.database.execute(scope, DELETE.with(scope.workspaceId, id, name));
    if (deleted === 0) throw new OrchError('worker.not_found', { name });
  }
}
