import { Injectable } from '@nestjs/common';
import { Clock, Ids, type JsonText, OrchError, jsonText, microsToPg, toJsonText } from '@orch/kernel';
import {
  type FlowRunFacts,
  type ProposedState,
  driveSync,
  flowPolicyFor,
  flowRunPolicyFromWire,
  flowRunPolicyToWire,
  orchestrateFlowRun,
} from '@orch/orchestration';
import { Database, type Statement, type Tx, type WorkspaceScope, prepared } from '@orch/platform';
import { AfterCommit } from '../orchestration/after-commit.ts';
import { RunPublisher } from '../orchestration/run-publisher.ts';
import { SERVER, type SetParentState, Transitions } from '../orchestration/transitions.ts';
import { type RunSurroundings, RunSurroundingsReader } from '../surroundings/run-surroundings.ts';
import { type EventRun, flowRunStateChanged } from './flow-run-events.ts';
import { FLOW_RUN_COLUMNS, FLOW_RUN_FROM, type FlowRunRow } from './flow-run.presenter.ts';
import { type NewFlowRun, insertFlowRun, stateValues } from './flow-run.repository.ts';
import { makeRunName } from './run-name.ts';

/** What a new run is made of. Absent members take the defaults named here. */
export interface FlowRunInput {
  readonly flowId: string;
  readonly state: ProposedState;
  /** Made up when absent. */
  readonly name?: string | null;
  readonly deploymentId?: string | null;
  readonly deploymentVersion?: string | null;
  readonly workQueueId?: string | null;
  readonly workQueueName?: string | null;
  readonly flowVersion?: string | null;
  /** Default `{}`. */
  readonly parameters?: JsonText;
  readonly idempotencyKey?: string | null;
  /** Default `{}`. */
  readonly context?: JsonText;
  /** Wire form; default: no retries. */
  readonly empiricalPolicy?: Readonly<Record<string, unknown>>;
  readonly tags?: readonly string[];
  /** The caller's own labels; those of the flow, the deployment and the system are added. */
  readonly labels?: Readonly<Record<string, unknown>>;
  readonly createdBy?: EventRun['createdBy'];
  readonly infrastructureDocumentId?: string | null;
  /** Default `{}`. */
  readonly jobVariables?: JsonText | null;
  readonly parentTaskRunId?: string | null;
  readonly autoScheduled?: boolean;
}

/** A run as created, or the one that already had the idempotency key. */
export interface CreatedFlowRun {
  readonly row: FlowRunRow;
  readonly isNew: boolean;
}

interface Prepared {
  readonly run: NewFlowRun;
  readonly around: RunSurroundings;
  readonly event: ReturnType<typeof flowRunStateChanged>;
  /** What the task run that stands for a subflow takes over; none for other runs. */
  readonly parentState: SetParentState | undefined;
}

const EMPTY = jsonText('{}');
const BLANK: Omit<FlowRunFacts, 'id' | 'deploymentId' | 'parentTaskRunId' | 'empiricalPolicy'> = {
  deployment: null,
  infrastructurePid: null,
  limitedQueueId: null,
  runCount: 0,
  startTimeUs: null,
  endTimeUs: null,
  totalRunTimeUs: 0,
  expectedStartTimeUs: null,
  nextScheduledStartTimeUs: null,
};

const PARENT = prepared(
  'runs.parent_task_run',
  'select id, name, tags from task_run where workspace_id = $1::uuid and id = $2::uuid',
);
const BLOCK_DOCUMENT = prepared(
  'runs.infrastructure_document',
  'select 1 from block_document where workspace_id = $1::uuid and id = $2::uuid',
);
const BY_IDEMPOTENCY_KEY = prepared(
  'runs.flow_run_by_idempotency_key',
  `select ${FLOW_RUN_COLUMNS} from ${FLOW_RUN_FROM} where r.workspace_id = $1::uuid and r.flow_id = $2::uuid and r.idempotency_key = $3`,
);

/**
 * Creates flow runs: the run, its first state and the event of it in one statement.
 * The first state passes the minimal policy, as on the reference.
 */
