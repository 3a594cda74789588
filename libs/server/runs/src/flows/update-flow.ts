import { Injectable } from '@nestjs/common';
import type { FlowUpdate } from '@orch/contract';
import { EventBus, Outbox } from '@orch/events';
import { Clock, Ids, OrchError } from '@orch/kernel';
import { Database, type WorkspaceScope, prepared } from '@orch/platform';
import { flowEvent } from './flow-events.ts';
import { FLOW_COLUMNS, type FlowRow } from './flow.presenter.ts';

const UPDATE = prepared(
  'runs.update_flow',
  `update flow f set tags = coalesce($3::text[], f.tags), updated = now()
   where f.workspace_id = $1 and f.id = $2 returning ${FLOW_COLUMNS}`,
);

@Injectable()
export class UpdateFlow {
  constructor(
    private readonly db: Database,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly bus: EventBus,
  ) {}

  /**
   * Changes what the body names. Upstream: models/flows.py, update_flow (3.8.8).
   * @throws OrchError `flow.not_found`
   */
  async execute(scope: WorkspaceScope, id: string, change: FlowUpdate): Promise<void> {
    const event = await this.db.transaction(scope, async (tx) => {
      const [flow] = await tx.query<FlowRow>(UPDATE.with(scope.workspaceId, id, change.tags ?? null));
      if (!flow) throw new OrchError('flow.not_found', { id });
      const updated = flowEvent('updated', flow, this.ids.next(), this.clock.nowUs());
      await Outbox.add(tx, [updated]);
      return updated;
    });
    this.bus.committed(scope, [event]);
  }
}
