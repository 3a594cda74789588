import { Controller, Get, HttpCode, Put } from '@nestjs/common';
import { type AccessControlBody, accessControlBody, type ObjectAccessOfWire } from '@orch/contract';
import {
  type Access,
  Allow,
  CurrentAccess,
  NameParam,
  UuidParam,
  WireBody,
  Workspace,
  type WorkspaceScope,
} from '@orch/platform';
import { ChangeObjectAccess } from './change-object-access.ts';

/** Access lists of deployments, work pools and block documents. */
@Controller('api')
export class ObjectAccessController {
  constructor(private readonly access: ChangeObjectAccess) {}

  @Get('deployments/:id/access')
  @Allow('deployments:read')
  async ofDeployment(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
  ): Promise<ObjectAccessOfWire> {
    return this.access.read(scope, { kind: 'deployment', id });
  }

  @Put('deployments/:id/access')
  @HttpCode(204)
  @Allow('workspace:access')
  async setOfDeployment(
    @CurrentAccess() access: Access,
    @UuidParam('id') id: string,
    @WireBody(accessControlBody) body: AccessControlBody,
  ): Promise<void> {
    await this.access.replace(access, { kind: 'deployment', id }, body);
  }

  @Get('work_pools/:pool/access')
  @Allow('pools:read')
  async ofPool(
    @Workspace() scope: WorkspaceScope,
    @NameParam('pool') name: string,
  ): Promise<ObjectAccessOfWire> {
    return this.access.read(scope, { kind: 'work_pool', name });
  }

  @Put('work_pools/:pool/access')
  @HttpCode(204)
  @Allow('workspace:access')
  async setOfPool(
    @CurrentAccess() access: Access,
    @NameParam('pool') name: string,
    @WireBody(accessControlBody) body: AccessControlBody,
  ): Promise<void> {
    await this.access.replace(access, { kind: 'work_pool', name }, body);
  }

  @Get('block_documents/:id/access')
  @Allow('blocks:read')
  async ofBlock(
    @Workspace() scope: WorkspaceScope,
    @UuidParam('id') id: string,
  ): Promise<ObjectAccessOfWire> {
    return this.access.read(scope, { kind: 'block_document', id });
  }

  @Put('block_documents/:id/access')
  @HttpCode(204)
  @Allow('workspace:access')
  async setOfBlock(
    @CurrentAccess() access: Access,
    @UuidParam('id') id: string,
    @WireBody(accessControlBody) body: AccessControlBody,
  ): Promise<void> {
    await this.access.replace(access, { kind: 'block_document', id }, body);
  }
}
