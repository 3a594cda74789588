import { Controller, Delete, Get, HttpCode, Patch, Post, Req, Res } from '@nestjs/common';
import {
  type DeploymentCreate,
  type DeploymentUpdate,
  type DeploymentsBulkDeleteBody,
  deploymentCreate,
  deploymentUpdate,
  deploymentsBulkDeleteBody,
} from '@orch/contract';
import {
  Allow,
  CurrentPrincipal,
  NameParam,
  type Principal,
  UuidParam,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
} from '@orch/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Author, deployerText, RequestAuthor } from './author.ts';
import { CreateDeployment } from './create-deployment.ts';
import { DeleteDeployments } from './delete-deployments.ts';
import { presentDeployment } from './deployment.presenter.ts';
import { DeploymentReader } from './deployment.reader.ts';
import { UpdateDeployment } from './update-deployment.ts';

/** Upstream: api/deployments.py (3.8.8). */
@Controller('api/deployments')
export class DeploymentsController {
  constructor(
    private readonly deployments: DeploymentReader,
    private readonly creation: CreateDeployment,
    private readonly updating: UpdateDeployment,
    private readonly deletion: DeleteDeployments,
  ) {}

  /** 201 for a new deployment, 200 for one that was there. */
  @Post()
  @Allow('deployments:write')
  async create(
    @Workspace() scope: WorkspaceScope,
    @WireBody(deploymentCreate) body: DeploymentCreate,
    @RequestAuthor() author: Author | null,
    @CurrentPrincipal() principal: Principal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WireJson> {
    const given = new Set(Object.keys(JSON.parse(request.rawBody ?? '{}') as object)); // WireBody has parsed it as an object
    const { row, isNew } = await this.creation.execute(
      scope,
      body,
      given,
      author,
      deployerText(author, principal),
    );
    void reply.code(isNew ? 201 : 200);
    return new WireJson(presentDeployment(row));
  }

  @Patch(':id')
  @HttpCode(204)
  @Allow('deployments:write')
  async update(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(deploymentUpdate) body: DeploymentUpdate,
    @RequestAuthor() author: Author | null,
    @CurrentPrincipal() principal: Principal,
  ): Promise<void> {
    await this.updating.execute(scope, id, body, deployerText(author, principal));
  }

  @Get('name/:flow/:name')
  @Allow('deployments:read')
  async readByName(
    @Workspace() scope: WorkspaceScope,
    @NameParam('flow') flow: string,
    @NameParam('name') name: string,
  ): Promise<WireJson> {
    return new WireJson(presentDeployment(await this.deployments.byName(scope, flow, name)));
  }

  @Get(':id')
  @Allow('deployments:read')
  async read(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    return new WireJson(presentDeployment(await this.deployments.byId(scope, id)));
  }

  @Delete(':id')
  @HttpCode(204)
  @Allow('deployments:write')
  async delete(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<void> {
    await this.deletion.one(scope, id);
  }

  @Post('bulk_delete')
  @HttpCode(200)
  @Allow('deployments:write')
  async deleteMany(
    @Workspace() scope: WorkspaceScope,
    @WireBody(deploymentsBulkDeleteBody) body: DeploymentsBulkDeleteBody,
  ): Promise<WireJson> {
    const rows = await this.deployments.list(
      scope,
      { deployments: body.deployments },
      'NAME_ASC',
      0,
      body.limit,
    );
    const deleted = await this.deletion.several(
      scope,
      rows.map((row) => row.id),
    );
    return new WireJson(JSON.stringify({ deleted }));
  }

  @Post(':id/pause_deployment')
  @HttpCode(200)
  @Allow('deployments:write')
  async pause(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    await this.deletion.setPaused(scope, id, true);
    return new WireJson('null');
  }

  @Post(':id/resume_deployment')
  @HttpCode(200)
  @Allow('deployments:write')
  async resume(@Workspace() scope: WorkspaceScope, @UuidParam('id') id: string): Promise<WireJson> {
    await this.deletion.setPaused(scope, id, false);
    return new WireJson('null');
  }
}
