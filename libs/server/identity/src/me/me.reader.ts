import { Injectable } from '@nestjs/common';
import type { AccountOfMe, WorkspaceOfMe } from '@orch/contract';
import { Database, sql } from '@orch/platform';
import { MAY_ENTER } from '../access/may-enter.ts';

/** More than this nobody works in; the answer of one request stays bounded. */
const LISTED_MAX = 2_000;

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
      where m.actor_id = ${actorId} and ${MAY_ENTER}
      order by a.handle, w.handle limit ${LISTED_MAX}`);
  }

  async accounts(actorId: string): Promise<AccountOfMe[]> {
    return this.database.queryOutside<AccountOfMe>(sql`
      select a.id as account_id, a.name as account_name, a.handle as account_handle
      from account_member m join account a on a.id = m.account_id and a.deleted_at is null
      where m.actor_id = ${actorId} order by a.handle limit ${LISTED_MAX}`);
  }
}
