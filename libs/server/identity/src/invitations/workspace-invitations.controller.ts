import { Controller, Delete, HttpCode, Post } from '@nestjs/common';
import {
  type Invitation,
  type InvitationCreate,
  invitationCreate,
  type InvitationsFilterBody,
  invitationsFilterBody,
} from '@orch/contract';
import { type Access, Allow, CurrentAccess, UuidParam, WireBody } from '@orch/platform';
import { Invitations } from './invitations.ts';

/** Invitations to a workspace, by who may give access to it. */
@Controller('api/invitations')
export class WorkspaceInvitationsController {
  constructor(private readonly invitations: Invitations) {}

  @Post()
  @Allow('workspace:access')
  async create(
    @CurrentAccess() access: Access,
    @WireBody(invitationCreate) body: InvitationCreate,
  ): Promise<Invitation> {
    return this.invitations.create(access, 'workspace', body);
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('workspace:access')
  async filter(
    @CurrentAccess() access: Access,
    @WireBody(invitationsFilterBody) body: InvitationsFilterBody,
  ): Promise<Invitation[]> {
    return this.invitations.list(access, 'workspace', body);
  }

  @Post(':invitationId/resend')
  @HttpCode(200)
  @Allow('workspace:access')
  async resend(
    @CurrentAccess() access: Access,
    @UuidParam('invitationId') invitationId: string,
  ): Promise<Invitation> {
    return this.invitations.resend(access, 'workspace', invitationId);
  }

  @Delete(':invitationId')
  @HttpCode(204)
  @Allow('workspace:access')
  async revoke(
    @CurrentAccess() access: Access,
    @UuidParam('invitationId') invitationId: string,
  ): Promise<void> {
    await this.invitations.revoke(access, 'workspace', invitationId);
  }
}
