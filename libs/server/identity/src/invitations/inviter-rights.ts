import { Injectable } from '@nestjs/common';
import type { Tx } from '@orch/platform';
import { AccessReader } from '../access/access.reader.ts';
import { RoleRepository } from '../roles/role.repository.ts';
import { ACCOUNT_ROLES, grantedInAccount, grantedInWorkspace, isWithin } from '../roles/roles.ts';

/** What an invitation gives. */
export interface InvitedRoles {
  readonly accountId: string;
  readonly accountRoleId: string;
  readonly workspaceId: string | null;
  readonly workspaceRoleId: string | null;
}

/** Nobody invites to more than they have: asked when an invitation is made, and again when it is accepted. */
@Injectable()
export class InviterRights {
  constructor(
    private readonly access: AccessReader,
    private readonly roles: RoleRepository,
  ) {}

  /** `undefined`: a role that is not there; false: more than the inviter may give. Never read from a cache. */
  async mayGive(tx: Tx, inviterId: string, invited: InvitedRoles): Promise<boolean | undefined> {
    const { accountId, accountRoleId, workspaceId, workspaceRoleId } = invited;
    const membership = await this.access.inAccount(inviterId, accountId, tx);
    if (!membership) return false;
    const own = grantedInAccount(membership.account_role_id);
    const mayAdminister = own.has('account:members');
    // who only gives access to a workspace brings people in as plain members
    if (workspaceId === null || accountRoleId !== ACCOUNT_ROLES.Member) {
      if (!mayAdminister || !isWithin(grantedInAccount(accountRoleId), own)) return false;
    }
    if (workspaceId === null || workspaceRoleId === null) return true;
    const effective = await this.roles.effective(tx, accountId, workspaceRoleId);
    if (!effective) return undefined;
    const place = await this.access.inWorkspace(inviterId, accountId, workspaceId, tx);
    const granted =
      place &&
      grantedInWorkspace(place.account_role_id, {
        roleIds: place.role_ids,
        customScopes: place.custom_scopes,
      });
    return granted?.has('workspace:access') === true && isWithin(effective, granted);
  }
}
