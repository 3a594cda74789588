import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import type { Access } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { isWithin, isWorkspaceRole, workspaceGrantsOf } from '../roles/roles.ts';
import {
  type AccessKind,
  WorkspaceAccessRepository,
  type WorkspaceAccessRow,
} from './workspace-access.repository.ts';

export interface Grant {
  readonly actorId: string;
  readonly roleId: string;
}

@Injectable()
export class GrantWorkspaceAccess {
  constructor(
    private readonly changes: AccessChanges,
    private readonly repository: WorkspaceAccessRepository,
  ) {}

  /**
   * Gives roles in the workspace to members of its account: all of them or none. Of two grants to one actor the later counts.
   * @throws OrchError `role.unknown`, `role.above_own`, and `member.unknown` for people of other accounts and nobody alike
   */
  async execute(
    { scope, granted }: Access,
    kind: AccessKind,
    grants: readonly Grant[],
  ): Promise<WorkspaceAccessRow[]> {
    for (const { roleId } of grants) {
      if (!isWorkspaceRole(roleId)) throw new OrchError('role.unknown', { roleId }, { level: 'workspace' });
      if (!isWithin(workspaceGrantsOf(roleId), granted)) throw new OrchError('role.above_own', { roleId });
    }
    const roles = new Map(grants.map(({ actorId, roleId }) => [actorId, roleId]));
    if (roles.size === 0) return [];
    return this.changes.write(async (tx) => {
      const members = await this.repository.lockMembers(tx, scope.accountId, kind, [...roles.keys()]);
      if (members.size < roles.size) throw new OrchError('member.unknown');
      return this.repository.upsert(tx, scope.workspaceId, kind, roles);
    });
  }
}
