import { Injectable } from '@nestjs/common';
import { type Micros, OrchError, microsToPg } from '@orch/kernel';
import { Database, prepared, requireReach, wireArray, type WorkspaceScope } from '@orch/platform';
import { PolledQueues } from './polled-queues.ts';
import { type ScheduledRunWithPool, presentScheduledRun } from './scheduled-run.presenter.ts';
import { runsOfDeployments, runsOfQueue } from './scheduled-run.repository.ts';

const EXISTS = prepared(
  'work-pools.queue_exists',
  'select id, work_pool_id from work_queue where workspace_id = $1::uuid and id = $2::uuid',
);

/** Due runs for those who do not poll a pool; answers are JSON text. `beforeUs` null: all scheduled ones. */
@Injectable()
export class DueRuns {
  constructor(
    private readonly database: Database,
    private readonly polledQueues: PolledQueues,
  ) {}

  /** @param isLook a person looks: it does not count as a poll. @throws OrchError `object.not_found` */
  async ofQueue(
    scope: WorkspaceScope,
    queueId: string,
    beforeUs: Micros | null,
    limit: number,
    isLook: boolean,
  ): Promise<string> {
    const missing = (): OrchError => new OrchError('object.not_found', { queueId });
    if (scope.limits !== undefined) {
      const queue = await this.queue(scope, queueId);
      requireReach(scope, 'work_pool', 'run', queue?.work_pool_id ?? '', missing);
    }
    const rows = await this.database.query<ScheduledRunWithPool>(
      scope,
      runsOfQueue(scope, queueId, bound(beforeUs), limit),
    );
    if (rows.length === 0 && !(await this.queue(scope, queueId))) throw missing();
    if (!isLook) void this.polledQueues.polled(scope, [queueId]);
    return wireArray(rows, presentScheduledRun);
  }

  private async queue(scope: WorkspaceScope, id: string): Promise<{ work_pool_id: string } | undefined> {
    const rows = await this.database.query<{ work_pool_id: string }>(
      scope,
      EXISTS.with(scope.workspaceId, id),
    );
    return rows[0];
  }

  async ofDeployments(
    scope: WorkspaceScope,
    deploymentIds: readonly string[],
    beforeUs: Micros | null,
    limit: number,
  ): Promise<string> {
    const rows = await this.database.query<ScheduledRunWithPool>(
      scope,
      runsOfDeployments(scope, deploymentIds, bound(beforeUs), limit),
    );
    return wireArray(rows, presentScheduledRun);
  }
}

const bound = (us: Micros | null): string => (us === null ? 'infinity' : microsToPg(us));
