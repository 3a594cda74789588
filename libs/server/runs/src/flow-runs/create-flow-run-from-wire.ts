import { Injectable } from '@nestjs/common';
import { type FlowRunCreate, PARAMETER_BYTES_MAX } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { proposedState } from '@orch/orchestration';
import {
  Database,
  InvalidRequest,
  mayReach,
  prepared,
  rawText,
  rawTextOrNull,
  type WorkspaceScope,
} from '@orch/platform';
import { toProposedState } from '../orchestration/proposed-state.ts';
import { CreateFlowRun, type CreatedFlowRun } from './create-flow-run.ts';

const QUEUE = prepared(
  'runs.queue_of_pool',
  `select q.id from work_pool p join work_queue q on q.workspace_id = p.workspace_id and q.work_pool_id = p.id
   where p.workspace_id = $1::uuid and p.name = $2 and case when $3::text is null then q.id = p.default_queue_id else q.name = $3 end`,
);

/** `POST /flow_runs/`: a run that some process has started, or wants to be started. */
@Injectable()
export class CreateFlowRunFromWire {
  constructor(
    private readonly createRun: CreateFlowRun,
    private readonly database: Database,
  ) {}

  /** @throws OrchError `work_queue.not_found`, `reference.unknown`; InvalidRequest for too large parameters */
  async execute(scope: WorkspaceScope, body: FlowRunCreate): Promise<CreatedFlowRun> {
    const parameters = rawText(body.parameters);
    refuseLargeParameters(parameters);
    this.requireReach(scope, body);
    return this.createRun.execute(scope, {
      flowId: body.flow_id,
      state: body.state ? toProposedState(body.state) : proposedState('PENDING'),
      name: body.name,
      deploymentId: body.deployment_id,
      workQueueId: await this.queueId(scope, body),
      workQueueName: body.work_queue_name,
      flowVersion: body.flow_version,
      parameters,
      idempotencyKey: body.idempotency_key,
      context: rawText(body.context),
      empiricalPolicy: body.empirical_policy,
      tags: body.tags,
      labels: body.labels ?? {},
      infrastructureDocumentId: body.infrastructure_document_id,
      jobVariables: rawTextOrNull(body.job_variables),
      parentTaskRunId: body.parent_task_run_id,
    });
  }

  /** What is out of reach answers as what is not there: a run is no way round an access list. */
  private requireReach(scope: WorkspaceScope, body: FlowRunCreate): void {
    const { deployment_id: deployment, infrastructure_document_id: block } = body;
    const isFree =
      (deployment === null || mayReach(scope, 'deployment', 'run', deployment)) &&
      (block === null || mayReach(scope, 'block_document', 'run', block));
    if (!isFree) throw new OrchError('reference.unknown', { deployment, block });
  }

  private async queueId(scope: WorkspaceScope, body: FlowRunCreate): Promise<string | null> {
    if (body.work_pool_name === null) return null;
    const [queue] = await this.database.query<{ id: string }>(
      scope,
      QUEUE.with(scope.workspaceId, body.work_pool_name, body.work_queue_name),
    );
    const pool = body.work_pool_name;
    if (!queue || scope.limits?.deniedPoolNames.run.has(pool) === true)
      throw new OrchError(
        'work_pool.queue_not_found',
        {},
        { pool, queue: body.work_queue_name ?? 'default' },
      );
    return queue.id;
  }
}

/** Upstream: _internal/schemas/validators.py, validate_parameter_size (3.8.8). @throws InvalidRequest */
export function refuseLargeParameters(parameters: string): void {
  const bytes = Buffer.byteLength(parameters);
  if (bytes <= PARAMETER_BYTES_MAX) return;
  const number = (n: number): string => n.toLocaleString('en-US');
  const msg = `Value error, Flow run parameters must be less than ${number(PARAMETER_BYTES_MAX)} bytes when serialized (got ${number(bytes)} bytes).`;
  throw new InvalidRequest([{ type: 'value_error', loc: ['body', 'parameters'], msg }]);
}
