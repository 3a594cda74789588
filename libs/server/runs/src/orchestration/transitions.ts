import { TaskQueue } from '@orch/events';
import { Clock, Ids, OrchError } from '@orch/kernel';
import {
  DEFAULT_ORCHESTRATION_SETTINGS,
  type Effect,
  type EffectHandlers,
  type FlowPolicy,
  type FlowRunPatch,
  type OrchestrationContext,
  type Outcome,
  type ProposedState,
  type State,
  type TaskPolicy,
  type TaskRunPatch,
  drive,
  flowPolicyFor,
  orchestrateFlowRun,
  orchestrateTaskRun,
  proposedState,
  runAfterEffects,
  taskPolicyFor,
} from '@orch/orchestration';
import { Injectable } from '@nestjs/common';
import type { Tx, WorkspaceScope } from '@orch/platform';
import { flowRunStateChanged } from '../flow-runs/flow-run-events.ts';
import {
  type FlowRunHead,
  lockHead,
  toHead,
  writeColumns,
  writeTransition,
} from '../flow-runs/flow-run.repository.ts';
import { type RunSurroundings, RunSurroundingsReader } from '../surroundings/run-surroundings.ts';
import {
  type TaskRunHead,
  cachedState,
  enclosingFlowRun,
  failedTaskRuns,
  insertCachedState,
  lockTaskRun,
  toTaskRunHead,
  toEnclosingFlowRun,
  toCachedState,
  writeTaskTransition,
} from '../task-runs/task-run.repository.ts';
import { presentTaskRun } from '../task-runs/task-run.presenter.ts';
import { TaskRunReader } from '../task-runs/task-run.reader.ts';
import { AfterCommit } from './after-commit.ts';
import { nextWaitingForSlot } from './run-slots.repository.ts';
import { Slots } from './slots.ts';

/** Who proposes: the rules treat old clients differently. */
export interface Caller {
  /** From the User-Agent; `null` when it is not the reference's client. */
  readonly clientVersion: string | null;
  /** The `X-PREFECT-API-VERSION` header. */
  readonly apiVersion: string | null;
}

/** That the task run which stands for a subflow takes its state. */
export type SetParentState = Extract<Effect, { kind: 'set-parent-task-state' }>;

/** The server itself: no client, no version. */
export const SERVER: Caller = { clientVersion: null, apiVersion: null };

/** What a transition came to, with the state to show (the new one, else the current one). */
export interface Transitioned {
  readonly outcome: Outcome<unknown>;
  readonly shown: State | null;
}

