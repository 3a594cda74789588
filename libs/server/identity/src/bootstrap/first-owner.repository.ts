import { Injectable } from '@nestjs/common';
import { Ids } from '@orch/kernel';
import { sql, type Tx, type WorkspaceScope } from '@orch/platform';
import { ACCOUNT_ROLES } from '../roles/roles.ts';

interface NewOwner {
  readonly userId: string;
  readonly email: string;
  readonly handle: string;
  readonly accountName: string;
  readonly workspaceHandle: string;
  readonly passwordHash?: string | null;
}

/** Any number of processes start at once on an empty database. */
const START_LOCK = 7_250_012;

@Injectable()
export class FirstOwnerRepository {
  constructor(private readonly ids: Ids) {}

  async lock(tx: Tx): Promise<void> {
    await tx.query(sql`select pg_advisory_xact_lock(${START_LOCK})`);
  }

  /** Whether anybody but the local user exists. */
  async hasUsers(tx: Tx, localUserId: string): Promise<boolean> {
    return (await tx.query(sql`select 1 from app_user where id <> ${localUserId} limit 1`)).length > 0;
  }

  async hasKeys(tx: Tx, actorId: string): Promise<boolean> {
    return (await tx.query(sql`select 1 from api_key where actor_id = ${actorId} limit 1`)).length > 0;
  }

  /** Makes what is missing of a user with an account and a workspace of their own; what is there stays as it is. */
  async ensureOwner(tx: Tx, owner: NewOwner): Promise<WorkspaceScope> {
    const { userId, email, handle, accountName, workspaceHandle, passwordHash = null } = owner;
    // who may set the settings of a server runs it, and reads the mails of the address they give
    await tx.query(sql`
      insert into app_user (id, email, handle, password_hash, email_verified_at, is_operator)
      values (${userId}, ${email}, ${handle}, ${passwordHash}, now(), true) on conflict (id) do nothing`);
    await tx.query(
      sql`insert into account (id, name, handle) values (${this.ids.next()}, ${accountName}, ${handle}) on conflict (handle) do nothing`,
    );
    const accountId = await this.idOf(tx, sql`select id from account where handle = ${handle}`);
    await tx.query(sql`
      insert into account_member (account_id, actor_id, actor_kind, role_id)
      values (${accountId}, ${userId}, 'user', ${ACCOUNT_ROLES.Owner}) on conflict do nothing`);
    // one that was renamed is still there: only an account without any gets one
    await tx.query(sql`
      insert into workspace (id, account_id, name, handle)
      select ${this.ids.next()}, ${accountId}, ${workspaceHandle}, ${workspaceHandle}
      where not exists (select from workspace where account_id = ${accountId} and deleted_at is null)`);
    const workspaceId = await this.idOf(
      tx,
      sql`
      select id from workspace where account_id = ${accountId} and deleted_at is null order by (handle = ${workspaceHandle}) desc, created, id limit 1`,
    );
    return { accountId, workspaceId };
  }

  /** The person with this address, as long as they never had a password. */
  async withoutPassword(tx: Tx, email: string): Promise<string | undefined> {
    const [row] = await tx.query<{ id: string }>(
      sql`select id from app_user where lower(email) = lower(${email}) and password_hash is null`,
    );
    return row?.id;
  }

  private async idOf(tx: Tx, statement: ReturnType<typeof sql>): Promise<string> {
    const [row] = await tx.query<{ id: string }>(statement);
    if (!row) throw new Error('a row that was just written is not there');
    return row.id;
  }
}
