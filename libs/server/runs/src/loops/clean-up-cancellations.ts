import { Injectable } from '@nestjs/common';
import { proposedState } from '@orch/orchestration';
import { BackgroundDatabase, prepared, type WorkspaceScope } from '@orch/platform';
import { SetFlowRunState } from '../flow-runs/set-flow-run-state.ts';
import { SetTaskRunState } from '../task-runs/set-task-run-state.ts';
import { type DueRun, claimDueRuns, settleDueRun } from './due-runs.repository.ts';
import { unlessMissing } from './mark-late-runs.ts';

const BATCH = 100;
const CHILDREN_MAX = 1_000;
const PARENT_CANCELLED = 'The parent flow run was cancelled.';
const TIMED_OUT = 'Flow run cancellation timed out; marked this flow run as Cancelled.';

const OPEN_TASK_RUNS = prepared(
  'runs.open_task_runs',
  `select id from task_run where workspace_id = $1::uuid and flow_run_id = $2::uuid
     and state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING') limit $3`,
);
const OPEN_SUBFLOWS = prepared(
  'runs.open_subflows',
  `select r.id, r.deployment_id, r.state_type from flow_run r
   join task_run t on t.workspace_id = r.workspace_id and t.id = r.parent_task_run_id
   where t.workspace_id = $1::uuid and t.flow_run_id = $2::uuid
     and r.state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'PAUSED', 'CANCELLING') limit $3`,
);

/** Hears of a run whose cancellation took too long, after it was written down as cancelled. */
export type TimedOutListener = (scope: WorkspaceScope, runId: string, stateId: string) => Promise<void>;

/**
 * Ends cancellations: what a cancelled run leaves open is cancelled too, and a run that stays CANCELLING too long
 * becomes CANCELLED. Upstream: services/cancellation_cleanup.py (3.8.8).
 */
@Injectable()
export class CleanUpCancellations {
  private readonly listeners = new Set<TimedOutListener>();

  constructor(
    private readonly background: BackgroundDatabase,
    private readonly setState: SetFlowRunState,
    private readonly setTaskState: SetTaskRunState,
  ) {}

  onTimedOut(listener: TimedOutListener): void {
    this.listeners.add(listener);
  }

  /** One batch; returns how many runs were looked at. */
  async execute(): Promise<number> {
    const overdue = await claimDueRuns(this.background, 'CANCELLING', BATCH);
    const cancelled = proposedState('CANCELLED', { message: TIMED_OUT });
    for (const run of overdue) {
      const result = await this.setState.execute(run.scope, run.id, cancelled).catch(unlessMissing);
      const state = result?.outcome.state;
      if (state?.type !== 'CANCELLED') continue;
      for (const listener of this.listeners) await listener(run.scope, run.id, state.id);
    }
    const parents = await claimDueRuns(this.background, 'CANCELLED', BATCH);
    for (const run of parents) await this.cancelChildren(run);
    return overdue.length + parents.length;
  }

  private async cancelChildren(run: DueRun): Promise<void> {
    const ids = [run.scope.workspaceId, run.id, CHILDREN_MAX] as const;
    // Subflows first: the task run that stands for a subflow takes over its state.
    const subflows = await this.background.query<{
      id: string;
      deployment_id: string | null;
      state_type: string;
    }>(run.scope, OPEN_SUBFLOWS.with(...ids));
    for (const child of subflows) {
      if (child.deployment_id !== null && child.state_type === 'CANCELLING') continue; // its worker is at it
      const type = child.deployment_id === null ? 'CANCELLED' : 'CANCELLING';
      await this.setState
        .execute(run.scope, child.id, proposedState(type, { message: PARENT_CANCELLED }))
        .catch(unlessMissing);
    }
    const tasks = await this.background.query<{ id: string }>(run.scope, OPEN_TASK_RUNS.with(...ids));
    const cancelled = proposedState('CANCELLED', { message: PARENT_CANCELLED });
    for (const { id } of tasks)
      await this.setTaskState.execute(run.scope, id, cancelled, { force: true }).catch(unlessMissing);
    if (subflows.length < CHILDREN_MAX && tasks.length < CHILDREN_MAX)
      await settleDueRun(this.background, run);
  }
}
