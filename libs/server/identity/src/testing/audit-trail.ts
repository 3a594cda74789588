import { sql } from '@orch/platform';
import type { IdentityApp } from './identity-app.ts';

export interface Trail {
  readonly action: string;
  readonly target_id: string;
  readonly workspace_id: string | null;
  readonly before: Record<string, unknown> | null;
  readonly after: Record<string, unknown> | null;
}

/** What the audit log of an account says since `after` entries. */
export async function trailOf(app: IdentityApp, accountId: string, after = 0): Promise<Trail[]> {
  const rows = await app.database.queryOutside<
    Omit<Trail, 'before' | 'after'> & { before: string | null; after: string | null }
  >(sql`
    select action, target_id, of_workspace as workspace_id, before, after from audit_event
    where account_id = ${accountId} and sequence > ${after} order by sequence`);
  return rows.map((row) => ({
    ...row,
    before: row.before === null ? null : (JSON.parse(row.before) as Record<string, unknown>),
    after: row.after === null ? null : (JSON.parse(row.after) as Record<string, unknown>),
  }));
}

/** The last entry. */
export const lastOf = async (app: IdentityApp, accountId: string): Promise<Trail | undefined> =>
  (await trailOf(app, accountId)).at(-1);
