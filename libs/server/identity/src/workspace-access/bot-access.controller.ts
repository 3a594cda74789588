import { Controller, HttpCode, Post } from '@nestjs/common';
import { botAccessBody, type WorkspaceAccessOfWire } from '@orch/contract';
import { type Access, Allow, CurrentAccess, WireBody } from '@orch/platform';
import { AccessList } from './access-list.ts';
import { ActorAccessController } from './actor-access.controller.ts';
import { ChangeWorkspaceAccess } from './change-workspace-access.ts';

/** Service accounts that may enter the workspace. */
@Controller('api/bot_access')
export class BotAccessController extends ActorAccessController {
  protected override readonly kind = 'service_account';

  constructor(accessList: AccessList, change: ChangeWorkspaceAccess) {
    super(accessList, change);
  }

  @Post()
  @HttpCode(200)
  @Allow('workspace:access')
  async grant(
    @CurrentAccess() access: Access,
    @WireBody(botAccessBody) body: (typeof botAccessBody)['_output'],
  ): Promise<WorkspaceAccessOfWire[]> {
    const grants = body.map((item) => ({ actorId: item.bot_id, roleId: item.workspace_role_id }));
    return this.accessList.grant(access, this.kind, grants);
  }
}