/** Runs transitions inside an open transaction: asks the rules, performs their effects, writes what they decide. */
@Injectable()
export class Transitions {
  constructor(
    private readonly surroundings: RunSurroundingsReader,
    private readonly slots: Slots,
    private readonly taskRuns: TaskRunReader,
    private readonly taskQueue: TaskQueue,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** What the rules may know besides the run. Read the clock after the row lock. */
  context(caller: Caller): OrchestrationContext {
    return {
      nowUs: this.clock.nowUs(),
      newId: () => this.ids.next(),
      random: Math.random,
      clientVersion: caller.clientVersion,
      apiVersion: caller.apiVersion,
      settings: DEFAULT_ORCHESTRATION_SETTINGS,
    };
  }

  /** The names that events of a run carry. A run's flow cannot be missing: deleting it deletes its runs. */
  async around(scope: WorkspaceScope, head: FlowRunHead, tx?: Tx): Promise<RunSurroundings> {
    const ids = { flowId: head.flowId, deploymentId: head.facts.deploymentId, workQueueId: head.workQueueId };
    const around = await this.surroundings.read(scope, ids, tx);
    if (!around) throw new OrchError('flow_run.not_found', { runId: head.facts.id, flow: 'gone' });
    return around;
  }

  /**
   * Proposes a state for a flow run, under its row lock.
   * @throws OrchError `flow_run.not_found`
   */
  async flowRun(
    tx: Tx,
    runId: string,
    proposed: ProposedState,
    policy: FlowPolicy,
    caller: Caller,
    after: AfterCommit,
  ): Promise<Transitioned> {
    const [row] = await tx.query<Parameters<typeof toHead>[0]>(lockHead(tx.scope, runId));
    if (!row) throw new OrchError('flow_run.not_found', { runId });
    const head = toHead(row);
    const handlers = this.handlers(tx, caller, after, head);
    const request = { run: head.facts, initial: head.state, proposed, context: this.context(caller) };
    const outcome = await drive(orchestrateFlowRun(policy, request), handlers);
    await this.writeFlowRun(tx, head, outcome, after);
    await runAfterEffects(outcome.afterEffects, handlers);
    return { outcome, shown: outcome.state ?? head.state };
  }

  /**
   * Proposes a state for a task run, under its row lock.
   * @throws OrchError `task_run.not_found`
   */
  async taskRun(
    tx: Tx,
    taskRunId: string,
    proposed: ProposedState,
    policy: TaskPolicy,
    caller: Caller,
    after: AfterCommit,
  ): Promise<Transitioned> {
    const [row] = await tx.query<Parameters<typeof toTaskRunHead>[0]>(lockTaskRun(tx.scope, taskRunId));
    if (!row) throw new OrchError('task_run.not_found', { taskRunId });
    const head: TaskRunHead = toTaskRunHead(row);
    const handlers = this.handlers(tx, caller, after);
    const request = { run: head.facts, initial: head.state, proposed, context: this.context(caller) };
    const outcome: Outcome<TaskRunPatch> = await drive(orchestrateTaskRun(policy, request), handlers);
    if (outcome.state) await tx.execute(writeTaskTransition(tx.scope, head, outcome.state, outcome.run));
    await runAfterEffects(outcome.afterEffects, handlers);
    return { outcome, shown: outcome.state ?? head.state };
  }

  /** The task run that stands for a subflow which was just made takes its state. */
  parentTaskRun(tx: Tx, effect: SetParentState): Promise<void> {
    return this.setParent(tx, effect, SERVER, new AfterCommit());
  }

  /** The task run may have been deleted; the subflow goes on. */
  private async setParent(
    tx: Tx,
    { taskRunId, state }: SetParentState,
    caller: Caller,
    after: AfterCommit,
  ): Promise<void> {
    await this.taskRun(tx, taskRunId, state, taskPolicyFor(state, true), caller, after).catch(ignoreMissing);
  }

  private async writeFlowRun(
    tx: Tx,
    head: FlowRunHead,
    outcome: Outcome<FlowRunPatch>,
    after: AfterCommit,
  ): Promise<void> {
    if (outcome.state) {
      const around = await this.around(tx.scope, head, tx);
      const event = flowRunStateChanged(
        { ...head.event, runCount: outcome.run.runCount ?? head.facts.runCount },
        around,
        head.state,
        outcome.state,
      );
      await tx.execute(writeTransition(tx.scope, head, outcome.state, outcome.run, event));
      after.events.push(event);
      for (const id of wokenBy(head, outcome.state, around)) after.woken.add(id);
    } else if (Object.keys(outcome.run).length > 0) {
      await tx.execute(writeColumns(tx.scope, head, outcome.run));
    }
  }

  /** A slot of the run's deployment became free: the run that waits longest for one need not wait its time out. */
  private async callNextWaiting(tx: Tx, head: FlowRunHead, after: AfterCommit): Promise<void> {
    const { facts, workQueueId } = head;
    if (facts.deploymentId === null || workQueueId === null) return;
    const waitSeconds = DEFAULT_ORCHESTRATION_SETTINGS.deploymentSlotWaitSeconds + 1;
    const [next] = await tx.query<{ id: string }>(
      nextWaitingForSlot(tx.scope, facts.deploymentId, workQueueId, waitSeconds),
    );
    if (!next) return;
    const called = proposedState('SCHEDULED', {
      name: 'AwaitingConcurrencySlot',
      message: 'A concurrency slot of the deployment became free.',
      details: { scheduledTimeUs: this.clock.nowUs() },
    });
    await this.flowRun(tx, next.id, called, flowPolicyFor(true), SERVER, after);
  }

  /** The worker gets the task run as it stands now, in the transaction that wrote it. */
  private async enqueue(tx: Tx, taskRunId: string, taskKey: string, after: AfterCommit): Promise<void> {
    const row = await this.taskRuns.byIdIn(tx, taskRunId);
    if (!row) return; // deleted by the same transaction
    await this.taskQueue.enqueueIn(tx, taskKey, taskRunId, presentTaskRun(row));
    after.hasQueuedTasks = true;
  }

  /** One function for each thing a rule may ask for; all of them in the caller's transaction. */
  private handlers(tx: Tx, caller: Caller, after: AfterCommit, flowRun?: FlowRunHead): EffectHandlers {
    const { slots } = this;
    return {
      'acquire-deployment-slot': (e) =>
        slots.acquireDeploymentSlot(tx, e.limitId, e.flowRunId, e.leaseSeconds),
      'renew-lease': (e) => slots.renewLease(tx, e.leaseId, e.leaseSeconds),
      'release-deployment-slot': async (e) => {
        const isFreed = await slots.releaseDeploymentSlot(tx, e.leaseId, e.limitId);
        if (isFreed && flowRun) await this.callNextWaiting(tx, flowRun, after);
      },
      'revoke-lease': (e) => slots.revokeLease(tx, e.leaseId),
      'check-deployment-slots-full': (e) => slots.areDeploymentSlotsFull(tx, e.limitId),
      'check-pool-slot-free': (e) => slots.isPoolSlotFree(tx, e.workQueueId),
      'acquire-tag-lease': (e) => slots.acquireTagLease(tx, e.taskRunId, e.tags),
      // Old-style tag limits are kept as `tag:` limits: the lease above has taken them already.
      'acquire-tag-slots': () => ({ kind: 'acquired', tags: [] }),
      'release-tag-slots': (e) => slots.releaseTagSlots(tx, e.taskRunId, e.tags),
      'reschedule-failed-task-runs': async (e) => {
        const rows = await tx.query<{ id: string }>(failedTaskRuns(tx.scope, e.flowRunId));
        const retry = proposedState('SCHEDULED', {
          name: 'AwaitingRetry',
          details: { scheduledTimeUs: e.scheduledTimeUs },
        });
        for (const { id } of rows)
          await this.taskRun(tx, id, retry, taskPolicyFor(retry, true), caller, after);
      },
      'set-parent-task-state': (e) => this.setParent(tx, e, caller, after),
      // written together with the transition (writeFlowRun)
      'record-state-event': () => undefined,
      'read-flow-run': async (e) =>
        toEnclosingFlowRun(await tx.query(enclosingFlowRun(tx.scope, e.flowRunId))),
      'read-cached-state': async (e) =>
        toCachedState(await tx.query(cachedState(tx.scope, e.cacheKey, e.nowUs))),
      'insert-cached-state': async (e) => {
        await tx.execute(insertCachedState(tx.scope, e.cacheKey, e.expirationUs, e.stateId));
      },
      'enqueue-task-run': (e) => this.enqueue(tx, e.taskRunId, e.taskKey, after),
    };
  }
}

/** What held polls must hear of: a run of this queue may be handed out, or a slot of queue and pool became free. */
export function wokenBy(head: FlowRunHead, state: State, around: RunSurroundings): string[] {
  const woken: string[] = [];
  if (state.type === 'SCHEDULED' && head.workQueueId) woken.push(head.workQueueId);
  // polls count what they handed out as well
  const counted = head.state !== null && (holdsPoolSlot(head.state) || head.state.type === 'SCHEDULED');
  const isFreed = counted && !holdsPoolSlot(state);
  // Others may poll other queues of the pool: its limit and the queue's are two.
  if (isFreed && around.isPoolLimited && around.pool && head.workQueueId)
    woken.push(head.workQueueId, around.pool.id);
  return woken;
}

const holdsPoolSlot = ({ type }: State): boolean => type === 'PENDING' || type === 'RUNNING';

function ignoreMissing(error: unknown): void {
  if (!(error instanceof OrchError && error.code === 'task_run.not_found')) throw error;
}
