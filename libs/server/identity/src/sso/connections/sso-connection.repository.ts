import { Injectable } from '@nestjs/common';
import { Database, sql, type Tx } from '@orch/platform';

/** An identity provider of an account, as it is kept. */
export interface SsoConnectionRow {
  readonly id: string;
  readonly account_id: string;
  readonly name: string;
  readonly issuer: string;
  readonly client_id: string;
  /** The client secret. */
  readonly sealed: Buffer | null;
  readonly scopes: readonly string[];
  readonly group_claim: string | null;
  readonly is_enabled: boolean;
  readonly is_enforced: boolean;
  readonly assumes_email_verified: boolean;
  readonly is_just_in_time: boolean;
  readonly default_account_role_id: string;
  readonly default_workspace_id: string | null;
  readonly default_workspace_role_id: string | null;
  readonly created: string;
  readonly updated: string;
}
export type SsoConnectionWrite = Omit<SsoConnectionRow, 'created' | 'updated'>;

const COLUMNS = sql`c.id, c.account_id, c.name, c.issuer, c.client_id, c.sealed, c.scopes, c.group_claim, c.is_enabled,
  c.is_enforced, c.assumes_email_verified, c.is_just_in_time, c.default_account_role_id, c.default_workspace_id,
  c.default_workspace_role_id, c.created, c.updated`;

@Injectable()
export class SsoConnectionRepository {
  constructor(private readonly database: Database) {}

  async list(accountId: string, limit: number, offset: number): Promise<SsoConnectionRow[]> {
    return this.database.queryOutside<SsoConnectionRow>(sql`
      select ${COLUMNS} from sso_connection c where c.account_id = ${accountId}
      order by c.id limit ${limit} offset ${offset}`);
  }

  async count(tx: Tx, accountId: string): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      sql`select count(*)::int as count from sso_connection where account_id = ${accountId}`,
    );
    return row?.count ?? 0;
  }

  async byId(accountId: string, id: string): Promise<SsoConnectionRow | undefined> {
    const [row] = await this.database.queryOutside<SsoConnectionRow>(
      sql`select ${COLUMNS} from sso_connection c where c.account_id = ${accountId} and c.id = ${id}`,
    );
    return row;
  }

  async lock(tx: Tx, accountId: string, id: string): Promise<SsoConnectionRow | undefined> {
    const [row] = await tx.query<SsoConnectionRow>(
      sql`select ${COLUMNS} from sso_connection c where c.account_id = ${accountId} and c.id = ${id} for update`,
    );
    return row;
  }

  /** For a sign-in, which knows no account yet. */
  async enabled(id: string): Promise<SsoConnectionRow | undefined> {
    const [row] = await this.database.queryOutside<SsoConnectionRow>(
      sql`select ${COLUMNS} from sso_connection c join account a on a.id = c.account_id and a.deleted_at is null
          where c.id = ${id} and c.is_enabled`,
    );
    return row;
  }

  /** The connection that an e-mail domain leads to. */
  async ofDomain(domain: string): Promise<SsoConnectionRow | undefined> {
    const [row] = await this.database.queryOutside<SsoConnectionRow>(sql`
      select ${COLUMNS} from sso_domain d join sso_connection c on c.id = d.connection_id
      join account a on a.id = c.account_id and a.deleted_at is null
      where d.domain = ${domain} and d.verified_at is not null and c.is_enabled`);
    return row;
  }

  /** Connections of accounts that the person is a member of, with one issuer. */
  async ofMember(tx: Tx, userId: string, issuer: string): Promise<SsoConnectionRow[]> {
    return tx.query<SsoConnectionRow>(sql`
      select ${COLUMNS} from account_member m join sso_connection c on c.account_id = m.account_id
      join account a on a.id = c.account_id and a.deleted_at is null
      where m.actor_id = ${userId} and c.issuer = ${issuer} and c.is_enabled order by c.id limit 50`);
  }

  /** The account that insists on its provider for this domain, if the person is not its owner. */
  async insisting(
    domain: string,
    userId: string,
    ownerRoleId: string,
  ): Promise<SsoConnectionRow | undefined> {
    const [row] = await this.database.queryOutside<SsoConnectionRow>(sql`
      select ${COLUMNS} from sso_domain d join sso_connection c on c.id = d.connection_id
      join account a on a.id = c.account_id and a.deleted_at is null
      where d.domain = ${domain} and d.verified_at is not null and c.is_enabled and c.is_enforced
        and not exists (select from account_member m
          where m.account_id = c.account_id and m.actor_id = ${userId} and m.role_id = ${ownerRoleId})`);
    return row;
  }

  async save(tx: Tx, row: SsoConnectionWrite): Promise<void> {
    await tx.execute(sql`
      insert into sso_connection (id, account_id, name, issuer, client_id, sealed, scopes, group_claim, is_enabled, is_enforced,
        assumes_email_verified, is_just_in_time, default_account_role_id, default_workspace_id, default_workspace_role_id)
      values (${row.id}, ${row.account_id}, ${row.name}, ${row.issuer}, ${row.client_id}, ${row.sealed}, ${[...row.scopes]},
        ${row.group_claim}, ${row.is_enabled}, ${row.is_enforced}, ${row.assumes_email_verified}, ${row.is_just_in_time},
        ${row.default_account_role_id}, ${row.default_workspace_id}, ${row.default_workspace_role_id})
      on conflict (id) do update set name = excluded.name, issuer = excluded.issuer, client_id = excluded.client_id,
        sealed = excluded.sealed, scopes = excluded.scopes, group_claim = excluded.group_claim,
        is_enabled = excluded.is_enabled, is_enforced = excluded.is_enforced,
        assumes_email_verified = excluded.assumes_email_verified, is_just_in_time = excluded.is_just_in_time,
        default_account_role_id = excluded.default_account_role_id,
        default_workspace_id = excluded.default_workspace_id,
        default_workspace_role_id = excluded.default_workspace_role_id, updated = now()`);
  }

  async delete(tx: Tx, accountId: string, id: string): Promise<void> {
    await tx.execute(sql`delete from sso_connection where account_id = ${accountId} and id = ${id}`);
  }

  /** Whether a role of this level may be named in the account. */
  async knowsRole(accountId: string, level: 'account' | 'workspace', roleId: string): Promise<boolean> {
    const rows = await this.database.queryOutside(sql`
      select 1 from role where id = ${roleId} and level = ${level} and (account_id is null or account_id = ${accountId})`);
    return rows.length > 0;
  }

  async knowsWorkspace(accountId: string, workspaceId: string): Promise<boolean> {
    const rows = await this.database.queryOutside(
      sql`select 1 from workspace where id = ${workspaceId} and account_id = ${accountId} and deleted_at is null`,
    );
    return rows.length > 0;
  }
}
