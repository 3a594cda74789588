import { Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { botAccessBody } from '@orch/contract';
import {
  type Access,
  Allow,
  CurrentAccess,
  UuidParam,
  WireBody,
  Workspace,
  type WorkspaceScope,
} from '@orch/platform';
import { AccessList, presentAccess, type PresentedAccess } from './access-list.ts';
import { GrantWorkspaceAccess } from './grant-workspace-access.ts';

const KIND = 'service_account';

/** Service accounts that may enter the workspace. */
@Controller('api/bot_access')
export class BotAccessController {
  constructor(
    private readonly accessList: AccessList,
    private readonly grantAccess: GrantWorkspaceAccess,
  ) {}

  @Post()
  @HttpCode(200)
  @Allow('workspace:access')
  async grant(
    @CurrentAccess() access: Access,
    @WireBody(botAccessBody) body: (typeof botAccessBody)['_output'],
  ): Promise<PresentedAccess[]> {
    const grants = body.map((item) => ({ actorId: item.bot_id, roleId: item.workspace_role_id }));
    return (await this.grantAccess.execute(access, KIND, grants)).map((row) => presentAccess(KIND, row));
  }

  @Get()
  @Allow('workspace:read')
  async list(@Workspace() scope: WorkspaceScope): Promise<PresentedAccess[]> {
    return this.accessList.list(scope, KIND);
  }

  @Get(':accessId')
  @Allow('workspace:read')
  async read(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('accessId') accessId: string,
  ): Promise<PresentedAccess> {
    return this.accessList.read(scope, KIND, accessId);
  }

  @Delete(':accessId')
  @HttpCode(204)
  @Allow('workspace:access')
  async take(@Workspace() scope: WorkspaceScope, @UuidParam('accessId') accessId: string): Promise<void> {
    await this.accessList.take(scope, KIND, accessId);
  }
}
