import { Injectable } from '@nestjs/common';
import { prepared } from '@orch/platform';
import { type Sweep, SWEEP_MAX, Sweeps, UNPOLLED } from '@orch/work-pools';
import { type EventDeployment, deploymentStatusChanged } from '../deployments/deployment-events.ts';

type Row = EventDeployment & { readonly workspace_id: string };

// `updated` stays: it would make the scheduler look at the deployment.
const UNPOLLED_DEPLOYMENTS: Sweep<Row> = {
  statement: prepared(
    'deployments.unpolled',
    `with due as (
       select d.workspace_id, d.id from deployment d
       left join work_queue q on q.workspace_id = d.workspace_id and q.id = d.work_queue_id
       where d.status = 'READY' and d.last_polled < now() - ${UNPOLLED}
         and (q.last_polled is null or q.last_polled < now() - ${UNPOLLED})
       limit $1 for update of d skip locked
     ), changed as (
       update deployment d set status = 'NOT_READY' from due where d.workspace_id = due.workspace_id and d.id = due.id
       returning d.workspace_id, d.id, d.name, d.flow_id, d.work_queue_id, d.storage_document_id, d.infrastructure_document_id,
         d.concurrency_limit_id
     )
     select c.*, f.name as flow_name, q.name as queue_name, p.id as work_pool_id, p.name as work_pool_name, p.type as work_pool_type
     from changed c join flow f on f.workspace_id = c.workspace_id and f.id = c.flow_id
     left join work_queue q on q.workspace_id = c.workspace_id and q.id = c.work_queue_id
     left join work_pool p on p.workspace_id = c.workspace_id and p.id = q.work_pool_id`,
  ),
  event: (row, stamp) => deploymentStatusChanged(stamp, row, 'NOT_READY'),
};

/** A loop of the background. Upstream: services/foreman.py, _mark_deployments_as_not_ready (3.8.8). */
@Injectable()
export class MarkDeploymentsNotReady {
  constructor(private readonly sweeps: Sweeps) {}

  /** One batch; true when there is more to do at once. */
  async execute(): Promise<boolean> {
    return (await this.sweeps.run(UNPOLLED_DEPLOYMENTS)) >= SWEEP_MAX;
  }
}
