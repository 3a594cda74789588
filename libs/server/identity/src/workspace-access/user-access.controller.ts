import { Controller, HttpCode, Post } from '@nestjs/common';
import { userAccessBody, type WorkspaceAccessOfWire } from '@orch/contract';
import { type Access, Allow, CurrentAccess, WireBody } from '@orch/platform';
import { AccessList } from './access-list.ts';
import { ActorAccessController } from './actor-access.controller.ts';
import { ChangeWorkspaceAccess } from './change-workspace-access.ts';

/** People who may enter the workspace. */
@Controller('api/user_access')
export class UserAccessController extends ActorAccessController {
  protected override readonly kind = 'user';

  constructor(accessList: AccessList, change: ChangeWorkspaceAccess) {
    super(accessList, change);
  }

  @Post()
  @HttpCode(200)
  @Allow('workspace:access')
  async grant(
    @CurrentAccess() access: Access,
    @WireBody(userAccessBody) body: (typeof userAccessBody)['_output'],
  ): Promise<WorkspaceAccessOfWire[]> {
    const grants = body.map((item) => ({ actorId: item.user_id, roleId: item.workspace_role_id }));
    return this.accessList.grant(access, this.kind, grants);
  }
}
