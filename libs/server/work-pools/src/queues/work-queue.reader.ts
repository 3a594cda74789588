import { Injectable } from '@nestjs/common';
import type { WorkQueueFilter } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import {
  allOf,
  Database,
  prepared,
  raw,
  reachable,
  requireReach,
  sql,
  type Tx,
  type WorkspaceScope,
} from '@orch/platform';
import { workQueueCondition } from '@orch/runs';
import {
  LONE_QUEUE_SLOTS,
  QUEUE_COLUMNS,
  QUEUE_FROM,
  QUEUE_SLOTS,
  type WorkQueueRow,
} from './work-queue.presenter.ts';

/** The pool of queues that belong to no pool on old clients. Upstream: DEFAULT_AGENT_WORK_POOL_NAME (3.8.8). */
export const AGENT_POOL = 'default-agent-pool';

const BY_ID = prepared(
  'work-pools.queue_by_id',
  `select ${QUEUE_COLUMNS}, ${LONE_QUEUE_SLOTS} from ${QUEUE_FROM} where q.workspace_id = $1::uuid and q.id = $2::uuid`,
);
const BY_NAME = prepared(
  'work-pools.queue_by_name',
  `select ${QUEUE_COLUMNS}, ${QUEUE_SLOTS} from ${QUEUE_FROM} where q.workspace_id = $1::uuid and p.name = $2 and q.name = $3`,
);
// Where there is a pool of agents its queue is meant, else any queue of this name.
const LONE_BY_NAME = prepared(
  'work-pools.lone_queue_by_name',
  `select ${QUEUE_COLUMNS}, ${LONE_QUEUE_SLOTS} from ${QUEUE_FROM}
   where q.workspace_id = $1::uuid and q.name = $2
     and (p.name = '${AGENT_POOL}' or not exists (select from work_pool a where a.workspace_id = $1::uuid and a.name = '${AGENT_POOL}'))
   order by q.created, q.id limit 1`,
);
const LOCK_BY_NAME = prepared(
  'work-pools.queue_by_name_locked',
  `select ${QUEUE_COLUMNS} from ${QUEUE_FROM} where q.workspace_id = $1::uuid and p.name = $2 and q.name = $3 for update of q`,
);
const LOCK_BY_ID = prepared(
  'work-pools.queue_by_id_locked',
  `select ${QUEUE_COLUMNS} from ${QUEUE_FROM} where q.workspace_id = $1::uuid and q.id = $2::uuid for update of q`,
);

/** Reads queues. */
@Injectable()
export class WorkQueueReader {
  constructor(private readonly database: Database) {}

  /** @throws OrchError `work_queue.not_found` */
  async byId(scope: WorkspaceScope, id: string): Promise<WorkQueueRow> {
    const [row] = await this.database.query<WorkQueueRow>(scope, BY_ID.with(scope.workspaceId, id));
    return seen(scope, row, () => new OrchError('work_queue.not_found', { id }));
  }

  /** @throws OrchError `pool_queue.not_found`, also for an unknown pool */
  async byName(scope: WorkspaceScope, pool: string, name: string): Promise<WorkQueueRow> {
    const [row] = await this.database.query<WorkQueueRow>(scope, BY_NAME.with(scope.workspaceId, pool, name));
    return seen(scope, row, () => new OrchError('pool_queue.not_found', {}, { pool, name }));
  }

  /** @throws OrchError `work_queue.not_found` */
  async loneByName(scope: WorkspaceScope, name: string): Promise<WorkQueueRow> {
    const [row] = await this.database.query<WorkQueueRow>(scope, LONE_BY_NAME.with(scope.workspaceId, name));
    return seen(scope, row, () => new OrchError('work_queue.not_found', { name }));
  }

  /** Queues of one pool, highest priority first. */
  async ofPool(
    scope: WorkspaceScope,
    poolId: string,
    filter: WorkQueueFilter | null,
    offset: number,
    limit: number,
  ): Promise<WorkQueueRow[]> {
    return this.database.query<WorkQueueRow>(
      scope,
      sql`select ${raw(QUEUE_COLUMNS)}, ${raw(QUEUE_SLOTS)} from ${raw(QUEUE_FROM)}
          where q.workspace_id = ${scope.workspaceId}::uuid and q.work_pool_id = ${poolId}::uuid and ${filter ? workQueueCondition(filter) : sql`true`}
          order by q.priority, q.id offset ${offset} limit ${limit}`,
    );
  }

  /** Queues of the whole workspace, by name. */
  async list(
    scope: WorkspaceScope,
    filter: WorkQueueFilter | null,
    offset: number,
    limit: number,
  ): Promise<WorkQueueRow[]> {
    return this.database.query<WorkQueueRow>(
      scope,
      sql`select ${raw(QUEUE_COLUMNS)}, ${raw(LONE_QUEUE_SLOTS)} from ${raw(QUEUE_FROM)}
          where q.workspace_id = ${scope.workspaceId}::uuid and ${allOf([
            ...reachable(scope, 'work_pool', 'view', sql`q.work_pool_id`),
            ...(filter ? [workQueueCondition(filter)] : []),
          ])}
          order by q.name, q.id offset ${offset} limit ${limit}`,
    );
  }
}

/** A queue is reached with its pool. */
function seen(scope: WorkspaceScope, row: WorkQueueRow | undefined, missing: () => Error): WorkQueueRow {
  if (!row) throw missing();
  requireReach(scope, 'work_pool', 'view', row.work_pool_id, missing);
  return row;
}

/** The queue, locked until the transaction ends; `undefined` when there is none. */
export const lockQueueByName = async (
  tx: Tx,
  pool: string,
  name: string,
): Promise<WorkQueueRow | undefined> =>
  (await tx.query<WorkQueueRow>(LOCK_BY_NAME.with(tx.scope.workspaceId, pool, name)))[0];
export const lockQueueById = async (tx: Tx, id: string): Promise<WorkQueueRow | undefined> =>
  (await tx.query<WorkQueueRow>(LOCK_BY_ID.with(tx.scope.workspaceId, id)))[0];
/** The queue that an old client means by a bare name. */
export const readLoneQueue = async (tx: Tx, name: string): Promise<WorkQueueRow | undefined> =>
  (await tx.query<WorkQueueRow>(LONE_BY_NAME.with(tx.scope.workspaceId, name)))[0];
