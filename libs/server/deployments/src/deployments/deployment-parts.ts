import { Injectable } from '@nestjs/common';
import { Ids, OrchError } from '@orch/kernel';
import { mayReach, prepared, type Tx } from '@orch/platform';
import { CreateWorkQueue, JobVariables, type Tell, lockPoolByName } from '@orch/work-pools';

const LIMIT_EXISTS = prepared(
  'deployments.limit_exists',
  'select id from concurrency_limit where workspace_id = $1::uuid and id = $2::uuid',
);
const BLOCK_EXISTS = prepared(
  'deployments.block_exists',
  'select id from block_document where workspace_id = $1::uuid and id = $2::uuid',
);
const OWN_LIMIT = prepared(
  'deployments.own_limit',
  `with known as (
     update concurrency_limit l set "limit" = $3::int, updated = now() from deployment d
     where d.workspace_id = $1::uuid and d.id = $2::uuid and l.workspace_id = d.workspace_id and l.id = d.concurrency_limit_id
     returning l.id
   ), made as (
     insert into concurrency_limit (workspace_id, id, name, "limit")
     select $1::uuid, $4::uuid, 'deployment:' || $2::text, $3::int where not exists (select from known)
     on conflict (workspace_id, name) do update set "limit" = excluded."limit", updated = now()
     returning id
   )
   update deployment set concurrency_limit_id = coalesce((select id from known), (select id from made))
   where workspace_id = $1::uuid and id = $2::uuid`,
);
// A limit that belongs to others too is only let go of. (The reference deletes it.)
const DROP_LIMIT = prepared(
  'deployments.drop_limit',
  `with gone as (
     delete from concurrency_limit where workspace_id = $1::uuid and name = 'deployment:' || $2::text
   )
   update deployment set concurrency_limit_id = null where workspace_id = $1::uuid and id = $2::uuid`,
);

/** What a deployment asks for, by name or id. `undefined` members were not sent. */
export interface DeploymentPlace {
  readonly work_pool_name?: string | null | undefined;
  readonly work_queue_name?: string | null | undefined;
}

/** Finds or makes what a deployment refers to. Upstream: api/deployments.py (3.8.8). */
@Injectable()
export class DeploymentParts {
  constructor(
    private readonly queues: CreateWorkQueue,
    private readonly jobVariables: JobVariables,
    private readonly ids: Ids,
  ) {}

  /**
   * The queue that runs go to: the named one (made when missing), the pool's default one, `null` for no pool any more,
   * `undefined` when the body says nothing.
   * @throws OrchError `work_pool.not_found`
   */
  async queueId(tx: Tx, tell: Tell, place: DeploymentPlace): Promise<string | null | undefined> {
    const { work_pool_name: pool, work_queue_name: queue } = place;
    if (pool && queue) return (await this.queues.ensureInPool(tx, tell, pool, queue)).id;
    if (pool) return (await lockPoolByName(tx, pool, 'run')).default_queue_id;
    if (pool === null && !queue) return null;
    return queue ? (await this.queues.ensureAlone(tx, tell, queue)).id : undefined;
  }

  /** @throws OrchError `work_pool.not_found`, `job_variables.invalid` */
  async checkJobVariables(tx: Tx, poolName: string, jobVariables: unknown, prefix: string): Promise<void> {
    const pool = await lockPoolByName(tx, poolName, 'run');
    await this.jobVariables.check(tx, {
      template: pool.base_job_template,
      layers: [jobVariables],
      prefix,
      ignoreRequired: true,
      ignoreInvalidDefaults: true,
    });
  }

  /** @throws OrchError `deployment.limit_not_found`, `deployment.rejected` (blocks) */
  async checkReferences(
    tx: Tx,
    body: {
      global_concurrency_limit_id?: string | null | undefined;
      infrastructure_document_id?: string | null | undefined;
      storage_document_id?: string | null | undefined;
    },
  ): Promise<void> {
    const limit = body.global_concurrency_limit_id;
    if (limit && (await tx.query(LIMIT_EXISTS.with(tx.scope.workspaceId, limit))).length === 0)
      throw new OrchError('deployment.limit_not_found', { limit });
    for (const [kind, id] of [
      ['infrastructure', body.infrastructure_document_id],
      ['storage', body.storage_document_id],
    ] as const) {
      if (!id) continue;
      const isThere = (await tx.query(BLOCK_EXISTS.with(tx.scope.workspaceId, id))).length > 0;
      if (isThere && mayReach(tx.scope, 'block_document', 'run', id)) continue;
      const text =
        `Error creating deployment. Could not find ${kind} block with id: ${id}. This usually occurs when applying a deployment` +
        ' specification that was built against a different Prefect database / workspace.';
      throw new OrchError('deployment.rejected', {}, { text });
    }
  }

  /** Gives the deployment a limit of its own, changes it, or (`null`) takes it away. */
  async setOwnLimit(tx: Tx, deploymentId: string, limit: number | null): Promise<void> {
    if (limit === null) await tx.execute(DROP_LIMIT.with(tx.scope.workspaceId, deploymentId));
    else await tx.execute(OWN_LIMIT.with(tx.scope.workspaceId, deploymentId, limit, this.ids.next()));
  }
}
