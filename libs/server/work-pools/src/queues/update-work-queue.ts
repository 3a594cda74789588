import { Injectable } from '@nestjs/common';
import type { WorkQueueUpdate } from '@orch/contract';
import { Clock, OrchError, US_PER_SECOND, microsFromPg, microsToPg } from '@orch/kernel';
import { join, requireReach, type Sql, sql, type Tx, violates, type WorkspaceScope } from '@orch/platform';
import { AnnouncedTransactions, type Tell } from '../pools/announced-transactions.ts';
import { toldWithActor } from '../pools/told-with-actor.ts';
import { queueStatusChanged, queueUpdated } from '../pools/work-pool-events.ts';
import { lockPoolByName } from '../pools/work-pool.reader.ts';
import { movePriority, readPriorities } from './queue-priorities.ts';
import type { QueueStatus, WorkQueueRow } from './work-queue.presenter.ts';
import { lockQueueById, lockQueueByName } from './work-queue.reader.ts';

/** A queue polled within this time counts as ready when it is resumed. */
const RECENTLY_POLLED_US = 60 * US_PER_SECOND;
const TOLD_FIELDS = ['name', 'description', 'concurrency_limit', 'priority'] as const;

/** Changes a queue. Upstream: models/workers.py and models/work_queues.py, update_work_queue (3.8.8). */
@Injectable()
export class UpdateWorkQueue {
  constructor(
    private readonly transactions: AnnouncedTransactions,
    private readonly clock: Clock,
  ) {}

  /** By pool and name; a new priority moves the pool's other queues. @throws OrchError `work_pool.not_found`, `pool_queue.not_found` */
  async inPool(scope: WorkspaceScope, pool: string, name: string, update: WorkQueueUpdate): Promise<void> {
    await this.transactions
      .run(scope, async (tx, tell) => {
        const { id: poolId } = await lockPoolByName(tx, pool);
        const queue = await lockQueueByName(tx, pool, name);
        if (!queue) throw new OrchError('pool_queue.not_found', {}, { pool, name });
        await this.change(tx, tell, queue, update);
        const { priority } = update;
        if (priority !== undefined && priority !== null) {
          await movePriority(tx, poolId, await readPriorities(tx, poolId), { id: queue.id, priority });
        }
      })
      .catch((error: unknown) => {
        throw violates(error, 'unique') ? new OrchError('pool_queue.name_taken', {}, { pool }) : error;
      });
  }

  /** By id. @throws OrchError `work_queue.unknown`, `work_queue.name_taken` */
  async byId(scope: WorkspaceScope, id: string, update: WorkQueueUpdate): Promise<void> {
    await this.transactions
      .run(scope, async (tx, tell) => {
        const queue = await lockQueueById(tx, id);
        const missing = (): OrchError => new OrchError('work_queue.unknown', {}, { id });
        if (!queue) throw missing();
        requireReach(scope, 'work_pool', 'manage', queue.work_pool_id, missing);
        await this.change(tx, tell, queue, update);
      })
      .catch((error: unknown) => {
        throw violates(error, 'unique') ? new OrchError('work_queue.name_taken') : error;
      });
  }

  private async change(tx: Tx, tell: Tell, queue: WorkQueueRow, update: WorkQueueUpdate): Promise<void> {
    const status = this.statusAfter(queue, update);
    const columns = columnsOf(update);
    if (status !== undefined) columns.push(sql`status = ${status}`);
    await tx.execute(
      sql`update work_queue set ${join([...columns, sql`updated = now()`])}
          where workspace_id = ${tx.scope.workspaceId}::uuid and id = ${queue.id}::uuid`,
    );
    const changed = Object.fromEntries(
      TOLD_FIELDS.filter(
        (field) => update[field] !== undefined && update[field] !== null && update[field] !== queue[field],
      ).map((field) => [field, { from: JSON.stringify(queue[field]), to: JSON.stringify(update[field]) }]),
    );
    const pool = { id: queue.work_pool_id, name: queue.work_pool_name, type: queue.work_pool_type };
    const event = { id: queue.id, name: update.name ?? queue.name, pool };
    if (Object.keys(changed).length > 0) tell((stamp) => queueUpdated(stamp, event, changed));
    if (status !== undefined) tell((stamp) => toldWithActor(queueStatusChanged(stamp, event, status)));
    if (update.is_paused === false || update.concurrency_limit !== undefined) tell.opened(pool.id);
  }

  /** Pausing a paused queue and resuming a running one change nothing. */
  private statusAfter(queue: WorkQueueRow, update: WorkQueueUpdate): QueueStatus | undefined {
    if (update.is_paused === true && queue.status !== 'PAUSED') return 'PAUSED';
    if (update.is_paused !== false || queue.status !== 'PAUSED') return undefined;
    const stored = queue.last_polled === null ? null : microsFromPg(queue.last_polled);
    const polledUs = update.last_polled === undefined ? stored : update.last_polled;
    return polledUs !== null && this.clock.nowUs() - polledUs <= RECENTLY_POLLED_US ? 'READY' : 'NOT_READY';
  }
}

/** Members that may not be null are left alone when they are. */
function columnsOf(update: WorkQueueUpdate): Sql[] {
  const columns: Sql[] = [];
  if (typeof update.name === 'string') columns.push(sql`name = ${update.name}`);
  if (update.description !== undefined) columns.push(sql`description = ${update.description ?? ''}`);
  if (update.is_paused !== undefined) columns.push(sql`is_paused = ${update.is_paused}`);
  if (update.concurrency_limit !== undefined)
    columns.push(sql`concurrency_limit = ${update.concurrency_limit}`);
  if (typeof update.priority === 'number') columns.push(sql`priority = ${update.priority}`);
  if (update.last_polled !== undefined) {
    columns.push(
      sql`last_polled = ${update.last_polled === null ? null : microsToPg(update.last_polled)}::timestamptz`,
    );
  }
  if (update.filter !== undefined)
    columns.push(sql`filter = ${update.filter === null ? null : JSON.stringify(update.filter)}::json`);
  return columns;
}
