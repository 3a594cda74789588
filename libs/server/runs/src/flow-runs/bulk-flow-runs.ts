import { Injectable } from '@nestjs/common';
import type { FlowRunFilter, FlowRunsBulkSetStateBody } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { Database, type WorkspaceScope, sql } from '@orch/platform';
import { flowRunsWhere } from '../filters/where.ts';
import { toProposedState } from '../orchestration/proposed-state.ts';
import { presentTransition } from '../orchestration/transition.presenter.ts';
import type { Caller } from '../orchestration/transitions.ts';
import { DeleteFlowRuns } from './delete-flow-runs.ts';
import { SetFlowRunState } from './set-flow-run-state.ts';

/** The same change for many runs, chosen by a filter; newest first, at most `limit` of them. */
@Injectable()
export class BulkFlowRuns {
  constructor(
    private readonly database: Database,
    private readonly deleteRuns: DeleteFlowRuns,
    private readonly setRunState: SetFlowRunState,
  ) {}

  /** Answers the ids that were deleted. */
  async delete(scope: WorkspaceScope, filter: FlowRunFilter | null, limit: number): Promise<string[]> {
    return this.deleteRuns.execute(scope, await this.chosen(scope, filter, limit));
  }

  /** Proposes the state to each; one run that fails does not stop the others. Answers the wire text. */
  async setState(scope: WorkspaceScope, body: FlowRunsBulkSetStateBody, caller: Caller): Promise<string> {
    const results: string[] = [];
    for (const id of await this.chosen(scope, body.flow_runs, body.limit)) {
      const result = await this.setRunState
        .execute(scope, id, toProposedState(body.state), { force: body.force, caller })
        .then(presentTransition, aborted);
      results.push(`{"flow_run_id":"${id}",${result.slice(1)}`);
    }
    return `{"results":[${results.join(',')}]}`;
  }

  private async chosen(
    scope: WorkspaceScope,
    filter: FlowRunFilter | null,
    limit: number,
  ): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      scope,
      sql`select r.id from flow_run r where ${flowRunsWhere(scope, { flow_runs: filter })} order by r.id desc limit ${limit}`,
    );
    return rows.map((r) => r.id);
  }
}

function aborted(error: unknown): string {
  if (!(error instanceof OrchError)) throw error;
  const reason = Object.values(error.body())[0] ?? error.code;
  return JSON.stringify({ state: null, status: 'ABORT', details: { type: 'abort_details', reason } });
}
