import { Controller, Get } from '@nestjs/common';
import { deploymentVersionsQuery, pageLimit } from '@orch/contract';
import {
  Allow,
  UuidParam,
  WireJson,
  WireQuery,
  Workspace,
  type WorkspaceScope,
  wireArray,
} from '@orch/platform';
import { DeploymentVersionReader, presentVersion } from './deployment-version.reader.ts';

type Asked = (typeof deploymentVersionsQuery)['_output'];

/** What a deployment was: the hosted edition keeps its versions, the reference server keeps none. */
@Controller('api/deployments/:id/versions')
export class VersionsController {
  constructor(private readonly versions: DeploymentVersionReader) {}

  @Get()
  @Allow('deployments:read')
  async list(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireQuery(deploymentVersionsQuery) { limit, offset }: Asked,
  ): Promise<WireJson> {
    const rows = await this.versions.list(scope, id, { limit: pageLimit(limit), offset });
    return new WireJson(wireArray(rows, presentVersion));
  }
}
