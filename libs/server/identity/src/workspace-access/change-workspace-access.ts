import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { type Access, AuditLog, type Tx } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { RoleRepository } from '../roles/role.repository.ts';
import { isWithin } from '../roles/roles.ts';
import {
  type AccessKind,
  type HeldAccess,
  WorkspaceAccessRepository,
} from './workspace-access.repository.ts';

export interface Grant {
  readonly actorId: string;
  readonly roleId: string;
}

const GRANTS_MAX = 1_000;

/** Gives and takes roles in a workspace. Nobody gives or takes away more than they have. */
@Injectable()
export class ChangeWorkspaceAccess {
  constructor(
    private readonly changes: AccessChanges,
    private readonly repository: WorkspaceAccessRepository,
    private readonly roles: RoleRepository,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Gives roles to members or teams of the account: all of them or none. Of two grants to one actor the later counts.
   * @throws OrchError `role.unknown`, `role.above_own`, and `member.unknown` for people of other accounts and nobody alike
   */
  async grant(access: Access, kind: AccessKind, grants: readonly Grant[]): Promise<void> {
    if (grants.length > GRANTS_MAX)
      throw new OrchError('request.rejected', {}, { text: `At most ${GRANTS_MAX} at once` });
    const { accountId, workspaceId } = access.scope;
    const roles = new Map(grants.map(({ actorId, roleId }) => [actorId, roleId]));
    if (roles.size === 0) return;
    await this.changes.write(async (tx) => {
      for (const roleId of new Set(grants.map((grant) => grant.roleId)))
        await this.requireOwn(tx, access, roleId);
      const actors = await this.repository.lockActors(tx, accountId, kind, [...roles.keys()]);
      if (actors.size < roles.size) throw new OrchError('member.unknown');
      const held = await this.repository.lockHeld(tx, workspaceId, [...roles.keys()]);
      const changed = held.filter(({ actor_id, role_id }) => roles.get(actor_id) !== role_id);
      for (const roleId of new Set(changed.map((row) => row.role_id)))
        await this.requireOwn(tx, access, roleId);
      await this.repository.upsert(tx, workspaceId, kind, roles);
      for (const [actorId, roleId] of roles) {
        const before = held.find(({ actor_id }) => actor_id === actorId);
        if (before?.role_id !== roleId) await this.record(tx, access, kind, actorId, before, roleId);
      }
    });
  }

  /** @throws OrchError `not_found`, `role.above_own` */
  async take(
    access: Access,
    kind: AccessKind,
    by: { readonly id?: string; readonly actorId?: string },
  ): Promise<void> {
    await this.changes.write(async (tx) => {
      const held = await this.repository.lockOne(tx, access.scope, kind, by);
      if (!held) throw new OrchError('not_found', by);
      await this.requireOwn(tx, access, held.role_id);
      await this.end(tx, access, kind, held);
    });
  }

  /** Whoever wants to go may go. @throws OrchError `request.rejected` when the access comes from elsewhere */
  async leave(access: Access): Promise<void> {
    const { actorId, actorKind } = access.principal;
    await this.changes.write(async (tx) => {
      const held = await this.repository.lockOne(tx, access.scope, actorKind, { actorId });
      if (!held) {
        const text = 'You are here by a team or by your role in the account, not by access of your own.';
        throw new OrchError('request.rejected', {}, { text });
      }
      await this.end(tx, access, actorKind, held);
    });
  }

  private async requireOwn(tx: Tx, { scope, granted }: Access, roleId: string): Promise<void> {
    const effective = await this.roles.effective(tx, scope.accountId, roleId);
    if (!effective) throw new OrchError('role.unknown', { roleId }, { level: 'workspace' });
    if (!isWithin(effective, granted)) throw new OrchError('role.above_own', { roleId });
  }

  private async end(tx: Tx, access: Access, kind: AccessKind, held: HeldAccess): Promise<void> {
    await this.repository.delete(tx, access.scope, held.id);
    await this.record(tx, access, kind, held.actor_id, held, null);
  }

  private async record(
    tx: Tx,
    { scope }: Access,
    kind: AccessKind,
    actorId: string,
    before: HeldAccess | undefined,
    roleId: string | null,
  ): Promise<void> {
    await this.audit.record(tx, {
      accountId: scope.accountId,
      workspaceId: scope.workspaceId,
      action: roleId === null ? 'workspace_access.removed' : 'workspace_access.granted',
      target: { kind, id: actorId },
      before: before ? { workspace_role_id: before.role_id } : null,
      after: roleId === null ? null : { workspace_role_id: roleId },
    });
  }
}
