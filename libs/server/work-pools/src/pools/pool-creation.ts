import { Injectable } from '@nestjs/common';
import { Ids } from '@orch/kernel';
import { type Tx, prepared } from '@orch/platform';
import type { Tell } from './announced-transactions.ts';
import { poolCreated, poolStatusChanged, queueCreated } from './work-pool-events.ts';
import { AGENT_POOL_TYPE, POOL_COLUMNS, type WorkPoolRow } from './work-pool.presenter.ts';

/** What a new pool is made of; JSON as text. */
export interface NewPool {
  readonly name: string;
  readonly description: string | null;
  readonly type: string;
  readonly baseJobTemplate: string;
  readonly isPaused: boolean;
  readonly concurrencyLimit: number | null;
  readonly storageConfiguration: string;
}

export const EMPTY_STORAGE =
  '{"bundle_upload_step":null,"bundle_execution_step":null,"default_result_storage_block_id":null}';
const DEFAULT_QUEUE_DESCRIPTION = "The work pool's default queue.";

// Pool and default queue refer to each other: both are made in one statement, the queue's foreign key is checked at its end.
const INSERT = prepared(
  'work-pools.insert_pool',
  `with pool as (
     insert into work_pool as p (workspace_id, id, name, description, type, base_job_template, is_paused, concurrency_limit, status,
       storage_configuration, default_queue_id)
     values ($1::uuid, $2::uuid, $3, $4, $5, $6::json, $7::bool, $8::int, $9, $10::json, $11::uuid)
     returning ${POOL_COLUMNS}
   ), queue as (
     insert into work_queue (workspace_id, id, work_pool_id, name, description, priority)
     select $1::uuid, $11::uuid, id, 'default', $12, 1 from pool
   )
   select * from pool`,
);
const READ_AGENT_POOL = prepared(
  'work-pools.agent_pool',
  `select ${POOL_COLUMNS} from work_pool p where p.workspace_id = $1::uuid and p.name = 'default-agent-pool'`,
);

/** Makes pools with their default queue. Upstream: models/workers.py, create_work_pool (3.8.8). */
@Injectable()
export class PoolCreation {
  constructor(private readonly ids: Ids) {}

  /** @throws a unique violation when the name is taken */
  async insert(tx: Tx, tell: Tell, pool: NewPool): Promise<WorkPoolRow> {
    const queueId = this.ids.next();
    const status = pool.isPaused && pool.type !== AGENT_POOL_TYPE ? 'PAUSED' : 'NOT_READY';
    const [row] = await tx.query<WorkPoolRow>(
      INSERT.with(
        tx.scope.workspaceId,
        this.ids.next(),
        pool.name,
        pool.description,
        pool.type,
        pool.baseJobTemplate,
        pool.isPaused,
        pool.concurrencyLimit,
        status,
        pool.storageConfiguration,
        queueId,
        DEFAULT_QUEUE_DESCRIPTION,
      ),
    );
    if (!row) throw new Error('an inserted pool did not come back');
    tell((stamp) => queueCreated(stamp, { id: queueId, name: 'default', pool: row }));
    tell((stamp) => poolCreated(stamp, row));
    if (pool.type !== AGENT_POOL_TYPE) tell((stamp) => poolStatusChanged(stamp, row, status));
    return row;
  }

  /** The pool that queues of old clients live in. */
  async ensureAgentPool(tx: Tx, tell: Tell): Promise<{ pool: WorkPoolRow; isNew: boolean }> {
    const [known] = await tx.query<WorkPoolRow>(READ_AGENT_POOL.with(tx.scope.workspaceId));
    if (known) return { pool: known, isNew: false };
    const pool = await this.insert(tx, tell, {
      name: 'default-agent-pool',
      description: null,
      type: AGENT_POOL_TYPE,
      baseJobTemplate: '{}',
      isPaused: false,
      concurrencyLimit: null,
      storageConfiguration: EMPTY_STORAGE,
    });
    return { pool, isNew: true };
  }
}
