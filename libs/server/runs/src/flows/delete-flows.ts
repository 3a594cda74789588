import { Injectable } from '@nestjs/common';
import type { FlowsBulkDeleteBody } from '@orch/contract';
import { EventBus, Outbox } from '@orch/events';
import { Clock, Ids, OrchError } from '@orch/kernel';
import { Database, type Tx, type WorkspaceScope, prepared, sql } from '@orch/platform';
import { FLOW_ORDER } from '../filters/sorts.ts';
import { flowsWhere } from '../filters/where.ts';
import { flowEvent } from './flow-events.ts';
import { FLOW_COLUMNS, type FlowRow } from './flow.presenter.ts';

// State histories have no foreign key: they go here, runs and deployments go by cascade.
const DELETE_TASK_STATES = prepared(
  'runs.delete_flow_task_states',
  `delete from task_run_state s using task_run t, flow_run r
   where s.workspace_id = $1 and t.workspace_id = $1 and r.workspace_id = $1
     and r.flow_id = any($2::uuid[]) and t.flow_run_id = r.id and s.task_run_id = t.id`,
);
const DELETE_RUN_STATES = prepared(
  'runs.delete_flow_run_states',
  `delete from flow_run_state s using flow_run r
   where s.workspace_id = $1 and r.workspace_id = $1 and r.flow_id = any($2::uuid[]) and s.flow_run_id = r.id`,
);
const DELETE = prepared(
  'runs.delete_flows',
  `delete from flow f where f.workspace_id = $1 and f.id = any($2::uuid[]) returning ${FLOW_COLUMNS}`,
);

@Injectable()
export class DeleteFlows {
  constructor(
    private readonly db: Database,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly bus: EventBus,
  ) {}

  /**
   * Deletes one flow with its deployments and runs. Upstream: models/flows.py, delete_flow (3.8.8).
   * @throws OrchError `flow.not_found`
   */
  async one(scope: WorkspaceScope, id: string): Promise<void> {
    const deleted = await this.delete(scope, async () => [id]);
    if (deleted.length === 0) throw new OrchError('flow.not_found', { id });
  }

  /** Deletes at most `limit` matching flows, in the order of their names, and returns their ids. */
  matching(scope: WorkspaceScope, { flows, limit }: FlowsBulkDeleteBody): Promise<string[]> {
    return this.delete(scope, async (tx) => {
      const rows = await tx.query<{ id: string }>(
        sql`select f.id from flow f where ${flowsWhere(scope, { flows })}
          order by ${FLOW_ORDER.NAME_ASC} limit ${limit}`,
      );
      return rows.map((row) => row.id);
    });
  }

  private async delete(scope: WorkspaceScope, choose: (tx: Tx) => Promise<string[]>): Promise<string[]> {
    const events = await this.db.transaction(scope, async (tx) => {
      const chosen = [scope.workspaceId, await choose(tx)];
      await tx.execute(DELETE_TASK_STATES.with(...chosen));
      await tx.execute(DELETE_RUN_STATES.with(...chosen));
      const flows = await tx.query<FlowRow>(DELETE.with(...chosen));
      const deleted = flows.map((flow) => ({
        flow,
        event: flowEvent('deleted', flow, this.ids.next(), this.clock.nowUs()),
      }));
      await Outbox.add(
        tx,
        deleted.map((d) => d.event),
      );
      return deleted;
    });
    this.bus.committed(
      scope,
      events.map((d) => d.event),
    );
    return events.map((d) => d.flow.id);
  }
}
