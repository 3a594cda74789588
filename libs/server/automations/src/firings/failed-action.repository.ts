import type { JsonText } from '@orch/kernel';
import { type Sql, type Tx, type WorkspaceScope, type Database, prepared, sql } from '@orch/platform';

/** A row of `automation_action` that was given up; JSON and times are text. */
export interface FailedActionRow {
  readonly id: string;
  readonly automation_id: string;
  readonly automation_name: string;
  readonly state_event_id: string;
  readonly action: JsonText;
  readonly action_index: number;
  readonly attempts: number;
  readonly reason: string | null;
  readonly created: string;
  readonly failed_at: string | null;
}

// It keeps the number of its tries: whoever tried it before and comes back late must not end this try.
const RETRY = prepared(
  'automations.retry_action',
  `with again as (
     update automation_action set status = 'waiting', due = clock_timestamp(), reason = null, failed_at = null
     where workspace_id = $1::uuid and id = $2::uuid and status = 'failed' returning state_event_id, action_index
   ), noted as (
     update automation_firing f set actions = jsonb_set(f.actions, array[a.action_index::text],
       (f.actions -> a.action_index) - 'error' - 'attempts' || '{"status": "waiting"}')
     from again a where f.workspace_id = $1::uuid and f.id = a.state_event_id and f.actions -> a.action_index is not null
   ) select count(*)::int as n from again`,
);
const DELETE = prepared(
  'automations.delete_failed_action',
  `delete from automation_action where workspace_id = $1::uuid and id = $2::uuid and status = 'failed'`,
);

/** Actions that were given up: nobody tries them again unless somebody asks. */
export const FailedActionRepository = {
  /** The youngest order first; of one automation, or of all. */
  async list(
    database: Database,
    scope: WorkspaceScope,
    automationId: string | null,
    offset: number,
    limit: number,
  ): Promise<FailedActionRow[]> {
    const of: Sql = automationId === null ? sql`true` : sql`a.automation_id = ${automationId}::uuid`;
    return database.query<FailedActionRow>(
      scope,
      sql`select a.id, a.automation_id, a.automation ->> 'name' as automation_name, a.state_event_id, a.action, a.action_index,
                 a.attempts, a.reason, a.created, a.failed_at
          from automation_action a
          where a.workspace_id = ${scope.workspaceId}::uuid and a.status = 'failed' and ${of}
          order by a.created desc, a.id desc offset ${offset} limit ${limit}`,
    );
  },

  /** False when there is no such action, or when it waits to be done. */
  async retry(tx: Tx, id: string): Promise<boolean> {
    const [row] = await tx.query<{ n: number }>(RETRY.with(tx.scope.workspaceId, id));
    return (row?.n ?? 0) > 0;
  },

  /** As `retry`. */
  async delete(tx: Tx, id: string): Promise<boolean> {
    return (await tx.execute(DELETE.with(tx.scope.workspaceId, id))) > 0;
  },
};
