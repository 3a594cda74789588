import { Controller, HttpCode, Post } from '@nestjs/common';
import { type Access, Allow, CurrentAccess } from '@orch/platform';
import { ChangeWorkspaceAccess } from './change-workspace-access.ts';

@Controller('api/leave')
export class LeaveWorkspaceController {
  constructor(private readonly change: ChangeWorkspaceAccess) {}

  /** Ends one's own access to the workspace. */
  @Post()
  @HttpCode(204)
  @Allow('workspace:read')
  async leave(@CurrentAccess() access: Access): Promise<void> {
    await this.change.leave(access);
  }
}