@Injectable()
export class CreateFlowRun {
  constructor(
    private readonly database: Database,
    private readonly surroundings: RunSurroundingsReader,
    private readonly transitions: Transitions,
    private readonly publisher: RunPublisher,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** @throws OrchError `reference.unknown` when flow, deployment, queue, parent task run or
   *   infrastructure block document are not in the workspace. */
  async execute(scope: WorkspaceScope, input: FlowRunInput): Promise<CreatedFlowRun> {
    const made = await this.prepare(scope, input);
    const [inserted = []] = made.parentState
      ? await this.database.transaction(scope, (tx) => this.insertAll(tx, [made]))
      : [await this.database.query(scope, insertFlowRun(scope, made.run, made.event))];
    if (inserted.length === 0) return this.existing(scope, input);
    this.publisher.committed(scope, toldOf([made]));
    return { row: rowOf(made), isNew: true };
  }

  /**
   * Creates several runs in one transaction; the statements travel together.
   * @returns in the order of the inputs; a run whose idempotency key was taken is the older one.
   */
  async executeMany(scope: WorkspaceScope, inputs: readonly FlowRunInput[]): Promise<CreatedFlowRun[]> {
    const made = await Promise.all(inputs.map((input) => this.prepare(scope, input)));
    const inserted = await this.database.transaction(scope, (tx) => this.insertAll(tx, made));
    this.publisher.committed(scope, toldOf(made.filter((_, i) => inserted[i]!.length > 0)));
    return Promise.all(
      made.map((m, i) =>
        inserted[i]!.length > 0 ? { row: rowOf(m), isNew: true } : this.existing(scope, inputs[i]!),
      ),
    );
  }

  /**
   * Creates several runs in a transaction of the caller's, on its connection alone; those whose idempotency key was
   * taken are left out. Call `tell` after the commit.
   */
  async executeIn(
    tx: Tx,
    inputs: readonly FlowRunInput[],
  ): Promise<{ readonly count: number; readonly tell: () => void }> {
    const made: Prepared[] = [];
    for (const input of inputs) made.push(await this.prepare(tx.scope, input, tx));
    const inserted = await this.insertAll(tx, made);
    const fresh = made.filter((_, i) => inserted[i]!.length > 0);
    return { count: fresh.length, tell: () => this.publisher.committed(tx.scope, toldOf(fresh)) };
  }

  /**
   * The rows of each insert: none where an idempotency key was taken. A subflow shows in its parent from the start: the
   * task run that stands for it takes the first state too.
   */
  private async insertAll(tx: Tx, made: readonly Prepared[]): Promise<object[][]> {
    const inserted = await Promise.all(
      made.map(({ run, event }) => tx.query(insertFlowRun(tx.scope, run, event))),
    );
    for (const [i, { parentState }] of made.entries())
      if (parentState && inserted[i]!.length > 0) await this.transitions.parentTaskRun(tx, parentState);
    return inserted;
  }

  /** @param tx the connection to read on; none: one of the pool. */
  private async prepare(scope: WorkspaceScope, input: FlowRunInput, tx?: Tx): Promise<Prepared> {
    const { deploymentId = null, workQueueId = null, parentTaskRunId = null } = input;
    const ids = { flowId: input.flowId, deploymentId, workQueueId };
    const around = await this.surroundings.read(scope, ids, tx);
    if (!around || (deploymentId && !around.deployment) || (workQueueId && !around.queue)) {
      throw new OrchError('reference.unknown', { flowId: input.flowId, deploymentId, workQueueId });
    }
    const parentTaskRun = parentTaskRunId === null ? null : await this.parent(scope, parentTaskRunId, tx);
    await this.checkInfrastructure(scope, input.infrastructureDocumentId ?? null, tx);
    const id = this.ids.next();
    const facts: FlowRunFacts = {
      ...BLANK,
      id,
      deploymentId,
      parentTaskRunId,
      empiricalPolicy: flowRunPolicyFromWire(input.empiricalPolicy ?? {}),
    };
    const context = this.transitions.context(SERVER);
    const outcome = driveSync(
      orchestrateFlowRun(flowPolicyFor(true), { run: facts, initial: null, proposed: input.state, context }),
      () => undefined,
    );
    if (!outcome.state) throw new Error('a new run must enter its first state');
    const createdBy = input.createdBy ?? null;
    const name = input.name ?? makeRunName();
    const patched = { ...facts, ...outcome.run };
    const run: NewFlowRun = {
      id,
      name,
      flowId: input.flowId,
      deploymentId,
      deploymentVersion: input.deploymentVersion ?? null,
      workQueueId,
      workQueueName: input.workQueueName ?? around.queue?.name ?? null,
      flowVersion: input.flowVersion ?? null,
      parameters: input.parameters ?? EMPTY,
      idempotencyKey: input.idempotencyKey ?? null,
      context: input.context ?? EMPTY,
      empiricalPolicy: toJsonText(flowRunPolicyToWire(patched.empiricalPolicy)),
      tags: input.tags ?? [],
      labels: toJsonText(labelsOf(around, input)),
      createdBy: createdBy === null ? null : toJsonText(createdBy),
      infrastructureDocumentId: input.infrastructureDocumentId ?? null,
      jobVariables: input.jobVariables ?? EMPTY,
      parentTaskRunId,
      autoScheduled: input.autoScheduled ?? false,
      runCount: patched.runCount,
      expectedStartTimeUs: patched.expectedStartTimeUs,
      nextScheduledStartTimeUs: patched.nextScheduledStartTimeUs,
      startTimeUs: patched.startTimeUs,
      endTimeUs: patched.endTimeUs,
      createdUs: this.clock.nowUs(),
      state: outcome.state,
    };
    const event = flowRunStateChanged(
      { id, name, runCount: run.runCount, tags: run.tags, createdBy, parentTaskRun },
      around,
      null,
      outcome.state,
    );
    const parentState = outcome.afterEffects.find((effect) => effect.kind === 'set-parent-task-state');
    return { run, around, event, parentState };
  }

  private async parent(
    scope: WorkspaceScope,
    taskRunId: string,
    tx?: Tx,
  ): Promise<NonNullable<EventRun['parentTaskRun']>> {
    const statement = PARENT.with(scope.workspaceId, taskRunId);
    const [row] = await this.read<{ id: string; name: string; tags: string[] }>(scope, statement, tx);
    if (!row) throw new OrchError('reference.unknown', { parentTaskRunId: taskRunId });
    return row;
  }

  /** A table of another context, read only. */
  private async checkInfrastructure(
    scope: WorkspaceScope,
    documentId: string | null,
    tx?: Tx,
  ): Promise<void> {
    if (documentId === null) return;
    const found = await this.read(scope, BLOCK_DOCUMENT.with(scope.workspaceId, documentId), tx);
    if (found.length === 0)
      throw new OrchError('reference.unknown', { infrastructureDocumentId: documentId });
  }

  private read<R extends object>(scope: WorkspaceScope, statement: Statement, tx?: Tx): Promise<R[]> {
    return tx ? tx.query<R>(statement) : this.database.query<R>(scope, statement);
  }

  private async existing(scope: WorkspaceScope, input: FlowRunInput): Promise<CreatedFlowRun> {
    const [row] = await this.database.query<FlowRunRow>(
      scope,
      BY_IDEMPOTENCY_KEY.with(scope.workspaceId, input.flowId, input.idempotencyKey),
    );
    // deleted between the two statements: the next try creates it
    if (!row)
      throw new OrchError(
        'database.unavailable',
        { idempotencyKey: input.idempotencyKey },
        {},
        { 'retry-after': '1' },
      );
    return { row, isNew: false };
  }
}

function labelsOf(around: RunSurroundings, input: FlowRunInput): Record<string, unknown> {
  const system = { 'prefect.flow.id': around.flow.id };
  const own = input.labels ?? {};
  if (!around.deployment) return { ...around.flow.labels, ...system, ...own };
  return { ...around.deployment.labels, ...system, 'prefect.deployment.id': around.deployment.id, ...own };
}

function toldOf(made: readonly Prepared[]): AfterCommit {
  const after = new AfterCommit();
  for (const { run, event } of made) {
    after.events.push(event);
    if (run.state.type === 'SCHEDULED' && run.workQueueId) after.woken.add(run.workQueueId);
  }
  return after;
}

/** The row as the database holds it now, put together from what was written: nothing is read again. */
function rowOf({ run, around }: Prepared): FlowRunRow {
  const [state_id, state_type, state_name, state_timestamp, state_message, , state_details] = stateValues(
    run.state,
  );
  const time = (us: number | null): string | null => (us === null ? null : microsToPg(us));
  const created = microsToPg(run.createdUs);
  const lateUs =
    run.expectedStartTimeUs === null ? 0 : (run.startTimeUs ?? run.createdUs) - run.expectedStartTimeUs;
  return {
    id: run.id,
    created,
    updated: created,
    name: run.name,
    flow_id: run.flowId,
    deployment_id: run.deploymentId,
    deployment_version: run.deploymentVersion,
    work_queue_id: run.workQueueId,
    work_queue_name: run.workQueueName,
    work_pool_id: around.pool?.id ?? null,
    work_pool_name: around.pool?.name ?? null,
    flow_version: run.flowVersion,
    parameters: run.parameters,
    idempotency_key: run.idempotencyKey,
    context: run.context,
    empirical_policy: run.empiricalPolicy,
    tags: [...run.tags],
    labels: run.labels,
    parent_task_run_id: run.parentTaskRunId,
    run_count: run.runCount,
    expected_start_time: time(run.expectedStartTimeUs),
    next_scheduled_start_time: time(run.nextScheduledStartTimeUs),
    start_time: time(run.startTimeUs),
    end_time: time(run.endTimeUs),
    total_run_time_seconds: 0,
    estimated_run_time_seconds: 0,
    lateness_seconds: Math.max(0, lateUs / 1_000_000),
    auto_scheduled: run.autoScheduled,
    infrastructure_document_id: run.infrastructureDocumentId,
    infrastructure_pid: null,
    created_by: run.createdBy,
    job_variables: run.jobVariables,
    state_id,
    state_type,
    state_name,
    state_timestamp,
    state_message,
    state_data: run.state.data,
    state_details,
  };
}
