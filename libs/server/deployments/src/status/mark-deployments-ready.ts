import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type WorkspaceScope, prepared } from '@orch/platform';
import { AnnouncedTransactions, PolledQueues } from '@orch/work-pools';
import { type EventDeployment, deploymentStatusChanged } from '../deployments/deployment-events.ts';

/** Polls are noted this coarsely for deployments; one counts as ready for a minute. */
const NOTED = "interval '15 seconds'";

const mark = (name: string, condition: string) =>
  prepared(
    name,
    `with before as (
       select id, status from deployment
       where workspace_id = $1::uuid and ${condition} and (status = 'NOT_READY' or last_polled is null or last_polled < now() - ${NOTED})
       order by id for update
     ), noted as (
       update deployment d set status = 'READY', last_polled = now() from before b
       where d.workspace_id = $1::uuid and d.id = b.id
       returning d.id, d.name, d.flow_id, d.work_queue_id, d.storage_document_id, d.infrastructure_document_id, d.concurrency_limit_id,
         b.status = 'NOT_READY' as is_new
     )
     select n.*, f.name as flow_name, q.name as queue_name, p.id as work_pool_id, p.name as work_pool_name, p.type as work_pool_type
     from noted n join flow f on f.workspace_id = $1::uuid and f.id = n.flow_id
     left join work_queue q on q.workspace_id = $1::uuid and q.id = n.work_queue_id
     left join work_pool p on p.workspace_id = $1::uuid and p.id = q.work_pool_id
     where n.is_new`,
  );
const OF_QUEUES = mark('deployments.ready_by_queue', 'work_queue_id = any($2::uuid[])');
const OF_IDS = mark('deployments.ready_by_id', 'id = any($2::uuid[])');

/** Deployments that somebody asks runs for are ready. Upstream: models/deployments.py, mark_deployments_ready (3.8.8). */
@Injectable()
export class MarkDeploymentsReady implements OnModuleInit {
  constructor(
    private readonly transactions: AnnouncedTransactions,
    private readonly polledQueues: PolledQueues,
  ) {}

  onModuleInit(): void {
    this.polledQueues.listen((scope, queueIds) => this.run(scope, OF_QUEUES, queueIds));
  }

  /** Never throws: the next poll tries again. */
  async polled(scope: WorkspaceScope, deploymentIds: readonly string[]): Promise<void> {
    await this.run(scope, OF_IDS, deploymentIds).catch(() => undefined);
  }

  private async run(scope: WorkspaceScope, statement: typeof OF_IDS, ids: readonly string[]): Promise<void> {
    await this.transactions.run(scope, async (tx, tell) => {
      for (const row of await tx.query<EventDeployment>(statement.with(scope.workspaceId, ids))) {
        tell((stamp) => deploymentStatusChanged(stamp, row, 'READY'));
      }
    });
  }
}
