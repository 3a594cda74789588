import { Injectable } from '@nestjs/common';
import type { WorkQueueCreate } from '@orch/contract';
import { Ids, OrchError } from '@orch/kernel';
import { type Tx, type WorkspaceScope, prepared, violates } from '@orch/platform';
import { AnnouncedTransactions, type Tell } from '../pools/announced-transactions.ts';
import { queueCreated } from '../pools/work-pool-events.ts';
import { lockPoolByName } from '../pools/work-pool.reader.ts';
import { PoolCreation } from '../pools/pool-creation.ts';
import { firstFreePriority, movePriority, readPriorities } from './queue-priorities.ts';
import type { WorkQueueRow } from './work-queue.presenter.ts';
import { AGENT_POOL, lockQueueByName, readLoneQueue } from './work-queue.reader.ts';

/** The pool a queue is made in. */
export interface QueuePool {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

const INSERT = prepared(
  'work-pools.insert_queue',
  `insert into work_queue (workspace_id, id, work_pool_id, name, description, is_paused, concurrency_limit, priority, filter)
   values ($1::uuid, $2::uuid, $3::uuid, $4, $5, $6::bool, $7::int, $8::int, $9::json)`,
);

const LONE_QUEUES = prepared(
  'work-pools.lone_queues',
  'select pg_advisory_xact_lock(hashtextextended($1, 7250013))',
);

/** What a queue is made of when only its name is known. */
export const queueNamed = (name: string, priority: number | null = null): WorkQueueCreate => ({
  name,
  description: '',
  is_paused: false,
  concurrency_limit: null,
  priority,
  filter: null,
});

/** Makes queues. Upstream: models/workers.py and models/work_queues.py, create_work_queue (3.8.8). */
@Injectable()
export class CreateWorkQueue {
  constructor(
    private readonly transactions: AnnouncedTransactions,
    private readonly pools: PoolCreation,
    private readonly ids: Ids,
  ) {}

  /** @throws OrchError `work_pool.not_found`, `pool_queue.name_taken` */
  async inPool(scope: WorkspaceScope, poolName: string, queue: WorkQueueCreate): Promise<WorkQueueRow> {
    return this.transactions
      .run(scope, async (tx, tell) => this.insert(tx, tell, await lockPoolByName(tx, poolName), queue))
      .catch((error: unknown) => {
        throw violates(error, 'unique')
          ? new OrchError('pool_queue.name_taken', {}, { pool: poolName })
          : error;
      });
  }

  /**
   * Makes a queue in the pool of agents, which is made when it is missing.
   * @throws OrchError `work_queue.name_taken`
   */
  async alone(scope: WorkspaceScope, queue: WorkQueueCreate): Promise<WorkQueueRow> {
    return this.transactions
      .run(scope, async (tx, tell) => {
        await tx.execute(LONE_QUEUES.with(tx.scope.workspaceId));
        return this.insertAlone(tx, tell, queue);
      })
      .catch((error: unknown) => {
        throw violates(error, 'unique') ? new OrchError('work_queue.name_taken') : error;
      });
  }

  /** The queue of this name in this pool, made when it is missing. @throws OrchError `work_pool.not_found` */
  async ensureInPool(tx: Tx, tell: Tell, poolName: string, name: string): Promise<WorkQueueRow> {
    const pool = await lockPoolByName(tx, poolName, 'run'); // so that two callers do not both make it
    return (await lockQueueByName(tx, poolName, name)) ?? this.insert(tx, tell, pool, queueNamed(name));
  }

  /** The queue that a bare name means, made when it is missing. Upstream: ensure_work_queue_exists (3.8.8). */
  async ensureAlone(tx: Tx, tell: Tell, name: string): Promise<WorkQueueRow> {
    const known = await readLoneQueue(tx, name);
    if (known) return known;
    await tx.execute(LONE_QUEUES.with(tx.scope.workspaceId)); // so that two callers do not both make it, or its pool
    return (await readLoneQueue(tx, name)) ?? this.insertAlone(tx, tell, queueNamed(name, 1));
  }

  async insert(tx: Tx, tell: Tell, pool: QueuePool, queue: WorkQueueCreate): Promise<WorkQueueRow> {
    const others = await readPriorities(tx, pool.id);
    const id = this.ids.next();
    const priority = queue.priority ?? firstFreePriority(others.map((q) => q.priority));
    const filter = queue.filter === null ? null : JSON.stringify(queue.filter);
    await tx.execute(
      INSERT.with(
        tx.scope.workspaceId,
        id,
        pool.id,
        queue.name,
        queue.description ?? '',
        queue.is_paused,
        queue.concurrency_limit,
        priority,
        filter,
      ),
    );
    if (queue.priority !== null)
      await movePriority(tx, pool.id, [...others, { id, priority }], { id, priority });
    const row = await lockQueueByName(tx, pool.name, queue.name);
    if (!row) throw new Error('a queue that was just made is not there');
    tell((stamp) => queueCreated(stamp, { id, name: queue.name, pool }));
    tell.opened(pool.id); // who polls all queues polls this one too
    return queue.concurrency_limit === null ? row : { ...row, active_slots: 0 };
  }

  private async insertAlone(tx: Tx, tell: Tell, queue: WorkQueueCreate): Promise<WorkQueueRow> {
    const { pool, isNew } = await this.pools.ensureAgentPool(tx, tell);
    const made =
      isNew && queue.name === 'default' ? await lockQueueByName(tx, AGENT_POOL, 'default') : undefined;
    return made ?? this.insert(tx, tell, pool, queue);
  }
}
