import { Injectable } from '@nestjs/common';
import type { DeploymentFlowRunCreate } from '@orch/contract';
import { type JsonText, OrchError } from '@orch/kernel';
import { proposedState } from '@orch/orchestration';
import {
  Database,
  InvalidRequest,
  type WorkspaceScope,
  rawText,
  rawTextOrNull,
  requireReach,
} from '@orch/platform';
import {
  CreateFlowRun,
  type CreatedFlowRun,
  type FlowRunInput,
  refuseLargeParameters,
  toProposedState,
} from '@orch/runs';
import { AnnouncedTransactions, CreateWorkQueue, JobVariables } from '@orch/work-pools';
import type { Author } from '../deployments/author.ts';
import { ParameterCheck } from '../deployments/parameter-check.ts';
import { Hydration } from './hydration.ts';
import { mergeJsonObjects } from './merge-json-objects.ts';
import { type RunnableDeployment, RunnableDeployments } from './runnable-deployments.ts';

/** How many runs one bulk call may make. */
export const BULK_RUNS_MAX = 100;

/** What stands before the reason why parameters are refused. */
const PREFIXES = { hydration: 'Error hydrating flow run parameters: ', check: 'Error creating flow run: ' };
const PREFIXES_IN_BULK: typeof PREFIXES = { hydration: '', check: 'Parameter validation failed: ' };

/** What became of one run of a bulk call. */
export type BulkResult =
  | { readonly status: 'CREATED'; readonly flowRunId: string }
  | { readonly status: 'FAILED'; readonly error: string };

/** Starts runs of a deployment. Upstream: api/deployments.py, create_flow_run_from_deployment (3.8.8). */
@Injectable()
export class CreateRunFromDeployment {
  constructor(
    private readonly deployments: RunnableDeployments,
    private readonly createRun: CreateFlowRun,
    private readonly parameters: ParameterCheck,
    private readonly jobVariables: JobVariables,
    private readonly hydration: Hydration,
    private readonly queues: CreateWorkQueue,
    private readonly transactions: AnnouncedTransactions,
    private readonly database: Database,
  ) {}

  /**
   * The run, or the older one with the same idempotency key.
   * @throws OrchError `deployment.not_found`, `deployment.rejected` (409), `deployment.circular_schema`, `deployment.hydration`,
   *   `deployment.no_pool`, `job_variables.invalid` (422), `reference.unknown`; InvalidRequest for too large parameters
   */
  async execute(
    scope: WorkspaceScope,
    deploymentId: string,
    body: DeploymentFlowRunCreate,
    author: Author | null,
  ): Promise<CreatedFlowRun> {
    const deployment = await this.runnable(scope, deploymentId);
    const input = await this.inputOf(scope, deployment, body, author);
    try {
      return await this.createRun.execute(scope, input);
    } catch (error) {
      if (!(error instanceof OrchError) || error.code !== 'reference.unknown') throw error;
      // Deployment or queue may be gone since they were kept: look once more.
      this.deployments.forget(`${scope.workspaceId}:${deploymentId}`);
      return this.createRun.execute(
        scope,
        await this.inputOf(scope, await this.deployments.read(scope, deploymentId), body, author),
      );
    }
  }

  /** As `execute` for up to a hundred runs; those that are refused do not hold up the others. @throws OrchError `deployment.bulk_limit`, `deployment.not_found` */
  async executeMany(
    scope: WorkspaceScope,
    deploymentId: string,
    bodies: readonly DeploymentFlowRunCreate[],
    author: Author | null,
  ): Promise<BulkResult[]> {
    if (bodies.length > BULK_RUNS_MAX)
      throw new OrchError('deployment.bulk_limit', {}, { max: BULK_RUNS_MAX });
    const deployment = await this.runnable(scope, deploymentId);
    const results: BulkResult[] = [];
    const inputs: { at: number; input: FlowRunInput }[] = [];
    for (const [at, body] of bodies.entries()) {
      try {
        const input = await this.inputOf(scope, deployment, body, author, PREFIXES_IN_BULK);
        inputs.push({ at, input });
      } catch (error) {
        results[at] = { status: 'FAILED', error: reasonOf(error) };
      }
    }
    const created =
      inputs.length > 0
        ? await this.createRun.executeMany(
            scope,
            inputs.map(({ input }) => input),
          )
        : [];
    for (const [i, { row }] of created.entries())
      results[inputs[i]!.at] = { status: 'CREATED', flowRunId: row.id };
    return results;
  }

