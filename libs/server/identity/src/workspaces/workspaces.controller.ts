import { Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import {
  pageLimit,
  type WorkspaceCreate,
  workspaceCreate,
  type WorkspacesFilterBody,
  workspacesFilterBody,
  type WorkspaceUpdate,
  workspaceUpdate,
} from '@orch/contract';
import { OrchError, pgToWire } from '@orch/kernel';
import { type Access, Allow, CurrentAccess, WireBody, Workspace, type WorkspaceScope } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { WorkspaceRepository, type WorkspaceRow } from './workspace.repository.ts';

const presentWorkspace = ({ default_role_id, created, updated, ...row }: WorkspaceRow) => ({
  ...row,
  created: pgToWire(created),
  updated: pgToWire(updated),
  default_workspace_role_id: default_role_id,
  is_public: false,
});

/** Access is given by name only: saying yes to these and doing nothing would mislead. */
function refuseUnsupported({ is_public, default_workspace_role_id }: WorkspaceUpdate): void {
  const name = is_public ? 'is_public' : default_workspace_role_id ? 'default_workspace_role_id' : undefined;
  if (name !== undefined) throw new OrchError('request.rejected', {}, { text: `${name} is not supported` });
}

@Controller('api/accounts/:accountId/workspaces')
export class WorkspacesController {
  constructor(
    private readonly changes: AccessChanges,
    private readonly workspaces: WorkspaceRepository,
  ) {}

  @Post()
  @Allow('account:workspaces')
  async create(@CurrentAccess() { scope }: Access, @WireBody(workspaceCreate) body: WorkspaceCreate) {
    return presentWorkspace(
      await this.changes.write((tx) => this.workspaces.create(tx, scope.accountId, body)),
    );
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('account:read')
  async filter(
    @CurrentAccess() { principal, scope }: Access,
    @WireBody(workspacesFilterBody) body: WorkspacesFilterBody,
  ) {
    const rows = await this.workspaces.list(scope.accountId, principal.actorId, body, pageLimit(body.limit));
    return rows.map(presentWorkspace);
  }

  @Get(':workspaceId')
  @Allow('workspace:read')
  async read(@Workspace() scope: WorkspaceScope) {
    const row = await this.workspaces.read(scope);
    if (!row) throw new OrchError('not_found');
    return presentWorkspace(row);
  }

  @Patch(':workspaceId')
  @HttpCode(204)
  @Allow('workspace:manage')
  async update(
    @Workspace() scope: WorkspaceScope,
    @WireBody(workspaceUpdate) body: WorkspaceUpdate,
  ): Promise<void> {
    refuseUnsupported(body);
    await this.changes.write((tx) => this.workspaces.update(tx, scope, body));
  }

  @Delete(':workspaceId')
  @HttpCode(204)
  @Allow('workspace:manage')
  async delete(@Workspace() scope: WorkspaceScope): Promise<void> {
    await this.changes.write((tx) => this.workspaces.delete(tx, scope));
  }
}
