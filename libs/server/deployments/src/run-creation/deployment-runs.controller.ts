import { Controller, HttpCode, Post, Res } from '@nestjs/common';
import {
  type DeploymentFlowRunCreate,
  type DeploymentsScheduledRunsBody,
  deploymentFlowRunCreate,
  deploymentFlowRunCreateBulk,
  deploymentsScheduledRunsBody,
  pageLimit,
} from '@orch/contract';
import {
  Allow,
  mayReach,
  UuidParam,
  WireBody,
  WireJson,
  Workspace,
  type WorkspaceScope,
} from '@orch/platform';
import { DueRuns, presentScheduledRun } from '@orch/work-pools';
import type { FastifyReply } from 'fastify';
import { type Author, RequestAuthor } from '../deployments/author.ts';
import { MarkDeploymentsReady } from '../status/mark-deployments-ready.ts';
import { type BulkResult, CreateRunFromDeployment } from './create-run-from-deployment.ts';

/** Runs of deployments. Upstream: api/deployments.py (3.8.8). */
@Controller('api/deployments')
export class DeploymentRunsController {
  constructor(
    private readonly creation: CreateRunFromDeployment,
    private readonly dueRuns: DueRuns,
    private readonly ready: MarkDeploymentsReady,
  ) {}

  /** 201 for a new run, 200 for the one that has the idempotency key. */
  @Post(':id/create_flow_run')
  @Allow('deployments:run')
  async create(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(deploymentFlowRunCreate) body: DeploymentFlowRunCreate,
    @RequestAuthor() author: Author | null,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WireJson> {
    const { row, isNew } = await this.creation.execute(scope, id, body, author);
    void reply.code(isNew ? 201 : 200);
    return new WireJson(presentScheduledRun(row));
  }

  @Post(':id/create_flow_run/bulk')
  @HttpCode(200)
  @Allow('deployments:run')
  async createMany(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
    @WireBody(deploymentFlowRunCreateBulk) bodies: DeploymentFlowRunCreate[],
    @RequestAuthor() author: Author | null,
  ): Promise<WireJson> {
    return new WireJson(
      JSON.stringify({
        results: (await this.creation.executeMany(scope, id, bodies, author)).map(presentResult),
      }),
    );
  }

  /** What a process that serves deployments polls. */
  @Post('get_scheduled_flow_runs')
  @HttpCode(200)
  @Allow('pools:poll')
  async due(
    @Workspace() scope: WorkspaceScope,
    @WireBody(deploymentsScheduledRunsBody) body: DeploymentsScheduledRunsBody,
  ): Promise<WireJson> {
    // runs of deployments that the process may not run are not there for it
    const ids = body.deployment_ids.filter((id) => mayReach(scope, 'deployment', 'run', id));
    const text = await this.dueRuns.ofDeployments(scope, ids, body.scheduled_before, pageLimit(body.limit));
    void this.ready.polled(scope, ids);
    return new WireJson(text);
  }
}

/** Upstream: schemas/responses.py, FlowRunCreateResult (3.8.8). */
const presentResult = (result: BulkResult): object =>
  result.status === 'CREATED'
    ? { flow_run_id: result.flowRunId, status: 'CREATED', error: null }
    : { flow_run_id: null, status: 'FAILED', error: result.error };
