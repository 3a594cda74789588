import { Injectable } from '@nestjs/common';
import { type ProposedState, taskPolicyFor } from '@orch/orchestration';
import { Database, type WorkspaceScope } from '@orch/platform';
import { AfterCommit } from '../orchestration/after-commit.ts';
import { RunPublisher } from '../orchestration/run-publisher.ts';
import { type Caller, SERVER, type Transitioned, Transitions } from '../orchestration/transitions.ts';

/** Proposes a state for a task run, for clients that let the server orchestrate, for background tasks and loops. */
@Injectable()
export class SetTaskRunState {
  constructor(
    private readonly database: Database,
    private readonly transitions: Transitions,
    private readonly publisher: RunPublisher,
  ) {}

  /** @throws OrchError `task_run.not_found` — also when it is in another workspace. */
  async execute(
    scope: WorkspaceScope,
    taskRunId: string,
    proposed: ProposedState,
    how: { readonly force?: boolean; readonly caller?: Caller } = {},
  ): Promise<Transitioned> {
    let after = new AfterCommit();
    const policy = taskPolicyFor(proposed, how.force ?? false);
    const result = await this.database.transaction(scope, (tx) => {
      after = new AfterCommit(); // a retried transaction starts anew
      return this.transitions.taskRun(tx, taskRunId, proposed, policy, how.caller ?? SERVER, after);
    });
    this.publisher.committed(scope, after);
    return result;
  }
}
