import { Controller, Delete, Get, HttpCode, Inject, Patch, Post } from '@nestjs/common';
import {
  type DeletedThing,
  pageLimit,
  type RestoreBody,
  restoreBody,
  type WorkspaceCreate,
  workspaceCreate,
  type WorkspacesFilterBody,
  workspacesFilterBody,
  type WorkspaceUpdate,
  workspaceUpdate,
} from '@orch/contract';
import { OrchError, pgToWire } from '@orch/kernel';
import {
  type Access,
  Allow,
  CONFIG,
  type Config,
  CurrentAccess,
  UuidParam,
  WireBody,
  Workspace,
  type WorkspaceScope,
} from '@orch/platform';
import { ChangeWorkspace } from './change-workspace.ts';
import { presentDeleted } from './grace.ts';
import { WorkspaceRepository, type WorkspaceRow } from './workspace.repository.ts';

const presentWorkspace = ({ default_role_id, created, updated, ...row }: WorkspaceRow) => ({
  ...row,
  created: pgToWire(created),
  updated: pgToWire(updated),
  default_workspace_role_id: default_role_id,
  is_public: false,
});

@Controller('api/accounts/:accountId')
export class WorkspacesController {
  constructor(
    private readonly changeWorkspace: ChangeWorkspace,
    private readonly workspaces: WorkspaceRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post('workspaces')
  @Allow('account:workspaces')
  async create(@CurrentAccess() access: Access, @WireBody(workspaceCreate) body: WorkspaceCreate) {
    return presentWorkspace(await this.changeWorkspace.create(access, body));
  }

  @Post('workspaces/filter')
  @HttpCode(200)
  @Allow('account:read')
  async filter(
    @CurrentAccess() { principal, scope }: Access,
    @WireBody(workspacesFilterBody) body: WorkspacesFilterBody,
  ) {
    const rows = await this.workspaces.list(scope.accountId, principal.actorId, body, pageLimit(body.limit));
    return rows.map(presentWorkspace);
  }

  @Get('workspaces/:workspaceId')
  @Allow('workspace:read')
  async read(@Workspace() scope: WorkspaceScope) {
    const row = await this.workspaces.read(scope);
    if (!row) throw new OrchError('not_found');
    return presentWorkspace(row);
  }

  @Patch('workspaces/:workspaceId')
  @HttpCode(204)
  @Allow('workspace:manage')
  async update(
    @CurrentAccess() access: Access,
    @WireBody(workspaceUpdate) body: WorkspaceUpdate,
  ): Promise<void> {
    await this.changeWorkspace.update(access, body);
  }

  @Delete('workspaces/:workspaceId')
  @HttpCode(204)
  @Allow('workspace:manage')
  async delete(@CurrentAccess() access: Access): Promise<void> {
    await this.changeWorkspace.delete(access);
  }

  /** What can still be brought back. */
  @Get('deleted_workspaces')
  @Allow('account:manage')
  async deleted(@CurrentAccess() { scope }: Access): Promise<DeletedThing[]> {
    const rows = await this.workspaces.deleted(scope.accountId);
    return rows.map((row) => presentDeleted(row, this.config.deletedKeptDays));
  }

  @Post('deleted_workspaces/:deletedId/restore')
  @HttpCode(200)
  @Allow('account:manage')
  async restore(
    @CurrentAccess() access: Access,
    @UuidParam('deletedId') deletedId: string,
    @WireBody(restoreBody) body: RestoreBody,
  ) {
    return presentWorkspace(await this.changeWorkspace.restore(access, deletedId, body));
  }
}
