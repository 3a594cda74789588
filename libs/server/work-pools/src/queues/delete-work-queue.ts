import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { prepared, requireReach, type Tx, type WorkspaceScope } from '@orch/platform';
import { AnnouncedTransactions, type Tell } from '../pools/announced-transactions.ts';
import { queueDeleted } from '../pools/work-pool-events.ts';
import { lockPoolByName } from '../pools/work-pool.reader.ts';
import type { WorkQueueRow } from './work-queue.presenter.ts';
import { lockQueueById, lockQueueByName } from './work-queue.reader.ts';

// A pool always has its default queue. (The reference answers 500 here.)
const DELETE = prepared(
  'work-pools.delete_queue',
  `delete from work_queue q where q.workspace_id = $1::uuid and q.id = $2::uuid
     and not exists (select from work_pool p where p.workspace_id = q.workspace_id and p.default_queue_id = q.id)`,
);
const RELEASE_RUNS = prepared(
  'work-pools.release_runs_of_queue',
  `update flow_run set work_queue_id = null where workspace_id = $1::uuid and work_queue_id = $2::uuid and state_type = 'SCHEDULED'`,
);

/** Removes a queue; its waiting runs are handed to nobody. Upstream: delete_work_queue (3.8.8). */
@Injectable()
export class DeleteWorkQueue {
  constructor(private readonly transactions: AnnouncedTransactions) {}

  /** @throws OrchError `work_pool.not_found`, `pool_queue.not_found`, `work_queue.is_default` */
  async inPool(scope: WorkspaceScope, pool: string, name: string): Promise<void> {
    await this.transactions.run(scope, async (tx, tell) => {
      await lockPoolByName(tx, pool);
      const queue = await lockQueueByName(tx, pool, name);
      if (!queue) throw new OrchError('pool_queue.not_found', {}, { pool, name });
      await remove(tx, tell, queue);
    });
  }

  /** @throws OrchError `work_queue.not_found`, `work_queue.is_default` */
  async byId(scope: WorkspaceScope, id: string): Promise<void> {
    await this.transactions.run(scope, async (tx, tell) => {
      const queue = await lockQueueById(tx, id);
      const missing = (): OrchError => new OrchError('work_queue.not_found', { id });
      if (!queue) throw missing();
      requireReach(scope, 'work_pool', 'manage', queue.work_pool_id, missing);
      await remove(tx, tell, queue);
    });
  }
}

async function remove(tx: Tx, tell: Tell, queue: WorkQueueRow): Promise<void> {
  if ((await tx.execute(DELETE.with(tx.scope.workspaceId, queue.id))) === 0)
    throw new OrchError('work_queue.is_default', { id: queue.id });
  await tx.execute(RELEASE_RUNS.with(tx.scope.workspaceId, queue.id));
  const pool = { id: queue.work_pool_id, name: queue.work_pool_name, type: queue.work_pool_type };
  tell((stamp) => queueDeleted(stamp, { id: queue.id, name: queue.name, pool }));
}
