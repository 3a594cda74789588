import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Ids } from '@orch/kernel';
import { Database, type WorkspaceScope, prepared } from '@orch/platform';
import { CleanUpCancellations } from '@orch/runs';
import { CleanupQueue } from './cleanup-queue.ts';

const KIND = 'cancelling_timeout_teardown.v1';
const PLACE = prepared(
  'work-pools.place_of_run',
  `select r.infrastructure_pid, r.work_queue_id, p.id as work_pool_id, p.type
   from flow_run r
   join work_queue q on q.workspace_id = r.workspace_id and q.id = r.work_queue_id
   join work_pool p on p.workspace_id = q.workspace_id and p.id = q.work_pool_id
   where r.workspace_id = $1::uuid and r.id = $2::uuid`,
);

/**
 * Has a worker tear down what a run left behind whose cancellation took too long.
 * Upstream: services/cancellation_cleanup.py, handle_cancelling_timeout (3.8.8).
 */
@Injectable()
export class OrderCleanups implements OnModuleInit {
  constructor(
    private readonly cancellations: CleanUpCancellations,
    private readonly database: Database,
    private readonly queue: CleanupQueue,
    private readonly ids: Ids,
  ) {}

  onModuleInit(): void {
    this.cancellations.onTimedOut((scope, runId, stateId) => this.order(scope, runId, stateId));
  }

  private async order(scope: WorkspaceScope, runId: string, stateId: string): Promise<void> {
    const [place] = await this.database.query<{
      infrastructure_pid: string | null;
      work_queue_id: string;
      work_pool_id: string;
      type: string;
    }>(scope, PLACE.with(scope.workspaceId, runId));
    if (!place || /:(?:push|managed)$/.test(place.type)) return; // no worker has it
    await this.queue.add(scope, {
      id: this.ids.next(),
      workPoolId: place.work_pool_id,
      workQueueId: place.work_queue_id,
      kind: KIND,
      idempotencyKey: `${KIND}:${runId}:${stateId}`,
      target: JSON.stringify({ flow_run_id: runId, infrastructure_pid: place.infrastructure_pid }),
    });
  }
}
