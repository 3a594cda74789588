import { Controller, Post, Res } from '@nestjs/common';
import { type DeploymentBranch, deploymentBranch, deploymentCreate } from '@orch/contract';
import {
  Allow,
  CurrentPrincipal,
  type Principal,
  UuidParam,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
  rawTextOrNull,
  readBody,
} from '@orch/platform';
import type { FastifyReply } from 'fastify';
import { type Author, deployerText, RequestAuthor } from '../deployments/author.ts';
import { CreateDeployment } from '../deployments/create-deployment.ts';
import { presentDeployment } from '../deployments/deployment.presenter.ts';
import { DeploymentReader } from '../deployments/deployment.reader.ts';
import { branchBody } from './branch-body.ts';

/** Branches: copies of a deployment for a branch of its code. The hosted edition has them, the reference server has not. */
@Controller('api/deployments/:id/branch')
export class BranchesController {
  constructor(
    private readonly deployments: DeploymentReader,
    private readonly creation: CreateDeployment,
  ) {}

  /** 201 for a new branch, 200 for one that was there and is brought up to date. */
  @Post()
  @Allow('deployments:write')
  async create(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(deploymentBranch) body: DeploymentBranch,
    @RequestAuthor() author: Author | null,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WireJson> {
    const base = await this.deployments.byId(scope, id);
    const text = branchBody(base, body, rawTextOrNull(body.overrides));
    const given = new Set(Object.keys(JSON.parse(text) as object)); // made by us
    const { row, isNew } = await this.creation.execute(
      scope,
      readBody(deploymentCreate, text),
      given,
      author,
      deployerText(author, principal),
    );
    void reply.code(isNew ? 201 : 200);
    return new WireJson(presentDeployment(row));
  }
}
