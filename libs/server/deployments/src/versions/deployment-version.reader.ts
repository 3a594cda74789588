import { Injectable } from '@nestjs/common';
import { Database, type WorkspaceScope, column, prepared, wireObject } from '@orch/platform';
import { DeploymentReader } from '../deployments/deployment.reader.ts';

export interface DeploymentVersionRow {
  readonly id: string;
  readonly created: string;
  readonly version: string | null;
  readonly version_info: string | null;
  readonly entrypoint: string | null;
  readonly path: string | null;
  readonly created_by: string | null;
}

const LIST = prepared(
  'deployments.versions',
  `select v.id, v.created, v.version, v.version_info, v.entrypoint, v.path, v.created_by from deployment_version v
   where v.workspace_id = $1::uuid and v.deployment_id = $2::uuid order by v.id desc limit $3::int offset $4::int`,
);

/** Row → wire: DeploymentVersionOfWire. */
export const presentVersion: (row: DeploymentVersionRow) => string = wireObject<DeploymentVersionRow>({
  id: column.plain('id'),
  created: column.time('created'),
  version: column.text('version'),
  version_info: column.json('version_info'),
  entrypoint: column.text('entrypoint'),
  path: column.text('path'),
  created_by: column.json('created_by'),
});

/** Reads what a deployment was. */
@Injectable()
export class DeploymentVersionReader {
  constructor(
    private readonly deployments: DeploymentReader,
    private readonly database: Database,
  ) {}

  /**
   * The newest first.
   * @throws OrchError `deployment.not_found`
   */
  async list(
    scope: WorkspaceScope,
    deploymentId: string,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<DeploymentVersionRow[]> {
    await this.deployments.byId(scope, deploymentId);
    return this.database.query<DeploymentVersionRow>(
      scope,
      LIST.with(scope.workspaceId, deploymentId, page.limit, page.offset),
    );
  }
}
