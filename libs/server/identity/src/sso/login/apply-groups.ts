import { Injectable } from '@nestjs/common';
import { AuditLog, type Tx } from '@orch/platform';
import { AddMember } from '../../members/add-member.ts';
import { ACCOUNT_ROLES } from '../../roles/roles.ts';
import type { SsoConnectionRow } from '../connections/sso-connection.repository.ts';
import { SsoGroupMappingRepository } from '../group-mappings/sso-group-mapping.repository.ts';
import { type SsoGrant, SsoGrantRepository } from './sso-grant.repository.ts';
import type { SsoUserRow } from './sso-identity.repository.ts';
import { keyOfGrant, wantedGrants } from './wanted-grants.ts';

/** What holds while somebody's groups are applied. */
interface Applied {
  readonly tx: Tx;
  readonly connection: SsoConnectionRow;
  readonly user: SsoUserRow;
  readonly changed: { given: SsoGrant[]; taken: SsoGrant[] };
}

/**
 * Makes somebody a member and gives them what their groups mean. What their groups gave before and give no more is
 * taken away; what people gave by hand stays as it is, and owners are never touched.
 */
@Injectable()
export class ApplyGroups {
  constructor(
    private readonly addMember: AddMember,
    private readonly grants: SsoGrantRepository,
    private readonly mappings: SsoGroupMappingRepository,
    private readonly audit: AuditLog,
  ) {}

  /** Makes the person a member of the connection's account with its default roles, unless they are one. */
  async join(tx: Tx, connection: SsoConnectionRow, user: SsoUserRow): Promise<void> {
    const { account_id: accountId, default_account_role_id: roleId } = connection;
    if (!connection.is_just_in_time) return;
    const { default_workspace_id: workspaceId, default_workspace_role_id: workspaceRoleId } = connection;
    const isNew = await this.addMember.execute(tx, {
      accountId,
      actorId: user.id,
      kind: 'user',
      roleId,
      name: user.handle,
      withDefaultRoles: true,
      by: 'sso',
      actor: { id: user.id, kind: 'user', name: user.handle },
      detail: {
        sso_connection_id: connection.id,
        workspace_id: workspaceId,
        workspace_role_id: workspaceRoleId,
      },
    });
    // what the connection says of its workspace goes before what the workspace gives everybody
    if (isNew && workspaceId !== null && workspaceRoleId !== null)
      await this.grants.setWorkspaceRole(tx, workspaceId, user.id, workspaceRoleId);
  }

  /** Nothing happens to people who are no members. */
  async execute(
    tx: Tx,
    connection: SsoConnectionRow,
    user: SsoUserRow,
    groups: readonly string[],
  ): Promise<void> {
    const { account_id: accountId, id: connectionId } = connection;
    if ((await this.grants.accountRole(tx, accountId, user.id)) === undefined) return;
    const applied: Applied = { tx, connection, user, changed: { given: [], taken: [] } };
    const wanted = wantedGrants(accountId, await this.mappings.ofGroups(tx, connectionId, groups));
    const given = new Map(
      (await this.grants.given(tx, connectionId, user.id)).map((grant) => [keyOfGrant(grant), grant]),
    );
    for (const [key, grant] of given) if (!wanted.has(key)) await this.take(applied, grant);
    for (const [key, grant] of wanted) await this.give(applied, grant, given.get(key));
    await this.record(applied, groups);
  }

  private async give(applied: Applied, grant: SsoGrant, before: SsoGrant | undefined): Promise<void> {
    const { tx, connection, user, changed } = applied;
    const current = await this.current(applied, grant);
    const isOurs = current === (before?.roleId ?? undefined);
    if (grant.kind === 'team') {
      if (!(await this.grants.addToTeam(tx, connection.account_id, grant.objectId, user.id))) return;
    } else {
      if (current !== undefined && !isOurs && current !== (await this.defaultOf(applied, grant))) return;
      if (current === grant.roleId && before?.roleId === grant.roleId) return;
      if (grant.roleId === null) return;
      if (grant.kind === 'account')
        await this.grants.setAccountRole(tx, grant.objectId, user.id, grant.roleId);
      else await this.grants.setWorkspaceRole(tx, grant.objectId, user.id, grant.roleId);
    }
    await this.grants.note(tx, connection.id, user.id, grant);
    changed.given.push(grant);
  }

  private async take(applied: Applied, grant: SsoGrant): Promise<void> {
    const { tx, connection, user, changed } = applied;
    await this.grants.forget(tx, connection.id, user.id, grant);
    // somebody gave another role by hand since: theirs stays
    if (grant.kind !== 'team' && (await this.current(applied, grant)) !== grant.roleId) return;
    const fallback = await this.defaultOf(applied, grant);
    if (grant.kind === 'team')
      await this.grants.removeFromTeam(tx, connection.account_id, grant.objectId, user.id);
    else if (grant.kind === 'account')
      await this.grants.setAccountRole(tx, grant.objectId, user.id, connection.default_account_role_id);
    else if (fallback === null) await this.grants.removeWorkspaceRole(tx, grant.objectId, user.id);
    else await this.grants.setWorkspaceRole(tx, grant.objectId, user.id, fallback);
    changed.taken.push(grant);
  }

  /** The role that is held now; an owner's is never ours. */
  private async current({ tx, user }: Applied, { kind, objectId }: SsoGrant): Promise<string | undefined> {
    if (kind === 'team') return undefined;
    if (kind === 'workspace') return this.grants.workspaceRole(tx, objectId, user.id);
    const role = await this.grants.accountRole(tx, objectId, user.id);
    return role === ACCOUNT_ROLES.Owner ? 'owner' : role;
  }

  /** What members have without any group: of a workspace, what the connection says of it, or what it gives everybody. */
  private async defaultOf({ tx, connection }: Applied, { kind, objectId }: SsoGrant): Promise<string | null> {
    if (kind === 'team') return null;
    if (kind === 'account') return connection.default_account_role_id;
    const isOfConnection = objectId === connection.default_workspace_id;
    return (
      (isOfConnection ? connection.default_workspace_role_id : null) ??
      this.grants.defaultRoleOf(tx, connection.account_id, objectId)
    );
  }

  private async record({ tx, connection, user, changed }: Applied, groups: readonly string[]): Promise<void> {
    if (changed.given.length + changed.taken.length === 0) return;
    await this.audit.record(tx, {
      accountId: connection.account_id,
      action: 'sso_groups.applied',
      actor: { id: null, kind: 'system', name: connection.name },
      target: { kind: 'user', id: user.id, name: user.handle },
      before: { taken: changed.taken },
      after: { given: changed.given, groups: groups.slice(0, 100) },
    });
  }
}
