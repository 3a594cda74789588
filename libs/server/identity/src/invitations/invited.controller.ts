import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import {
  type AcceptedInvitation,
  type InvitationForInvited,
  type InvitationTokenBody,
  invitationTokenBody,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { Allow, CurrentPrincipal, type Principal, UuidParam, WireBody } from '@orch/platform';
import { AttemptLimits } from '../people/attempt-limits.ts';
import { AcceptInvitation } from './accept-invitation.ts';
import { presentForInvited } from './invitation.presenter.ts';
import { InvitationRepository } from './invitation.repository.ts';

/** Invitations as the invited person sees them: by the link of the mail, or by their proven address. */
@Controller('api')
export class InvitedController {
  constructor(
    private readonly invitations: InvitationRepository,
    private readonly acceptInvitation: AcceptInvitation,
    private readonly attempts: AttemptLimits,
  ) {}

  @Post('invitations/lookup')
  @HttpCode(200)
  @Allow('public')
  async lookup(@WireBody(invitationTokenBody) { token }: InvitationTokenBody): Promise<InvitationForInvited> {
    this.attempts.admit('invitation');
    const row = await this.invitations.find(token);
    if (!row) throw new OrchError('link.invalid');
    return presentForInvited(row);
  }

  @Post('invitations/accept')
  @HttpCode(200)
  @Allow('signed-in')
  async accept(
    @CurrentPrincipal() principal: Principal,
    @WireBody(invitationTokenBody) { token }: InvitationTokenBody,
  ): Promise<AcceptedInvitation> {
    this.attempts.admit('invitation');
    return this.acceptInvitation.byToken(principal, token);
  }

  @Post('invitations/decline')
  @HttpCode(204)
  @Allow('public')
  async decline(@WireBody(invitationTokenBody) { token }: InvitationTokenBody): Promise<void> {
    this.attempts.admit('invitation');
    await this.acceptInvitation.declineByToken(token);
  }

  @Get('me/invitations')
  @Allow('signed-in')
  async mine(@CurrentPrincipal() { actorId }: Principal): Promise<InvitationForInvited[]> {
    return (await this.invitations.ofUser(actorId)).map(presentForInvited);
  }

  @Post('me/invitations/:invitationId/accept')
  @HttpCode(200)
  @Allow('signed-in')
  async acceptMine(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('invitationId') invitationId: string,
  ): Promise<AcceptedInvitation> {
    return this.acceptInvitation.byId(principal, invitationId);
  }

  @Post('me/invitations/:invitationId/decline')
  @HttpCode(204)
  @Allow('signed-in')
  async declineMine(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('invitationId') invitationId: string,
  ): Promise<void> {
    await this.acceptInvitation.declineById(principal, invitationId);
  }
}
