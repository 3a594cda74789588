import { Injectable } from '@nestjs/common';
import type { TaskRunUpdate } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { Database, type WorkspaceScope, prepared } from '@orch/platform';
import { makeRunName } from '../flow-runs/run-name.ts';

const UPDATE = prepared(
  'runs.update_task_run',
  'update task_run set name = coalesce($3, name), updated = now() where workspace_id = $1 and id = $2',
);

@Injectable()
export class UpdateTaskRun {
  constructor(private readonly db: Database) {}

  /**
   * Renames a task run: an absent name changes nothing, an empty one asks for a made-up name. Upstream: models/task_runs.py, update_task_run (3.8.8).
   * @throws OrchError `task_run.not_found`
   */
  async execute(scope: WorkspaceScope, id: string, change: TaskRunUpdate): Promise<void> {
    const name = change.name === null ? makeRunName() : change.name;
    const touched = await this.db.execute(scope, UPDATE.with(scope.workspaceId, id, name ?? null));
    if (touched === 0) throw new OrchError('task_run.not_found', { id });
  }
}
