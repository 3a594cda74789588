import { Injectable } from '@nestjs/common';
import type { AcceptedInvitation } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { AuditLog, type Principal, type Tx } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { AddMember } from '../members/add-member.ts';
import { type OpenInvitation, SignUpInvitations } from '../people/sign-in-ports.ts';
import { RoleRepository } from '../roles/role.repository.ts';
import { isWithin } from '../roles/roles.ts';
import { WorkspaceAccessRepository } from '../workspace-access/workspace-access.repository.ts';
import { InvitationRepository, type InvitationRow } from './invitation.repository.ts';
import { InviterRights } from './inviter-rights.ts';

/** Who accepts. */
interface Invited {
  readonly userId: string;
  readonly handle: string;
}

/**
 * Turns an invitation into membership, once. The token (or the proven address) says who may; the inviter must still
 * have what they offered.
 */
@Injectable()
export class AcceptInvitation extends SignUpInvitations {
  constructor(
    private readonly changes: AccessChanges,
    private readonly invitations: InvitationRepository,
    private readonly rights: InviterRights,
    private readonly addMember: AddMember,
    private readonly access: WorkspaceAccessRepository,
    private readonly roles: RoleRepository,
    private readonly audit: AuditLog,
  ) {
    super();
  }

  override async find(tx: Tx, token: string): Promise<OpenInvitation | null> {
    const row = await this.invitations.lockByToken(tx, token);
    return row ? { email: row.email, allowOtherAddress: row.allow_other_address } : null;
  }

  override async accept(tx: Tx, token: string, person: Invited): Promise<void> {
    const row = await this.invitations.lockByToken(tx, token);
    if (!row) throw new OrchError('link.invalid');
    await this.execute(tx, row, person);
  }

  /** By who is signed in. @throws OrchError `link.invalid`, `invitation.other_address` */
  async byToken(principal: Principal, token: string): Promise<AcceptedInvitation> {
    const person = invitedPerson(principal);
    return this.changes.write(async (tx) => {
      const row = await this.invitations.lockByToken(tx, token);
      if (!row) throw new OrchError('link.invalid');
      const isInvited = principal.email?.toLowerCase() === row.email.toLowerCase();
      if (!isInvited && !row.allow_other_address) throw new OrchError('invitation.other_address');
      return this.execute(tx, row, person);
    });
  }

  /** By who has proven the address: no link needed. @throws OrchError `not_found`, `link.invalid` */
  async byId(principal: Principal, id: string): Promise<AcceptedInvitation> {
    const person = invitedPerson(principal);
    return this.changes.write(async (tx) => {
      const row = await this.invitations.lockOfUser(tx, person.userId, id);
      if (!row) throw new OrchError('not_found', { id });
      return this.execute(tx, row, person);
    });
  }

  /** Whoever has the link may say no. @throws OrchError `link.invalid` */
  async declineByToken(token: string): Promise<void> {
    await this.changes.write(async (tx) => {
      const row = await this.invitations.lockByToken(tx, token);
      if (!row) throw new OrchError('link.invalid');
      await this.decline(tx, row, null);
    });
  }

  /** @throws OrchError `not_found` */
  async declineById({ actorId }: Principal, id: string): Promise<void> {
    await this.changes.write(async (tx) => {
      const row = await this.invitations.lockOfUser(tx, actorId, id);
      if (!row) throw new OrchError('not_found', { id });
      await this.decline(tx, row, actorId);
    });
  }

  private async execute(
    tx: Tx,
    row: InvitationRow,
    { userId, handle }: Invited,
  ): Promise<AcceptedInvitation> {
    const { account_id: accountId, account_role_id: accountRoleId } = row;
    const place = { workspaceId: row.workspace_id, workspaceRoleId: row.workspace_role_id };
    const isBacked = await this.rights.mayGive(tx, row.invited_by, { accountId, accountRoleId, ...place });
    if (!isBacked) throw new OrchError('link.invalid', { id: row.id });
    const actor = { id: userId, kind: 'user', name: handle } as const;
    await this.addMember.execute(tx, {
      accountId,
      actorId: userId,
      kind: 'user',
      roleId: accountRoleId,
      name: handle,
      withDefaultRoles: row.workspace_id === null,
      by: 'invitation',
      actor,
    });
    if (place.workspaceId !== null && place.workspaceRoleId !== null)
      await this.giveAccess(tx, accountId, place.workspaceId, userId, place.workspaceRoleId);
    await this.invitations.close(tx, row.id, 'accepted', userId);
    await this.audit.record(tx, {
      accountId,
      workspaceId: row.workspace_id,
      action: 'invitation.accepted',
      actor,
      target: { kind: 'invitation', id: row.id, name: row.email },
      after: {
        user_id: userId,
        account_role: row.account_role_name,
        workspace_role: row.workspace_role_name,
      },
    });
    return {
      account_id: accountId,
      account_handle: row.account_handle,
      workspace_id: row.workspace_id,
      workspace_handle: row.workspace_handle,
    };
  }

  /** An invitation takes nothing away from who has more already. */
  private async giveAccess(
    tx: Tx,
    accountId: string,
    workspaceId: string,
    userId: string,
    roleId: string,
  ): Promise<void> {
    const [held] = await this.access.lockHeld(tx, workspaceId, [userId]);
    const has = held && (await this.roles.effective(tx, accountId, held.role_id));
    const gets = (await this.roles.effective(tx, accountId, roleId)) ?? new Set();
    if (has && !isWithin(has, gets)) return;
    await this.access.upsert(tx, workspaceId, 'user', new Map([[userId, roleId]]));
  }

  private async decline(tx: Tx, row: InvitationRow, actorId: string | null): Promise<void> {
    await this.invitations.close(tx, row.id, 'declined', actorId);
    await this.audit.record(tx, {
      accountId: row.account_id,
      workspaceId: row.workspace_id,
      action: 'invitation.declined',
      target: { kind: 'invitation', id: row.id, name: row.email },
      ...(actorId === null ? { actor: { id: null, kind: 'anonymous', name: row.email } as const } : {}),
    });
  }
}

function invitedPerson({ actorKind, actorId, name }: Principal): Invited {
  if (actorKind !== 'user')
    throw new OrchError('request.rejected', {}, { text: 'Service accounts accept no invitations' });
  return { userId: actorId, handle: name };
}
