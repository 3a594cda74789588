import { Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import {
  pageLimit,
  type WorkspaceRoleCreate,
  workspaceRoleCreate,
  type WorkspaceRoleOfWire,
  workspaceRolesFilterBody,
  type WorkspaceRoleUpdate,
  workspaceRoleUpdate,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { type Access, Allow, CurrentAccess, UuidParam, WireBody } from '@orch/platform';
import { ChangeWorkspaceRoles } from './change-workspace-roles.ts';
import { presentWorkspaceRole } from './role.presenter.ts';
import { RoleRepository, type RolesFilterBody, type RoleRow } from './role.repository.ts';

/** Roles that can be given in the workspaces of an account. */
@Controller('api/accounts/:accountId/workspace_roles')
export class WorkspaceRolesController {
  constructor(
    private readonly roles: RoleRepository,
    private readonly changeRoles: ChangeWorkspaceRoles,
  ) {}

  @Post()
  @Allow('account:members')
  async create(
    @CurrentAccess() access: Access,
    @WireBody(workspaceRoleCreate) body: WorkspaceRoleCreate,
  ): Promise<WorkspaceRoleOfWire> {
    return this.present(await this.changeRoles.create(access, body));
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('account:read')
  async filter(
    @CurrentAccess() { scope }: Access,
    @WireBody(workspaceRolesFilterBody) body: RolesFilterBody,
  ): Promise<WorkspaceRoleOfWire[]> {
    const rows = await this.roles.list(scope.accountId, body, pageLimit(body.limit));
    const effective = await this.roles.effectiveOfAll(rows);
    return rows.map((row) => presentWorkspaceRole(row, effective.get(row.id) ?? new Set()));
  }

  @Get(':roleId')
  @Allow('account:read')
  async read(
    @CurrentAccess() { scope }: Access,
    @UuidParam('roleId') roleId: string,
  ): Promise<WorkspaceRoleOfWire> {
    const row = await this.roles.byId(scope.accountId, roleId);
    if (!row) throw new OrchError('not_found', { roleId });
    return this.present(row);
  }

  @Patch(':roleId')
  @HttpCode(204)
  @Allow('account:members')
  async update(
    @CurrentAccess() access: Access,
    @UuidParam('roleId') roleId: string,
    @WireBody(workspaceRoleUpdate) body: WorkspaceRoleUpdate,
  ): Promise<void> {
    await this.changeRoles.update(access, roleId, body);
  }

  @Delete(':roleId')
  @HttpCode(204)
  @Allow('account:members')
  async delete(@CurrentAccess() access: Access, @UuidParam('roleId') roleId: string): Promise<void> {
    await this.changeRoles.delete(access, roleId);
  }

  private async present(row: RoleRow): Promise<WorkspaceRoleOfWire> {
    const effective = await this.roles.effectiveOfAll([row]);
    return presentWorkspaceRole(row, effective.get(row.id) ?? new Set());
  }
}
