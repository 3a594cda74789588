import { Injectable } from '@nestjs/common';
import { Database, type WorkspaceScope, prepared } from '@orch/platform';
import { AfterCommit } from '../orchestration/after-commit.ts';
import { RunPublisher } from '../orchestration/run-publisher.ts';
import { Slots } from '../orchestration/slots.ts';

interface DeletedRow {
  readonly id: string;
  readonly lease_id: string | null;
  readonly limit_id: string | null;
  readonly state_type: string | null;
  readonly work_queue_id: string | null;
  /** Where the pool or the queue lets only so many runs hold a slot. */
  readonly limited_pool_id: string | null;
}

const SLOT_HOLDERS = new Set(['PENDING', 'RUNNING', 'CANCELLING']);
/** Those that hold a slot of queue and pool, or may have been handed out to take one. */
const COUNTED_IN_POOL = new Set(['PENDING', 'RUNNING', 'SCHEDULED']);

// A run goes with all that belongs to it; the histories and logs have no foreign key, so they are named here.
const DELETE = prepared(
  'runs.delete_flow_runs',
  `with gone as (
     delete from flow_run r using (
       select f.id, d.concurrency_limit_id, case when coalesce(q.concurrency_limit, p.concurrency_limit) is not null then p.id end as pool_id
       from flow_run f
       left join deployment d on d.workspace_id = f.workspace_id and d.id = f.deployment_id
       left join work_queue q on q.workspace_id = f.workspace_id and q.id = f.work_queue_id
       left join work_pool p on p.workspace_id = f.workspace_id and p.id = q.work_pool_id
       where f.workspace_id = $1::uuid and f.id = any($2::uuid[]) for update of f
     ) x
     where r.workspace_id = $1::uuid and r.id = x.id
     returning r.id, r.state_type, r.state_details ->> 'deployment_concurrency_lease_id' as lease_id, x.concurrency_limit_id as limit_id,
       r.work_queue_id, x.pool_id as limited_pool_id
   ), task_states as (
     delete from task_run_state where workspace_id = $1::uuid and task_run_id in (
       select t.id from task_run t join gone on t.flow_run_id = gone.id where t.workspace_id = $1::uuid)
   ), states as (
     delete from flow_run_state where workspace_id = $1::uuid and flow_run_id in (select id from gone)
   ), lines as (
     delete from log where workspace_id = $1::uuid and flow_run_id in (select id from gone)
   )
   select id, state_type, lease_id, limit_id, work_queue_id, limited_pool_id from gone`,
);

/** Deletes flow runs with their task runs, states, inputs and logs, and gives their concurrency slots back. */
@Injectable()
export class DeleteFlowRuns {
  constructor(
    private readonly database: Database,
    private readonly slots: Slots,
    private readonly publisher: RunPublisher,
  ) {}

  /** Answers the ids of those that were there. */
  async execute(scope: WorkspaceScope, ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const rows = await this.database.transaction(scope, async (tx) => {
      const rows = await tx.query<DeletedRow>(DELETE.with(scope.workspaceId, ids));
      for (const row of rows) {
        const holds =
          row.state_type !== null &&
          SLOT_HOLDERS.has(row.state_type) &&
          (row.lease_id ?? row.limit_id) !== null;
        if (holds) await this.slots.releaseDeploymentSlot(tx, row.lease_id, row.limit_id);
      }
      return rows;
    });
    const after = new AfterCommit();
    // held polls look for what the slot of such a run is free for
    for (const { work_queue_id: queueId, limited_pool_id: poolId, state_type: type } of rows)
      if (queueId !== null && poolId !== null && type !== null && COUNTED_IN_POOL.has(type))
        after.woken.add(queueId).add(poolId);
    this.publisher.committed(scope, after);
    return rows.map((r) => r.id);
  }
}
