import { Injectable } from '@nestjs/common';
import {
  type Invitation,
  type InvitationCreate,
  type InvitationsFilterBody,
  pageLimit,
} from '@orch/contract';
import type { Access } from '@orch/platform';
import { presentInvitation } from './invitation.presenter.ts';
import { type InvitationPlace, InvitationRepository } from './invitation.repository.ts';
import { Invite } from './invite.ts';

/** Where the asker invites to: anywhere in the account, or only to the workspace they are in. */
export type InvitationLevel = 'account' | 'workspace';
const placeOf = ({ scope }: Access, level: InvitationLevel): InvitationPlace => ({
  accountId: scope.accountId,
  workspaceId: level === 'account' ? null : scope.workspaceId,
});

/** Invitations as their account and their workspace see them: the same, at two places. */
@Injectable()
export class Invitations {
  constructor(
    private readonly invite: Invite,
    private readonly repository: InvitationRepository,
  ) {}

  async create(access: Access, level: InvitationLevel, body: InvitationCreate): Promise<Invitation> {
    return presentInvitation(await this.invite.execute(access, placeOf(access, level), body));
  }

  async list(access: Access, level: InvitationLevel, body: InvitationsFilterBody): Promise<Invitation[]> {
    const rows = await this.repository.list(placeOf(access, level), body, pageLimit(body.limit));
    return rows.map(presentInvitation);
  }

  async resend(access: Access, level: InvitationLevel, id: string): Promise<Invitation> {
    return presentInvitation(await this.invite.resend(placeOf(access, level), id));
  }

  async revoke(access: Access, level: InvitationLevel, id: string): Promise<void> {
    await this.invite.revoke(access, placeOf(access, level), id);
  }
}
