import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import {
  type DeploymentsFilterBody,
  type DeploymentsPaginateBody,
  type RunFilters,
  deploymentsCountBody,
  deploymentsFilterBody,
  deploymentsPaginateBody,
  pageLimit,
} from '@orch/contract';
import {
  Allow,
  UuidParam,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
  wireArray,
} from '@orch/platform';
import { DeploymentReader } from './deployment.reader.ts';
import { presentDeployment } from './deployment.presenter.ts';
import { QueueCheck } from './queue-check.ts';

/** Questions about deployments. Upstream: api/deployments.py (3.8.8). */
@Controller('api/deployments')
export class DeploymentQueriesController {
  constructor(
    private readonly deployments: DeploymentReader,
    private readonly queueCheck: QueueCheck,
  ) {}

  @Post('filter')
  @HttpCode(200)
  @Allow('deployments:read')
  async list(
    @Workspace() scope: WorkspaceScope,
    @WireBody(deploymentsFilterBody) body: DeploymentsFilterBody,
  ): Promise<WireJson> {
    const rows = await this.deployments.list(scope, body, body.sort, body.offset, pageLimit(body.limit));
    return new WireJson(wireArray(rows, presentDeployment));
  }

  @Post('count')
  @HttpCode(200)
  @Allow('deployments:read')
  async count(
    @Workspace() scope: WorkspaceScope,
    @WireBody(deploymentsCountBody) body: RunFilters,
  ): Promise<WireJson> {
    return new WireJson(String(await this.deployments.count(scope, body)));
  }

  @Post('paginate')
  @HttpCode(200)
  @Allow('deployments:read')
  async paginate(
    @Workspace() scope: WorkspaceScope,
    @WireBody(deploymentsPaginateBody) body: DeploymentsPaginateBody,
  ): Promise<WireJson> {
    const limit = pageLimit(body.limit);
    const [rows, count] = await Promise.all([
      this.deployments.list(scope, body, body.sort, (body.page - 1) * limit, limit),
      this.deployments.count(scope, body),
    ]);
    const pages = limit > 0 ? Math.ceil(count / limit) : 0;
    return new WireJson(
      `{"results":${wireArray(rows, presentDeployment)},"count":${count},"limit":${limit},"pages":${pages},"page":${body.page}}`,
    );
  }

  @Get(':id/work_queue_check')
  @Allow('deployments:read')
  async workQueues(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    return new WireJson(await this.queueCheck.read(scope, id));
  }
}
