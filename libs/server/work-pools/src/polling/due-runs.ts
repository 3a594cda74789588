import { Injectable } from '@nestjs/common';
import type { WorkPoolScheduledRunsBody } from '@orch/contract';
import { Clock, type Micros, OrchError, microsToPg } from '@orch/kernel';
import { Database, prepared, requireReach, wireArray, type WorkspaceScope } from '@orch/platform';
import { lookAtPool } from './look-sql.ts';
import { polledPoolOf } from './polled-pool.ts';
import { PolledQueues } from './polled-queues.ts';
import {
  type ScheduledRunRow,
  type ScheduledRunWithPool,
  presentHandedOut,
  presentScheduledRun,
  printHandedOutRun,
} from './scheduled-run.presenter.ts';
import { type PollRow, runsOfDeployments, runsOfQueue } from './scheduled-run.repository.ts';

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
    private readonly clock: Clock,
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

  /**
   * The runs of a pool for somebody who looks: workers get them all the same.
   * @throws OrchError `work_pool.not_found`, `pool_queue.not_found`
   */
  async ofPool(
    scope: WorkspaceScope,
    poolName: string,
    body: WorkPoolScheduledRunsBody,
    limit: number,
  ): Promise<string> {
    const queueNames = body.work_queue_names.length > 0 ? [...new Set(body.work_queue_names)] : null;
    const before = bound(body.scheduled_before);
    const after = body.scheduled_after === null ? '-infinity' : microsToPg(body.scheduled_after);
    const rows = await this.database.query<PollRow>(
      scope,
      lookAtPool(scope, { poolName, queueNames, before, after, limit }),
    );
    const { poolId, queueIds } = polledPoolOf(rows[0], poolName, queueNames);
    const runs = rows.filter(({ id }) => id !== null).map((row) => printHandedOutRun(row as ScheduledRunRow)); // a row with an id is a run's
    void this.polledQueues.polled(scope, queueIds);
    return presentHandedOut(poolId, runs, this.clock.nowUs());
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
