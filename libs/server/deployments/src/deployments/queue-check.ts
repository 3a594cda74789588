import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import {
  column,
  Database,
  prepared,
  requireReach,
  wireArray,
  wireObject,
  type WorkspaceScope,
} from '@orch/platform';

interface QueueRow {
  readonly id: string | null;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly description: string | null;
  readonly is_paused: boolean;
  readonly concurrency_limit: number | null;
  readonly priority: number;
  readonly work_pool_id: string;
  readonly filter: string | null;
  readonly last_polled: string | null;
}

// Queues of old clients chose runs by tags and deployments; such a filter is the only thing looked at here.
const READ = prepared(
  'deployments.queue_check',
  `select q.id, q.created, q.updated, q.name, q.description, q.is_paused, q.concurrency_limit, q.priority, q.work_pool_id, q.filter, q.last_polled
   from deployment d left join work_queue q on q.workspace_id = d.workspace_id and q.filter is not null
     and to_jsonb(d.tags) @> coalesce(nullif(q.filter::jsonb -> 'tags', 'null'::jsonb), '[]'::jsonb)
     and (coalesce(nullif(q.filter::jsonb -> 'deployment_ids', 'null'::jsonb), '[]'::jsonb) in ('[]'::jsonb)
       or q.filter::jsonb -> 'deployment_ids' @> to_jsonb(d.id::text))
   where d.workspace_id = $1::uuid and d.id = $2::uuid order by q.name, q.id`,
);

const present = wireObject<QueueRow>({
  id: column.plain('id'),
  created: column.time('created'),
  updated: column.time('updated'),
  name: column.text('name'),
  description: column.text('description'),
  is_paused: column.value('is_paused'),
  concurrency_limit: column.value('concurrency_limit'),
  priority: column.value('priority'),
  work_pool_id: column.plain('work_pool_id'),
  filter: column.json('filter'),
  last_polled: column.time('last_polled'),
});

/** Queues with a filter that takes a deployment. Upstream: check_work_queues_for_deployment (3.8.8). */
@Injectable()
export class QueueCheck {
  constructor(private readonly database: Database) {}

  /** JSON text. @throws OrchError `deployment.not_found` */
  async read(scope: WorkspaceScope, id: string): Promise<string> {
    const rows = await this.database.query<QueueRow>(scope, READ.with(scope.workspaceId, id));
    const missing = (): OrchError => new OrchError('deployment.not_found', { id });
    if (rows.length === 0) throw missing();
    requireReach(scope, 'deployment', 'view', id, missing);
    return wireArray(
      rows.filter((row) => row.id !== null),
      present,
    );
  }
}
