import { Controller } from '@nestjs/common';
import { invitationRoutes } from './invitation-routes.ts';
import { Invitations } from './invitations.ts';

/** Invitations to a workspace, by who may give access to it. */
@Controller('api/invitations')
export class WorkspaceInvitationsController extends invitationRoutes('workspace', 'workspace:access') {
  constructor(invitations: Invitations) {
    super(invitations);
  }
}
