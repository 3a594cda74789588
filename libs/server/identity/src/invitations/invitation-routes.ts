import { Delete, HttpCode, Post } from '@nestjs/common';
import {
  type Invitation,
  type InvitationCreate,
  invitationCreate,
  type InvitationsFilterBody,
  invitationsFilterBody,
} from '@orch/contract';
import { type Access, Allow, CurrentAccess, type Scope, UuidParam, WireBody } from '@orch/platform';
import { type InvitationLevel, Invitations } from './invitations.ts';

interface InvitationRoutes {
  create(access: Access, body: InvitationCreate): Promise<Invitation>;
  filter(access: Access, body: InvitationsFilterBody): Promise<Invitation[]>;
  resend(access: Access, invitationId: string): Promise<Invitation>;
  revoke(access: Access, invitationId: string): Promise<void>;
}

/** The routes of invitations: the same for an account and for a workspace but for who may call them. */
export function invitationRoutes(
  level: InvitationLevel,
  permission: Scope,
): new (invitations: Invitations) => InvitationRoutes {
  class Routes implements InvitationRoutes {
    constructor(private readonly invitations: Invitations) {}

    @Post()
    @Allow(permission)
    async create(
      @CurrentAccess() access: Access,
      @WireBody(invitationCreate) body: InvitationCreate,
    ): Promise<Invitation> {
      return this.invitations.create(access, level, body);
    }

    @Post('filter')
    @HttpCode(200)
    @Allow(permission)
    async filter(
      @CurrentAccess() access: Access,
      @WireBody(invitationsFilterBody) body: InvitationsFilterBody,
    ): Promise<Invitation[]> {
      return this.invitations.list(access, level, body);
    }

    @Post(':invitationId/resend')
    @HttpCode(200)
    @Allow(permission)
    async resend(
      @CurrentAccess() access: Access,
      @UuidParam('invitationId') invitationId: string,
    ): Promise<Invitation> {
      return this.invitations.resend(access, level, invitationId);
    }

    @Delete(':invitationId')
    @HttpCode(204)
    @Allow(permission)
    async revoke(
      @CurrentAccess() access: Access,
      @UuidParam('invitationId') invitationId: string,
    ): Promise<void> {
      await this.invitations.revoke(access, level, invitationId);
    }
  }
  return Routes;
}
