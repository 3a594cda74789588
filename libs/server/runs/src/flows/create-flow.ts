import { Injectable } from '@nestjs/common';
import type { FlowCreate } from '@orch/contract';
import { EVENT_COLUMNS, EventBus, eventPlaceholders, eventValues } from '@orch/events';
import { Clock, Ids } from '@orch/kernel';
import { Database, type WorkspaceScope, prepared } from '@orch/platform';
import { flowEvent } from './flow-events.ts';
import type { FlowRow } from './flow.presenter.ts';

// One statement: insert unless the name is taken, the event only when inserted, and the row that is there either way.
const UPSERT = prepared(
  'runs.create_flow',
  `with made as (
     insert into flow (workspace_id, id, name, tags, labels) values ($1, $2, $3, $4::text[], $5::jsonb)
     on conflict (workspace_id, name) do nothing
     returning id, created, updated, name, tags, labels
   ), told as (
     insert into event (${EVENT_COLUMNS}) select ${eventPlaceholders(6)} from made
   )
   select made.*, true as is_new from made
   union all
   select f.id, f.created, f.updated, f.name, f.tags, f.labels, false from flow f where f.workspace_id = $1 and f.name = $3`,
);
const TRIES_MAX = 5;

@Injectable()
export class CreateFlow {
  constructor(
    private readonly db: Database,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly bus: EventBus,
  ) {}

  /**
   * Registers a flow by name; an existing one is returned as it is.
   * Upstream: models/flows.py, create_flow (3.8.8).
   */
  async execute(
    scope: WorkspaceScope,
    flow: FlowCreate,
  ): Promise<{ readonly flow: FlowRow; readonly isNew: boolean }> {
    const id = this.ids.next();
    const labels = JSON.stringify(flow.labels ?? {});
    const event = flowEvent('created', { ...flow, id, labels }, this.ids.next(), this.clock.nowUs());
    const statement = UPSERT.with(
      scope.workspaceId,
      id,
      flow.name,
      flow.tags,
      labels,
      ...eventValues(scope, event),
    );
    // A flow that another request commits during the statement is neither inserted nor seen: look again.
    for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
      const [row] = await this.db.query<FlowRow & { is_new: boolean }>(scope, statement);
      if (!row) continue;
      if (row.is_new) this.bus.committed(scope, [event]);
      return { flow: row, isNew: row.is_new };
    }
    throw new Error('the flow was neither made nor found');
  }
}
