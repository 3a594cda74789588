import { Injectable } from '@nestjs/common';
import { allOf, Database, type Sql, sql, type Tx } from '@orch/platform';
import type { ScimConditions } from './scim-filter.ts';

/** A person whom the directory of an account knows. */
export interface ScimUserRow {
  readonly id: string;
  readonly email: string;
  readonly handle: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly external_id: string | null;
  /** Whether they are a member now. */
  readonly is_member: boolean;
  readonly created: string;
  readonly updated: string;
}

/** Attributes that a list of people can be asked by. */
export const USER_ATTRIBUTES: ReadonlySet<string> = new Set([
  'id',
  'username',
  'externalid',
  'emails.value',
  'emails',
  'active',
]);

const IS_MEMBER = sql`exists (select from account_member m
  where m.account_id = s.account_id and m.actor_id = s.user_id and m.actor_kind = 'user')`;
const USERS = sql`select s.user_id as id, u.email, u.handle, u.first_name, u.last_name, s.external_id, s.created, s.updated,
    ${IS_MEMBER} as is_member
  from scim_user s join app_user u on u.id = s.user_id`;

/** People of directories: `scim_user`, with what `app_user` and `account_member` know of them. */
@Injectable()
export class ScimUserRepository {
  constructor(private readonly database: Database) {}

  /** By id, which is the order in which people came. */
  async list(
    accountId: string,
    wanted: ScimConditions,
    limit: number,
    offset: number,
  ): Promise<ScimUserRow[]> {
    return this.database.queryOutside<ScimUserRow>(
      sql`${USERS} where ${matching(accountId, wanted)} order by s.user_id limit ${limit} offset ${offset}`,
    );
  }

  async count(accountId: string, wanted: ScimConditions): Promise<number> {
    const [row] = await this.database.queryOutside<{ count: number }>(sql`
      select count(*)::int as count from scim_user s join app_user u on u.id = s.user_id
      where ${matching(accountId, wanted)}`);
    return row?.count ?? 0;
  }

  async byId(accountId: string, userId: string): Promise<ScimUserRow | undefined> {
    const found = sql`${USERS} where s.account_id = ${accountId} and s.user_id = ${userId}`;
    return (await this.database.queryOutside<ScimUserRow>(found))[0];
  }

  /** The person, locked until the transaction ends. */
  async lock(tx: Tx, accountId: string, userId: string): Promise<ScimUserRow | undefined> {
    const found = sql`${USERS} where s.account_id = ${accountId} and s.user_id = ${userId} for update of s`;
    return (await tx.query<ScimUserRow>(found))[0];
  }

  /** False when the directory knows them already. */
  async add(tx: Tx, accountId: string, userId: string, externalId: string | null): Promise<boolean> {
    const added = await tx.execute(sql`
      insert into scim_user (account_id, user_id, external_id) values (${accountId}, ${userId}, ${externalId})
      on conflict do nothing`);
    return added > 0;
  }

  async update(tx: Tx, accountId: string, userId: string, externalId: string | null): Promise<void> {
    await tx.execute(sql`
      update scim_user set external_id = ${externalId}, updated = now()
      where account_id = ${accountId} and user_id = ${userId}`);
  }

  async remove(tx: Tx, accountId: string, userId: string): Promise<void> {
    await tx.execute(sql`delete from scim_user where account_id = ${accountId} and user_id = ${userId}`);
  }

  /** Whether the account has proven that addresses of the domain are its own; shared with single sign-on. */
  async isProven(tx: Tx, accountId: string, email: string): Promise<boolean> {
    const rows = await tx.query(sql`
      select 1 from sso_domain where account_id = ${accountId} and verified_at is not null
        and domain = lower(substring(${email}::text from '[^@]*$'))`);
    return rows.length > 0;
  }
}

function matching(accountId: string, wanted: ScimConditions): Sql {
  const conditions: Sql[] = [sql`s.account_id = ${accountId}`];
  for (const [name, value] of wanted) {
    const text = String(value);
    if (name === 'active') conditions.push(sql`${IS_MEMBER} = ${text.toLowerCase() === 'true'}::boolean`);
    else if (name === 'id') conditions.push(sql`s.user_id::text = ${text.toLowerCase()}`);
    else if (name === 'externalid') conditions.push(sql`s.external_id = ${text}`);
    else conditions.push(sql`lower(u.email) = lower(${text})`);
  }
  return allOf(conditions);
}
