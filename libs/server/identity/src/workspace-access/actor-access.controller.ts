import { Delete, Get, HttpCode } from '@nestjs/common';
import { offsetPageQuery, pageLimit, type WorkspaceAccessOfWire } from '@orch/contract';
import {
  type Access,
  Allow,
  CurrentAccess,
  UuidParam,
  WireQuery,
  Workspace,
  type WorkspaceScope,
} from '@orch/platform';
import { AccessList } from './access-list.ts';
import { ChangeWorkspaceAccess } from './change-workspace-access.ts';

/** What the access lists of people and of service accounts have in common. */
export abstract class ActorAccessController {
  protected abstract readonly kind: 'user' | 'service_account';

  constructor(
    protected readonly accessList: AccessList,
    private readonly change: ChangeWorkspaceAccess,
  ) {}

  @Get()
  @Allow('workspace:read')
  async list(
    @Workspace() scope: WorkspaceScope,
    @WireQuery(offsetPageQuery) { limit, offset }: (typeof offsetPageQuery)['_output'],
  ): Promise<WorkspaceAccessOfWire[]> {
    return this.accessList.list(scope, this.kind, { limit: pageLimit(limit), offset });
  }

  @Get(':accessId')
  @Allow('workspace:read')
  async read(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('accessId') accessId: string,
  ): Promise<WorkspaceAccessOfWire> {
    return this.accessList.read(scope, this.kind, accessId);
  }

  @Delete(':accessId')
  @HttpCode(204)
  @Allow('workspace:access')
  async take(@CurrentAccess() access: Access, @UuidParam('accessId') accessId: string): Promise<void> {
    await this.change.take(access, this.kind, { id: accessId });
  }
}
