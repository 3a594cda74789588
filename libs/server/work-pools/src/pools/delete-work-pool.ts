import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { type WorkspaceScope, prepared } from '@orch/platform';
import { AnnouncedTransactions } from './announced-transactions.ts';
import { isReservedName } from './create-work-pool.ts';
import { poolDeleted, queueDeleted } from './work-pool-events.ts';
import { lockPoolByName } from './work-pool.reader.ts';

const QUEUES = prepared(
  'work-pools.queues_to_delete',
  'select id, name from work_queue where workspace_id = $1::uuid and work_pool_id = $2::uuid order by priority, id',
);
// Runs have no foreign key to queues: they forget the queue, as on the reference.
const RELEASE_RUNS = prepared(
  'work-pools.release_runs_of_pool',
  `update flow_run r set work_queue_id = null from work_queue q
   where q.workspace_id = $1::uuid and q.work_pool_id = $2::uuid and r.workspace_id = q.workspace_id and r.work_queue_id = q.id
     and r.state_type = 'SCHEDULED'`,
);
const DELETE = prepared(
  'work-pools.delete_pool',
  'delete from work_pool where workspace_id = $1::uuid and id = $2::uuid',
);

/** Removes a pool with its queues and workers. Upstream: models/workers.py, delete_work_pool (3.8.8). */
@Injectable()
export class DeleteWorkPool {
  constructor(private readonly transactions: AnnouncedTransactions) {}

  /** @throws OrchError `work_pool.reserved_delete`, `work_pool.not_found` */
  async execute(scope: WorkspaceScope, name: string): Promise<void> {
    if (isReservedName(name)) throw new OrchError('work_pool.reserved_delete', { name });
    await this.transactions.run(scope, async (tx, tell) => {
      const pool = await lockPoolByName(tx, name);
      const queues = await tx.query<{ id: string; name: string }>(QUEUES.with(scope.workspaceId, pool.id));
      for (const queue of queues) tell((stamp) => queueDeleted(stamp, { ...queue, pool }));
      tell((stamp) => poolDeleted(stamp, pool));
      await tx.execute(RELEASE_RUNS.with(scope.workspaceId, pool.id));
      await tx.execute(DELETE.with(scope.workspaceId, pool.id));
    });
  }
}
