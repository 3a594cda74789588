import { Injectable } from '@nestjs/common';
import { proposedState } from '@orch/orchestration';
import { BackgroundDatabase, prepared, type WorkspaceScope } from '@orch/platform';
import { SetTaskRunState } from '../task-runs/set-task-run-state.ts';
import { unlessMissing } from './mark-late-runs.ts';

const BATCH = 500;
const MESSAGE = 'The flow run crashed.';

// Background tasks (they have stored parameters) run in a process of their own and may well live.
const OPEN = prepared(
  'runs.tasks_of_lost_process',
  `select t.id from task_run t
   where t.workspace_id = $1::uuid and t.flow_run_id = $2::uuid and t.state_type in ('PENDING', 'RUNNING')
     and t.state_details ->> 'task_parameters_id' is null
     and not exists (select from flow_run s where s.workspace_id = $1::uuid and s.parent_task_run_id = t.id)
   limit $3`,
);

/** Tasks whose process is gone with their flow run's become CRASHED, and give back the slots of their tags. */
@Injectable()
export class CrashOpenTasks {
  constructor(
    private readonly background: BackgroundDatabase,
    private readonly setTaskState: SetTaskRunState,
  ) {}

  /** Those of one crashed flow run; again and again is no error. */
  async execute(scope: WorkspaceScope, flowRunId: string): Promise<void> {
    const crashed = proposedState('CRASHED', { message: MESSAGE });
    for (;;) {
      const tasks = await this.background.query<{ id: string }>(
        scope,
        OPEN.with(scope.workspaceId, flowRunId, BATCH),
      );
      for (const { id } of tasks)
        await this.setTaskState.execute(scope, id, crashed, { force: true }).catch(unlessMissing);
      if (tasks.length < BATCH) return;
    }
  }
}
