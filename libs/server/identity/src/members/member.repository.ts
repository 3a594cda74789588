import { Injectable } from '@nestjs/common';
import type { MembersFilterBody } from '@orch/contract';
import { allOf, anyOf, Database, type Sql, sql, type Tx } from '@orch/platform';
import { ACCOUNT_ROLES } from '../roles/roles.ts';

/** A person in an account. */
export interface MemberRow {
  readonly id: string;
  readonly created: string;
  readonly user_id: string;
  readonly role_id: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly handle: string;
  readonly email: string;
  readonly last_sign_in_at: string | null;
}

export interface NewMember {
  readonly accountId: string;
  readonly actorId: string;
  readonly kind: 'user' | 'service_account';
  readonly roleId: string;
}

const MEMBERS = sql`
  select m.id, m.created, m.actor_id as user_id, m.role_id, u.first_name, u.last_name, u.handle, u.email, u.last_sign_in_at
  from account_member m join app_user u on m.actor_kind = 'user' and u.id = m.actor_id`;

/** Memberships of accounts. Whoever changes one holds the account's row lock (`AccountRepository.lock`). */
@Injectable()
export class MemberRepository {
  constructor(private readonly database: Database) {}

  /** By handle; `onlyActorId`: nobody else. */
  async list(
    accountId: string,
    body: MembersFilterBody,
    limit: number,
    onlyActorId: string | null,
  ): Promise<MemberRow[]> {
    return this.database.queryOutside<MemberRow>(sql`
      ${MEMBERS} where ${matching(accountId, body, onlyActorId)} order by u.handle limit ${limit} offset ${body.offset}`);
  }

  async count(accountId: string, body: MembersFilterBody, onlyActorId: string | null): Promise<number> {
    const [row] = await this.database.queryOutside<{ count: number }>(sql`
      select count(*) from account_member m join app_user u on m.actor_kind = 'user' and u.id = m.actor_id
      where ${matching(accountId, body, onlyActorId)}`);
    return row?.count ?? 0;
  }

  /** A person's membership by its own id. */
  async byId(tx: Tx, accountId: string, id: string): Promise<MemberRow | undefined> {
    return (await tx.query<MemberRow>(sql`${MEMBERS} where m.account_id = ${accountId} and m.id = ${id}`))[0];
  }

  async ofUser(tx: Tx, accountId: string, userId: string): Promise<MemberRow | undefined> {
    const found = sql`${MEMBERS} where m.account_id = ${accountId} and m.actor_id = ${userId}`;
    return (await tx.query<MemberRow>(found))[0];
  }

  /** People who own the account and can sign in, without this one. */
  async countOtherOwners(tx: Tx, accountId: string, userId: string): Promise<number> {
    const [row] = await tx.query<{ count: number }>(sql`
      select count(*) from account_member m
      join app_user u on u.id = m.actor_id and not u.is_disabled
      where m.account_id = ${accountId} and m.actor_kind = 'user' and m.role_id = ${ACCOUNT_ROLES.Owner} and m.actor_id <> ${userId}`);
    return row?.count ?? 0;
  }

  async setRole(tx: Tx, accountId: string, actorId: string, roleId: string): Promise<void> {
    await tx.execute(sql`
      update account_member set role_id = ${roleId} where account_id = ${accountId} and actor_id = ${actorId}`);
  }

  /** False when the actor was a member already; the role then stays as it is. */
  async add(tx: Tx, { accountId, actorId, kind, roleId }: NewMember): Promise<boolean> {
    const added = await tx.execute(sql`
      insert into account_member (account_id, actor_id, actor_kind, role_id)
      values (${accountId}, ${actorId}, ${kind}, ${roleId}) on conflict (account_id, actor_id) do nothing`);
    return added > 0;
  }

  /** The default role of every workspace that has one. */
  async giveDefaultRoles(tx: Tx, { accountId, actorId, kind }: NewMember): Promise<void> {
    await tx.execute(sql`
      insert into workspace_access (id, workspace_id, actor_id, actor_kind, role_id)
      select gen_random_uuid(), w.id, ${actorId}, ${kind}, w.default_role_id from workspace w
      where w.account_id = ${accountId} and w.default_role_id is not null and w.deleted_at is null
      on conflict (workspace_id, actor_id) do nothing`);
  }

  /** With the access to its workspaces, the places in its teams, and what they offered to others. */
  async remove(tx: Tx, accountId: string, actorId: string): Promise<void> {
    await tx.execute(sql`
      delete from workspace_access x using workspace w
      where w.account_id = ${accountId} and x.workspace_id = w.id and x.actor_id = ${actorId}`);
    await tx.execute(sql`
      update invitation set status = 'revoked', closed_at = now()
      where account_id = ${accountId} and invited_by = ${actorId} and status = 'pending'`);
    await tx.execute(sql`
      update workspace_transfer set closed_at = now()
      where account_id = ${accountId} and offered_by = ${actorId} and closed_at is null`);
    await tx.execute(
      sql`delete from account_member where account_id = ${accountId} and actor_id = ${actorId}`,
    );
  }
}

function matching(
  accountId: string,
  { account_memberships: filter }: MembersFilterBody,
  onlyActorId: string | null,
): Sql {
  const conditions: Sql[] = [sql`m.account_id = ${accountId}`];
  if (onlyActorId !== null) conditions.push(sql`m.actor_id = ${onlyActorId}`);
  if (filter?.id?.any_) conditions.push(anyOf(sql`m.id`, filter.id.any_, 'uuid'));
  if (filter?.user_id?.any_) conditions.push(anyOf(sql`m.actor_id`, filter.user_id.any_, 'uuid'));
  if (filter?.account_role_id?.any_)
    conditions.push(anyOf(sql`m.role_id`, filter.account_role_id.any_, 'uuid'));
  if (filter?.handle?.any_) conditions.push(anyOf(sql`u.handle`, filter.handle.any_, 'text'));
  if (filter?.email?.any_) {
    const emails = filter.email.any_.map((email) => email.toLowerCase());
    conditions.push(anyOf(sql`lower(u.email)`, emails, 'text'));
  }
  if (filter?.search) {
    const part = `%${filter.search.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push(
      sql`u.handle ilike ${part} or u.email ilike ${part} or (u.first_name || ' ' || u.last_name) ilike ${part}`,
    );
  }
  return allOf(conditions);
}
