import { Injectable } from '@nestjs/common';
import { Clock, OrchError, US_PER_SECOND, microsFromPg, pgToWire } from '@orch/kernel';
import { Database, prepared, requireReach, type WorkspaceScope } from '@orch/platform';

const UNPOLLED_SECONDS_MAX = 60;
const READ = prepared(
  'work-pools.queue_status',
  `select q.last_polled, q.work_pool_id, (
     select count(*) from flow_run r where r.workspace_id = q.workspace_id and r.work_queue_id = q.id
       and r.state_type = 'SCHEDULED' and not r.retries_in_process and r.state_name = 'Late') as late
   from work_queue q where q.workspace_id = $1::uuid and q.id = $2::uuid`,
);

/** Whether a queue is healthy: polled within a minute, no late runs. Upstream: read_work_queue_status (3.8.8). */
@Injectable()
export class WorkQueueStatusReader {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The answer as JSON text. @throws OrchError `object.not_found` */
  async read(scope: WorkspaceScope, id: string): Promise<string> {
    const [row] = await this.database.query<{
      last_polled: string | null;
      work_pool_id: string;
      late: number;
    }>(scope, READ.with(scope.workspaceId, id));
    const missing = (): OrchError => new OrchError('object.not_found', { id });
    if (!row) throw missing();
    requireReach(scope, 'work_pool', 'view', row.work_pool_id, missing);
    const polledUs = row.last_polled === null ? null : microsFromPg(row.last_polled);
    const isPolled =
      polledUs !== null && this.clock.nowUs() - polledUs <= UNPOLLED_SECONDS_MAX * US_PER_SECOND;
    return JSON.stringify({
      healthy: isPolled && row.late === 0,
      late_runs_count: row.late,
      last_polled: row.last_polled === null ? null : pgToWire(row.last_polled),
      health_check_policy: { maximum_late_runs: 0, maximum_seconds_since_last_polled: UNPOLLED_SECONDS_MAX },
    });
  }
}
