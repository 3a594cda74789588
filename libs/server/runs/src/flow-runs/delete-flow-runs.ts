import { Injectable } from '@nestjs/common';
import { Database, type WorkspaceScope, prepared } from '@orch/platform';
import { Slots } from '../orchestration/slots.ts';

interface DeletedRow {
  readonly id: string;
  readonly lease_id: string | null;
  readonly limit_id: string | null;
  readonly state_type: string | null;
}

const SLOT_HOLDERS = new Set(['PENDING', 'RUNNING', 'CANCELLING']);

// A run goes with all that belongs to it; the histories and logs have no foreign key, so they are named here.
const DELETE = prepared(
  'runs.delete_flow_runs',
  `with gone as (
     delete from flow_run r using (
       select f.id, d.concurrency_limit_id from flow_run f
       left join deployment d on d.workspace_id = f.workspace_id and d.id = f.deployment_id
       where f.workspace_id = $1::uuid and f.id = any($2::uuid[]) for update of f
     ) x
     where r.workspace_id = $1::uuid and r.id = x.id
     returning r.id, r.state_type, r.state_details ->> 'deployment_concurrency_lease_id' as lease_id, x.concurrency_limit_id as limit_id
   ), task_states as (
     delete from task_run_state where workspace_id = $1::uuid and task_run_id in (
       select t.id from task_run t join gone on t.flow_run_id = gone.id where t.workspace_id = $1::uuid)
   ), states as (
     delete from flow_run_state where workspace_id = $1::uuid and flow_run_id in (select id from gone)
   ), lines as (
     delete from log where workspace_id = $1::uuid and flow_run_id in (select id from gone)
   )
   select id, state_type, lease_id, limit_id from gone`,
);

/** Deletes flow runs with their task runs, states, inputs and logs, and gives their concurrency slots back. */
@Injectable()
export class DeleteFlowRuns {
  constructor(
    private readonly database: Database,
    private readonly slots: Slots,
  ) {}

  /** Answers the ids of those that were there. */
  async execute(scope: WorkspaceScope, ids: readonly string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    return this.database.transaction(scope, async (tx) => {
      const rows = await tx.query<DeletedRow>(DELETE.with(scope.workspaceId, ids));
      for (const row of rows) {
        const holds =
          row.state_type !== null &&
          SLOT_HOLDERS.has(row.state_type) &&
          (row.lease_id ?? row.limit_id) !== null;
        if (holds) await this.slots.releaseDeploymentSlot(tx, row.lease_id, row.limit_id);
      }
      return rows.map((r) => r.id);
    });
  }
}
