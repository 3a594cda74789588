import { Controller } from '@nestjs/common';
import { invitationRoutes } from './invitation-routes.ts';
import { Invitations } from './invitations.ts';

/** Invitations to an account, and to workspaces of it. */
@Controller('api/accounts/:accountId/invitations')
export class AccountInvitationsController extends invitationRoutes('account', 'account:members') {
  constructor(invitations: Invitations) {
    super(invitations);
  }
}
