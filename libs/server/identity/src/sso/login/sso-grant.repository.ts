import { Injectable } from '@nestjs/common';
import { Ids } from '@orch/kernel';
import { sql, type Tx } from '@orch/platform';

/** Something that a group gives: a role in the account or in a workspace, or a team. */
export interface SsoGrant {
  readonly kind: 'account' | 'workspace' | 'team';
  /** The account, the workspace or the team. */
  readonly objectId: string;
  /** Null for teams. */
  readonly roleId: string | null;
}

/** What people have by their groups, and the memberships that carry it. */
@Injectable()
export class SsoGrantRepository {
  constructor(private readonly ids: Ids) {}

  async given(tx: Tx, connectionId: string, userId: string): Promise<SsoGrant[]> {
    return tx.query<SsoGrant>(sql`
      select kind, object_id as "objectId", role_id as "roleId" from sso_grant
      where connection_id = ${connectionId} and user_id = ${userId} order by kind, object_id for update`);
  }

  async note(tx: Tx, connectionId: string, userId: string, grant: SsoGrant): Promise<void> {
    await tx.execute(sql`
      insert into sso_grant (connection_id, user_id, kind, object_id, role_id)
      values (${connectionId}, ${userId}, ${grant.kind}, ${grant.objectId}, ${grant.roleId})
      on conflict (connection_id, user_id, kind, object_id) do update set role_id = excluded.role_id`);
  }

  async forget(tx: Tx, connectionId: string, userId: string, grant: SsoGrant): Promise<void> {
    await tx.execute(sql`
      delete from sso_grant where connection_id = ${connectionId} and user_id = ${userId}
        and kind = ${grant.kind} and object_id = ${grant.objectId}`);
  }

  /** The role of a member, locked until the transaction ends. */
  async accountRole(tx: Tx, accountId: string, userId: string): Promise<string | undefined> {
    const [row] = await tx.query<{ role_id: string }>(sql`
      select role_id from account_member
      where account_id = ${accountId} and actor_id = ${userId} and actor_kind = 'user' for update`);
    return row?.role_id;
  }

  async setAccountRole(tx: Tx, accountId: string, userId: string, roleId: string): Promise<void> {
    await tx.execute(sql`
      update account_member set role_id = ${roleId} where account_id = ${accountId} and actor_id = ${userId}`);
  }

  /** The person's own role in a workspace, locked. */
  async workspaceRole(tx: Tx, workspaceId: string, userId: string): Promise<string | undefined> {
    const [row] = await tx.query<{ role_id: string }>(sql`
      select role_id from workspace_access where workspace_id = ${workspaceId} and actor_id = ${userId} for update`);
    return row?.role_id;
  }

  /** What a workspace gives every member of its account. */
  async defaultRoleOf(tx: Tx, accountId: string, workspaceId: string): Promise<string | null> {
    const [row] = await tx.query<{ default_role_id: string | null }>(sql`
      select default_role_id from workspace
      where id = ${workspaceId} and account_id = ${accountId} and deleted_at is null`);
    return row?.default_role_id ?? null;
  }

  /** A workspace that is gone gives nothing. */
  async setWorkspaceRole(tx: Tx, workspaceId: string, userId: string, roleId: string): Promise<void> {
    await tx.execute(sql`
      insert into workspace_access (id, workspace_id, actor_id, actor_kind, role_id)
      select ${this.ids.next()}, w.id, ${userId}, 'user', ${roleId} from workspace w where w.id = ${workspaceId}
      on conflict (workspace_id, actor_id) do update set role_id = excluded.role_id`);
  }

  async removeWorkspaceRole(tx: Tx, workspaceId: string, userId: string): Promise<void> {
    await tx.execute(sql`
      delete from workspace_access where workspace_id = ${workspaceId} and actor_id = ${userId}`);
  }

  /** False when the person is in the team already, or there is no such team in the account any more. */
  async addToTeam(tx: Tx, accountId: string, teamId: string, userId: string): Promise<boolean> {
    const touched = await tx.execute(sql`
      insert into team_member (account_id, team_id, actor_id)
      select t.account_id, t.id, ${userId} from team t where t.id = ${teamId} and t.account_id = ${accountId}
      on conflict do nothing`);
    return touched > 0;
  }

  async removeFromTeam(tx: Tx, accountId: string, teamId: string, userId: string): Promise<void> {
    await tx.execute(sql`
      delete from team_member where account_id = ${accountId} and team_id = ${teamId} and actor_id = ${userId}`);
  }
}
