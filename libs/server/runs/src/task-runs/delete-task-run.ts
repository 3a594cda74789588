import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { Database, type WorkspaceScope, prepared } from '@orch/platform';

// States and logs have no foreign key, so they go in the same statement.
const DELETE = prepared(
  'runs.delete_task_run',
  `with gone as (delete from task_run where workspace_id = $1 and id = $2 returning id),
     states as (delete from task_run_state where workspace_id = $1 and task_run_id in (select id from gone)),
     lines as (delete from log where workspace_id = $1 and task_run_id in (select id from gone))
   select id from gone`,
);

@Injectable()
export class DeleteTaskRun {
  constructor(private readonly db: Database) {}

  /**
   * Deletes a task run with its states and logs. Upstream: models/task_runs.py, delete_task_run (3.8.8).
   * @throws OrchError `task_run.not_found`
   */
  async execute(scope: WorkspaceScope, id: string): Promise<void> {
    const rows = await this.db.query(scope, DELETE.with(scope.workspaceId, id));
    if (rows.length === 0) throw new OrchError('task_run.not_found', { id });
  }
}
