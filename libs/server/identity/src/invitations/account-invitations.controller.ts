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

/** Invitations to an account, and to workspaces of it. */
@Controller('api/accounts/:accountId/invitations')
export class AccountInvitationsController {
  constructor(private readonly invitations: Invitations) {}

  @Post()
  @Allow('account:members')
  async create(
    @CurrentAccess() access: Access,
    @WireBody(invitationCreate) body: InvitationCreate,
  ): Promise<Invitation> {
    return this.invitations.create(access, 'account', body);
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('account:members')
  async filter(
    @CurrentAccess() access: Access,
    @WireBody(invitationsFilterBody) body: InvitationsFilterBody,
  ): Promise<Invitation[]> {
    return this.invitations.list(access, 'account', body);
  }

  @Post(':invitationId/resend')
  @HttpCode(200)
  @Allow('account:members')
  async resend(
    @CurrentAccess() access: Access,
    @UuidParam('invitationId') invitationId: string,
  ): Promise<Invitation> {
    return this.invitations.resend(access, 'account', invitationId);
  }

  @Delete(':invitationId')
  @HttpCode(204)
  @Allow('account:members')
  async revoke(
    @CurrentAccess() access: Access,
    @UuidParam('invitationId') invitationId: string,
  ): Promise<void> {
    await this.invitations.revoke(access, 'account', invitationId);
  }
}
