import { Injectable } from '@nestjs/common';
import { Database, sql } from '@orch/platform';
import { MAY_ENTER } from '../access/may-enter.ts';

export interface HandleRow {
  readonly account_id: string;
  readonly account_handle: string;
  readonly workspace_id: string | null;
  readonly workspace_handle: string | null;
}

/** Where handles lead, present ones before former ones; only for those who may enter the place. */
@Injectable()
export class HandleReader {
  constructor(private readonly database: Database) {}

  async account(actorId: string, handle: string): Promise<HandleRow | undefined> {
    const [row] = await this.database.queryOutside<HandleRow>(sql`
      select a.id as account_id, a.handle as account_handle, null::uuid as workspace_id, null::text as workspace_handle
      from account a join account_member m on m.account_id = a.id and m.actor_id = ${actorId}
      where a.deleted_at is null and (a.handle = ${handle}
        or a.id = (select l.account_id from account_handle_alias l where l.handle = ${handle}))
      order by (a.handle = ${handle}) desc limit 1`);
    return row;
  }

  /** A workspace that moved to another account is found by its former account, too. */
  async workspace(actorId: string, accountHandle: string, handle: string): Promise<HandleRow | undefined> {
    const [row] = await this.database.queryOutside<HandleRow>(sql`
      with place as (
        select id from account where handle = ${accountHandle}
        union select account_id from account_handle_alias where handle = ${accountHandle})
      select w.account_id, a.handle as account_handle, w.id as workspace_id, w.handle as workspace_handle
      from workspace w
      join account a on a.id = w.account_id
      join account_member m on m.account_id = w.account_id and m.actor_id = ${actorId}
      where ${MAY_ENTER} and (
        (w.account_id in (select id from place) and w.handle = ${handle})
        or w.id in (select l.of_workspace from workspace_handle_alias l
                    where l.account_id in (select id from place) and l.handle = ${handle}))
      order by (a.handle = ${accountHandle} and w.handle = ${handle}) desc, w.created limit 1`);
    return row;
  }
}
