import { Injectable } from '@nestjs/common';
import type { WorkspaceAccessOfWire } from '@orch/contract';
import { OrchError, pgToWire } from '@orch/kernel';
import type { Access, WorkspaceScope } from '@orch/platform';
import { ChangeWorkspaceAccess, type Grant } from './change-workspace-access.ts';
import {
  type AccessKind,
  WorkspaceAccessRepository,
  type WorkspaceAccessRow,
} from './workspace-access.repository.ts';

const ID_NAMES = { user: 'user_id', service_account: 'bot_id', team: 'team_id' } as const;
const LISTED_MAX = 200;

/** The wire form; the actor is named once more by its kind. */
const present = (kind: AccessKind, { created, ...row }: WorkspaceAccessRow): WorkspaceAccessOfWire => ({
  ...row,
  created: pgToWire(created),
  [ID_NAMES[kind]]: row.actor_id,
});

/** Who may enter a workspace: people, service accounts and teams, each on a route of their own. */
@Injectable()
export class AccessList {
  constructor(
    private readonly change: ChangeWorkspaceAccess,
    private readonly repository: WorkspaceAccessRepository,
  ) {}

  async list(
    scope: WorkspaceScope,
    kind: AccessKind,
    page: { readonly limit: number; readonly offset: number } = { limit: LISTED_MAX, offset: 0 },
  ): Promise<WorkspaceAccessOfWire[]> {
    return (await this.repository.list(scope, kind, page)).map((row) => present(kind, row));
  }

  /** @throws OrchError `not_found` */
  async read(scope: WorkspaceScope, kind: AccessKind, id: string): Promise<WorkspaceAccessOfWire> {
    const row = await this.repository.byId(scope, kind, id);
    if (!row) throw new OrchError('not_found', { id });
    return present(kind, row);
  }

  /** @throws OrchError as `ChangeWorkspaceAccess.grant` */
  async grant(access: Access, kind: AccessKind, grants: readonly Grant[]): Promise<WorkspaceAccessOfWire[]> {
    await this.change.grant(access, kind, grants);
    const actorIds = grants.map(({ actorId }) => actorId);
    return (await this.repository.ofActors(access.scope, kind, actorIds)).map((row) => present(kind, row));
  }
}
