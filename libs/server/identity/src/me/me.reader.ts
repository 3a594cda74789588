import { Injectable } from '@nestjs/common';
import type { AccountOfMe, WorkspaceOfMe } from '@orch/contract';
import { Database, sql } from '@orch/platform';
import { ROLES_OWNING_WORKSPACES } from '../roles/roles.ts';

@Injectable()
export class MeReader {
  constructor(private readonly database: Database) {}

  /** Every workspace the actor may enter, by handles. */
  async workspaces(actorId: string): Promise<WorkspaceOfMe[]> {
    return this.database.queryOutside<WorkspaceOfMe>(sql`
      select a.id as account_id, a.name as account_name, a.handle as account_handle, w.id as workspace_id,
        w.name as workspace_name, w.description as workspace_description, w.handle as workspace_handle
      from account_member m
      join account a on a.id = m.account_id
      join workspace w on w.account_id = a.id
      where m.actor_id = ${actorId} and (m.role_id = any(${ROLES_OWNING_WORKSPACES}::uuid[])
        or exists (select from workspace_access x where x.workspace_id = w.id and x.actor_id = m.actor_id))
      order by a.handle, w.handle`);
  }

  async accounts(actorId: string): Promise<AccountOfMe[]> {
    return this.database.queryOutside<AccountOfMe>(sql`
      select a.id as account_id, a.name as account_name, a.handle as account_handle
      from account_member m join account a on a.id = m.account_id
      where m.actor_id = ${actorId} order by a.handle`);
  }
}
