import { Injectable } from '@nestjs/common';
import { type Micros, OrchError, microsToPg } from '@orch/kernel';
import { Database, type WorkspaceScope, prepared, wireArray } from '@orch/platform';
import { PolledQueues } from './polled-queues.ts';
import { type ScheduledRunWithPool, presentScheduledRun } from './scheduled-run.presenter.ts';
import { runsOfDeployments, runsOfQueue } from './scheduled-run.repository.ts';

const EXISTS = prepared(
  'work-pools.queue_exists',
  'select id from work_queue where workspace_id = $1::uuid and id = $2::uuid',
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
    const rows = await this.database.query<ScheduledRunWithPool>(
      scope,
      runsOfQueue(scope, queueId, bound(beforeUs), limit),
    );
    if (rows.length === 0) {
      const [queue] = await this.database.query(scope, EXISTS.with(scope.workspaceId, queueId));
      if (!queue) throw new OrchError('object.not_found', { queueId });
    }
    if (!isLook) void this.polledQueues.polled(scope, [queueId]);
    return wireArray(rows, presentScheduledRun);
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
