import { Injectable } from '@nestjs/common';
import { Ids, OrchError } from '@orch/kernel';
import { sql, type Tx, violates } from '@orch/platform';
import { ACCOUNT_ROLES } from '../roles/roles.ts';
import { ACCOUNT_COLUMNS, type AccountRow } from './account.reader.ts';

/** What an update may set; absent members stay. */
export interface AccountChange {
  readonly name?: string | undefined;
  readonly handle?: string | undefined;
  readonly location?: string | null | undefined;
  readonly link?: string | null | undefined;
  readonly image_location?: string | null | undefined;
}

@Injectable()
export class AccountRepository {
  constructor(private readonly ids: Ids) {}

  /** The account, locked until the transaction ends; all changes of its members and handle pass here one by one. */
  async lock(tx: Tx, accountId: string): Promise<AccountRow | undefined> {
    const [row] = await tx.query<AccountRow>(sql`
      select ${ACCOUNT_COLUMNS} from account where id = ${accountId} and deleted_at is null for no key update`);
    return row;
  }

  /** How many accounts the person owns, deleted ones included; the person stays locked. */
  async countOwned(tx: Tx, userId: string): Promise<number> {
    await tx.query(sql`select 1 from app_user where id = ${userId} for no key update`);
    const [row] = await tx.query<{ count: number }>(sql`
      select count(*) from account_member where actor_id = ${userId} and role_id = ${ACCOUNT_ROLES.Owner}`);
    return row?.count ?? 0;
  }

  /** An account with its owner. @throws OrchError `handle.taken` */
  async create(
    tx: Tx,
    ownerId: string,
    { name, handle }: { name: string; handle: string },
  ): Promise<AccountRow> {
    await this.requireFreeAlias(tx, handle, null);
    return handleFree(handle, async () => {
      const [row] = await tx.query<AccountRow>(sql`
        insert into account (id, name, handle) values (${this.ids.next()}, ${name}, ${handle}) returning ${ACCOUNT_COLUMNS}`);
      if (!row) throw new Error('an insert returned no row');
      await tx.execute(sql`
        insert into account_member (account_id, actor_id, actor_kind, role_id)
        values (${row.id}, ${ownerId}, 'user', ${ACCOUNT_ROLES.Owner})`);
      return row;
    });
  }

  /** The former handle keeps leading to the account. @throws OrchError `handle.taken` */
  async update(tx: Tx, row: AccountRow, change: AccountChange): Promise<AccountRow> {
    const { name = row.name, handle = row.handle } = change;
    const kept = <K extends 'location' | 'link' | 'image_location'>(key: K) =>
      change[key] === undefined ? row[key] : change[key];
    if (handle !== row.handle) await this.renameHandle(tx, row, handle);
    return handleFree(handle, async () => {
      const [updated] = await tx.query<AccountRow>(sql`
        update account set name = ${name}, handle = ${handle}, location = ${kept('location')}, link = ${kept('link')},
          image_location = ${kept('image_location')}, updated = now() where id = ${row.id} returning ${ACCOUNT_COLUMNS}`);
      if (!updated) throw new Error('a locked row is gone');
      return updated;
    });
  }

  async saveSettings(tx: Tx, accountId: string, settings: object): Promise<void> {
    await tx.execute(sql`
      update account set settings = settings || ${JSON.stringify(settings)}::jsonb, updated = now() where id = ${accountId}`);
  }

  async saveDomains(tx: Tx, accountId: string, domains: readonly string[]): Promise<void> {
    await tx.execute(sql`
      update account set domain_names = ${domains}::text[], updated = now() where id = ${accountId}`);
  }

  async markDeleted(tx: Tx, accountId: string): Promise<void> {
    await tx.execute(sql`update account set deleted_at = now(), updated = now() where id = ${accountId}`);
  }

  /** Brings back an account that its owner deleted; `undefined` when there is none any more. */
  async restore(
    tx: Tx,
    accountId: string,
    ownerId: string,
    graceDays: number,
  ): Promise<AccountRow | undefined> {
    const [row] = await tx.query<AccountRow>(sql`
      update account set deleted_at = null, updated = now()
      where id = ${accountId} and deleted_at >= now() - make_interval(days => ${graceDays}::int) and exists (
        select from account_member m where m.account_id = account.id and m.actor_id = ${ownerId} and m.role_id = ${ACCOUNT_ROLES.Owner})
      returning ${ACCOUNT_COLUMNS}`);
    return row;
  }

  private async renameHandle(tx: Tx, row: AccountRow, handle: string): Promise<void> {
    await this.requireFreeAlias(tx, handle, row.id);
    await tx.execute(
      sql`delete from account_handle_alias where handle = ${handle} and account_id = ${row.id}`,
    );
    await tx.execute(sql`
      insert into account_handle_alias (handle, account_id) values (${row.handle}, ${row.id}) on conflict (handle) do nothing`);
  }

  /** Links to a former handle must not lead to somebody else one day. */
  private async requireFreeAlias(tx: Tx, handle: string, accountId: string | null): Promise<void> {
    const [alias] = await tx.query<{ account_id: string }>(
      sql`select account_id from account_handle_alias where handle = ${handle}`,
    );
    if (alias && alias.account_id !== accountId) throw new OrchError('handle.taken', {}, { handle });
  }
}

async function handleFree<T>(handle: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (violates(error, 'unique', 'account_handle_key')) throw new OrchError('handle.taken', {}, { handle });
    throw error;
  }
}
