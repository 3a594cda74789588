import { BackgroundDatabase, type WorkspaceScope, prepared } from '@orch/platform';
import type { StateType } from '@orch/orchestration';

/** A run that wants attention, claimed by this process for a while. */
export interface DueRun {
  readonly scope: WorkspaceScope;
  readonly id: string;
  readonly stateId: string;
  readonly nextScheduledStartTime: string | null;
}

// Claims by moving `attention_at` on: any number of processes share the work, and a process that dies gives it back
// after a minute. Across workspaces, in order of the time (index flow_run_attention).
const CLAIM = prepared(
  'runs.claim_due',
  `update flow_run set attention_at = now() + interval '60 seconds'
   where (workspace_id, id) in (
     select workspace_id, id from flow_run
     where attention_at <= now() and state_type = $1 order by attention_at limit $2 for update skip locked)
   returning workspace_id, id, state_id, next_scheduled_start_time`,
);

/** Claims runs in this state whose time has come. */
export async function claimDueRuns(
  database: BackgroundDatabase,
  type: StateType,
  limit: number,
): Promise<DueRun[]> {
  const rows = await database.queryOutside<{
    workspace_id: string;
    id: string;
    state_id: string;
    next_scheduled_start_time: string | null;
  }>(CLAIM.with(type, limit));
  return rows.map((r) => ({
    scope: { accountId: '', workspaceId: r.workspace_id }, // loops act for no account
    id: r.id,
    stateId: r.state_id,
    nextScheduledStartTime: r.next_scheduled_start_time,
  }));
}

const SETTLE = prepared(
  'runs.settle_due',
  'update flow_run set attention_at = null where workspace_id = $1::uuid and id = $2::uuid and state_id = $3::uuid',
);

/** Nothing more to do for the run while it stays in this state. */
export const settleDueRun = (database: BackgroundDatabase, run: DueRun): Promise<number> =>
  database.execute(run.scope, SETTLE.with(run.scope.workspaceId, run.id, run.stateId));
