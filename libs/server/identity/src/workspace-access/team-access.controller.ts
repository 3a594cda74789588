import { Controller, Delete, HttpCode, Post, Put } from '@nestjs/common';
import { accessPageBody, pageLimit, teamAccessBody, type WorkspaceAccessOfWire } from '@orch/contract';
import {
  type Access,
  Allow,
  CurrentAccess,
  UuidParam,
  WireBody,
  Workspace,
  type WorkspaceScope,
} from '@orch/platform';
import { AccessList } from './access-list.ts';
import { ChangeWorkspaceAccess } from './change-workspace-access.ts';

const KIND = 'team';

/** Teams whose members may enter the workspace; on the wire they are addressed by the team. */
@Controller('api/team_access')
export class TeamAccessController {
  constructor(
    private readonly accessList: AccessList,
    private readonly change: ChangeWorkspaceAccess,
  ) {}

  @Put()
  @HttpCode(200)
  @Allow('workspace:access')
  async grant(
    @CurrentAccess() access: Access,
    @WireBody(teamAccessBody) body: (typeof teamAccessBody)['_output'],
  ): Promise<WorkspaceAccessOfWire[]> {
    const grants = body.map((item) => ({ actorId: item.team_id, roleId: item.workspace_role_id }));
    return this.accessList.grant(access, KIND, grants);
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('workspace:read')
  async filter(
    @Workspace() scope: WorkspaceScope,
    @WireBody(accessPageBody) { limit, offset }: (typeof accessPageBody)['_output'],
  ): Promise<WorkspaceAccessOfWire[]> {
    return this.accessList.list(scope, KIND, { limit: pageLimit(limit), offset });
  }

  @Delete(':teamId')
  @HttpCode(204)
  @Allow('workspace:access')
  async take(@CurrentAccess() access: Access, @UuidParam('teamId') teamId: string): Promise<void> {
    await this.change.take(access, KIND, { actorId: teamId });
  }
}
