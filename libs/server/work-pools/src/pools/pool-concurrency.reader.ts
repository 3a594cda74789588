import { Injectable } from '@nestjs/common';
import { Database, type WorkspaceScope, prepared } from '@orch/platform';
import { SlotHoldersReader, pageMembers } from '../queues/slot-holders.reader.ts';
import { WorkQueueReader } from '../queues/work-queue.reader.ts';
import { WorkPoolReader } from './work-pool.reader.ts';

const COUNT_QUEUES = prepared(
  'work-pools.count_queues',
  'select count(*) from work_queue where workspace_id = $1::uuid and work_pool_id = $2::uuid',
);

/** Who holds the slots of a pool, queue by queue. Upstream: schemas/responses.py, WorkPoolConcurrencyStatus (3.8.8). */
@Injectable()
export class PoolConcurrencyReader {
  constructor(
    private readonly database: Database,
    private readonly pools: WorkPoolReader,
    private readonly queues: WorkQueueReader,
    private readonly holders: SlotHoldersReader,
  ) {}

  /** The answer as JSON text; `page` counts from 1. @throws OrchError `work_pool.not_found` */
  async read(
    scope: WorkspaceScope,
    name: string,
    page: number,
    limit: number,
    runsPerQueue: number,
  ): Promise<string> {
    const pool = await this.pools.byName(scope, name);
    const [queues, [counted], holders] = await Promise.all([
      this.queues.ofPool(scope, pool.id, null, (page - 1) * limit, limit),
      this.database.query<{ count: number }>(scope, COUNT_QUEUES.with(scope.workspaceId, pool.id)),
      this.holders.ofPool(scope, pool.id, runsPerQueue),
    ]);
    const active = [...holders.values()].reduce((sum, queue) => sum + queue.count, 0);
    const details = queues.map((queue) => {
      const { count, runs } = holders.get(queue.id) ?? { count: 0, runs: '[]' };
      return (
        `{"queue_id":"${queue.id}","queue_name":${JSON.stringify(queue.name)},"active_slots":${count},` +
        `"concurrency_limit":${queue.concurrency_limit},"flow_runs":${runs},"flow_run_count":${count}}`
      );
    });
    return (
      `{"active_slots":${active},"concurrency_limit":${pool.concurrency_limit},"queues":[${details.join(',')}],` +
      `${pageMembers(counted?.count ?? 0, limit, page)}}`
    );
  }
}
