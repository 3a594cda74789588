import { Injectable } from '@nestjs/common';
import type { DeploymentSort, RunFilters } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { Database, type Tx, type WorkspaceScope, prepared, raw, requireReach, sql } from '@orch/platform';
import { DEPLOYMENT_ORDER, deploymentsWhere } from '@orch/runs';
import { DEPLOYMENT_COLUMNS, DEPLOYMENT_FROM, type DeploymentRow } from './deployment.presenter.ts';

const SELECT = `select ${DEPLOYMENT_COLUMNS} from ${DEPLOYMENT_FROM}`;
const BY_ID = prepared('deployments.by_id', `${SELECT} where d.workspace_id = $1::uuid and d.id = $2::uuid`);
const BY_NAME = prepared(
  'deployments.by_name',
  `${SELECT} where d.workspace_id = $1::uuid and f.name = $2 and d.name = $3`,
);

/** Reads deployments. */
@Injectable()
export class DeploymentReader {
  constructor(private readonly database: Database) {}

  /** @throws OrchError `deployment.not_found` */
  async byId(scope: WorkspaceScope, id: string): Promise<DeploymentRow> {
    const [row] = await this.database.query<DeploymentRow>(scope, BY_ID.with(scope.workspaceId, id));
    if (!row) throw new OrchError('deployment.not_found', { id });
    requireReach(scope, 'deployment', 'view', row.id, () => new OrchError('deployment.not_found', { id }));
    return row;
  }

  /** @throws OrchError `deployment.not_found` */
  async byName(scope: WorkspaceScope, flow: string, name: string): Promise<DeploymentRow> {
    const [row] = await this.database.query<DeploymentRow>(
      scope,
      BY_NAME.with(scope.workspaceId, flow, name),
    );
    const missing = (): OrchError => new OrchError('deployment.not_found', { flow, name });
    if (!row) throw missing();
    requireReach(scope, 'deployment', 'view', row.id, missing);
    return row;
  }

  async list(
    scope: WorkspaceScope,
    filters: RunFilters,
    sort: DeploymentSort,
    offset: number,
    limit: number,
  ): Promise<DeploymentRow[]> {
    return this.database.query<DeploymentRow>(
      scope,
      sql`${raw(SELECT)} where ${deploymentsWhere(scope, filters)} order by ${DEPLOYMENT_ORDER[sort]} offset ${offset} limit ${limit}`,
    );
  }

  async count(scope: WorkspaceScope, filters: RunFilters): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      scope,
      sql`select count(*) from deployment d where ${deploymentsWhere(scope, filters)}`,
    );
    return row?.count ?? 0;
  }
}

/** The deployment inside a transaction; `undefined` when there is none. */
export const readDeployment = async (tx: Tx, id: string): Promise<DeploymentRow | undefined> =>
  (await tx.query<DeploymentRow>(BY_ID.with(tx.scope.workspaceId, id)))[0];