  /** What is kept is the same for everybody: who may run it is asked apart. */
  private async runnable(scope: WorkspaceScope, id: string): Promise<RunnableDeployment> {
    requireReach(scope, 'deployment', 'run', id, () => new OrchError('deployment.not_found', { id }));
    return this.deployments.read(scope, id);
  }

  private async inputOf(
    scope: WorkspaceScope,
    deployment: RunnableDeployment,
    body: DeploymentFlowRunCreate,
    author: Author | null,
    prefixes = PREFIXES,
  ): Promise<FlowRunInput> {
    const queue = await this.queueOf(scope, deployment, body.work_queue_name);
    await this.checkJobVariables(scope, deployment, body);
    return {
      flowId: deployment.flow_id,
      deploymentId: deployment.id,
      deploymentVersion: deployment.version,
      ...queue,
      state: body.state ? toProposedState(body.state) : proposedState('SCHEDULED'),
      name: body.name,
      parameters: await this.parametersOf(scope, deployment, body, prefixes),
      context: rawText(body.context),
      empiricalPolicy: body.empirical_policy,
      tags: [...new Set([...deployment.tags, ...body.tags])],
      labels: body.labels ?? {},
      idempotencyKey: body.idempotency_key,
      parentTaskRunId: body.parent_task_run_id,
      jobVariables: rawTextOrNull(body.job_variables),
      infrastructureDocumentId: body.infrastructure_document_id ?? deployment.infrastructure_document_id,
      createdBy: author,
    };
  }

  private async parametersOf(
    scope: WorkspaceScope,
    deployment: RunnableDeployment,
    body: DeploymentFlowRunCreate,
    prefixes: typeof PREFIXES,
  ): Promise<JsonText> {
    const given = rawText(body.parameters);
    refuseLargeParameters(given);
    const merged = mergeJsonObjects(deployment.parameters, given);
    const text = (await this.hydration.hydrate(this.reading(scope), merged, prefixes.hydration)) as JsonText; // it stays JSON
    if (body.enforce_parameter_schema ?? deployment.enforce_parameter_schema) {
      this.parameters.check(JSON.parse(text), deployment.parameter_openapi_schema, prefixes.check, false);
    }
    return text;
  }

  private async checkJobVariables(
    scope: WorkspaceScope,
    deployment: RunnableDeployment,
    body: DeploymentFlowRunCreate,
  ): Promise<void> {
    if (deployment.work_pool_template === null) return;
    await this.jobVariables.check(this.reading(scope), {
      template: deployment.work_pool_template,
      layers: [deployment.job_variables, body.job_variables ?? {}],
      prefix: 'Error creating flow run: ',
      ignoreRequired: false,
      ignoreInvalidDefaults: true,
    });
  }

  private async queueOf(
    scope: WorkspaceScope,
    deployment: RunnableDeployment,
    name: string | null,
  ): Promise<{ workQueueId: string | null; workQueueName: string | null }> {
    if (!name || name === deployment.work_queue_name)
      return { workQueueId: deployment.work_queue_id, workQueueName: deployment.work_queue_name };
    const pool = deployment.work_pool_name;
    if (pool === null) throw new OrchError('deployment.no_pool', {}, { queue: name, id: deployment.id });
    const queue = await this.transactions.run(scope, (tx, tell) =>
      this.queues.ensureInPool(tx, tell, pool, name),
    );
    return { workQueueId: queue.id, workQueueName: name };
  }

  /** Reads outside a transaction, in the form that checks take. */
  private reading(scope: WorkspaceScope): Parameters<JobVariables['check']>[0] {
    return { scope, query: (statement) => this.database.query(scope, statement) };
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof OrchError) return Object.values(error.body())[0] ?? error.code;
  if (error instanceof InvalidRequest) return `${error.message} ${JSON.stringify(error.details[0] ?? {})}`;
  throw error;
}
