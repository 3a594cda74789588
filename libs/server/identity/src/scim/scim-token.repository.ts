import { Injectable } from '@nestjs/common';
import { type Micros, microsToPg } from '@orch/kernel';
import { Database, sql, type Tx } from '@orch/platform';

export interface ScimTokenRow {
  readonly id: string;
  readonly account_id: string;
  readonly name: string;
  readonly created: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
}

const COLUMNS = sql`id, account_id, name, created, expires_at, last_used_at`;

/** Tokens of identity providers. One that is not there opens nothing. */
@Injectable()
export class ScimTokenRepository {
  constructor(private readonly database: Database) {}

  /** The token, if it works, of an account that is not deleted. Its use is noted once a minute. */
  async live(hash: Buffer): Promise<ScimTokenRow | undefined> {
    const [row] = await this.database.queryOutside<ScimTokenRow & { readonly is_noted: boolean }>(sql`
      select t.id, t.account_id, t.name, t.created, t.expires_at, t.last_used_at,
        coalesce(t.last_used_at > now() - interval '1 minute', false) as is_noted
      from scim_token t join account a on a.id = t.account_id and a.deleted_at is null
      where t.hash = ${hash} and (t.expires_at is null or t.expires_at > now())`);
    if (row && !row.is_noted)
      await this.database.queryOutside(sql`update scim_token set last_used_at = now() where id = ${row.id}`);
    return row;
  }

  async list(accountId: string, limit: number): Promise<ScimTokenRow[]> {
    return this.database.queryOutside<ScimTokenRow>(
      sql`select ${COLUMNS} from scim_token where account_id = ${accountId} order by created desc, id limit ${limit}`,
    );
  }

  async count(tx: Tx, accountId: string): Promise<number> {
    const [row] = await tx.query<{ count: number }>(
      sql`select count(*)::int as count from scim_token where account_id = ${accountId}`,
    );
    return row?.count ?? 0;
  }

  async add(
    tx: Tx,
    token: {
      readonly id: string;
      readonly accountId: string;
      readonly name: string;
      readonly hash: Buffer;
      readonly createdBy: string | null;
      readonly expiresUs: Micros | null;
    },
  ): Promise<ScimTokenRow> {
    const expires = token.expiresUs === null ? null : microsToPg(token.expiresUs);
    const [row] = await tx.query<ScimTokenRow>(sql`
      insert into scim_token (id, account_id, name, hash, created_by, expires_at)
      values (${token.id}, ${token.accountId}, ${token.name}, ${token.hash}, ${token.createdBy}, ${expires})
      returning ${COLUMNS}`);
    return row!;
  }

  async remove(tx: Tx, accountId: string, id: string): Promise<ScimTokenRow | undefined> {
    const [row] = await tx.query<ScimTokenRow>(
      sql`delete from scim_token where account_id = ${accountId} and id = ${id} returning ${COLUMNS}`,
    );
    return row;
  }
}
