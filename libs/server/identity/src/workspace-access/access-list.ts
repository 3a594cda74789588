import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import type { WorkspaceScope } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { workspaceRoleName } from '../roles/roles.ts';
import {
  type AccessKind,
  WorkspaceAccessRepository,
  type WorkspaceAccessRow,
} from './workspace-access.repository.ts';

/** The wire form; the actor is named once more by its kind. */
export const presentAccess = (kind: AccessKind, row: WorkspaceAccessRow) => ({
  ...row,
  workspace_role_name: workspaceRoleName(row.workspace_role_id) ?? null,
  ...(kind === 'user' ? { user_id: row.actor_id } : { bot_id: row.actor_id }),
});
export type PresentedAccess = ReturnType<typeof presentAccess>;

/** Who may enter a workspace, people and service accounts apart. */
@Injectable()
export class AccessList {
  constructor(
    private readonly changes: AccessChanges,
    private readonly repository: WorkspaceAccessRepository,
  ) {}

  async list(scope: WorkspaceScope, kind: AccessKind): Promise<PresentedAccess[]> {
    return (await this.repository.list(scope, kind)).map((row) => presentAccess(kind, row));
  }

  /** @throws OrchError `not_found` */
  async read(scope: WorkspaceScope, kind: AccessKind, id: string): Promise<PresentedAccess> {
    const row = await this.repository.byId(scope, kind, id);
    if (!row) throw new OrchError('not_found', { id });
    return presentAccess(kind, row);
  }

  /** @throws OrchError `not_found` */
  async take(scope: WorkspaceScope, kind: AccessKind, id: string): Promise<void> {
    if (!(await this.changes.write((tx) => this.repository.delete(tx, scope, kind, id))))
      throw new OrchError('not_found', { id });
  }
}
