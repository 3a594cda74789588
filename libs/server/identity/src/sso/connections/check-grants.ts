import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import type { Access } from '@orch/platform';
import { ACCOUNT_ROLES, grantedInAccount, isWithin } from '../../roles/roles.ts';
import { SsoConnectionRepository } from './sso-connection.repository.ts';

/** What a provider shall give people: by default, or for a group. */
export interface SsoGrants {
  readonly accountRoleId: string | null;
  readonly workspaceId: string | null;
  readonly workspaceRoleId: string | null;
}

/** Judges what an account lets its identity provider give. */
@Injectable()
export class CheckGrants {
  constructor(private readonly connections: SsoConnectionRepository) {}

  /**
   * Owners are made by hand only: they are who still gets in when the provider does not answer, or answers wrongly.
   * @throws OrchError `role.unknown`, `role.above_own`, `request.rejected`
   */
  async execute({ scope, granted }: Access, grants: SsoGrants): Promise<void> {
    const { accountRoleId, workspaceId, workspaceRoleId } = grants;
    if (accountRoleId !== null) {
      if (!(await this.connections.knowsRole(scope.accountId, 'account', accountRoleId)))
        throw new OrchError('role.unknown', { accountRoleId }, { level: 'account' });
      if (accountRoleId === ACCOUNT_ROLES.Owner)
        throw new OrchError(
          'request.rejected',
          {},
          { text: 'Owners cannot be made by an identity provider' },
        );
      if (!isWithin(grantedInAccount(accountRoleId), granted)) throw new OrchError('role.above_own');
    }
    if ((workspaceId === null) !== (workspaceRoleId === null))
      throw new OrchError(
        'request.rejected',
        {},
        { text: 'A workspace needs a role, and a role a workspace' },
      );
    if (workspaceId === null || workspaceRoleId === null) return;
    if (!(await this.connections.knowsWorkspace(scope.accountId, workspaceId)))
      throw new OrchError('request.rejected', {}, { text: 'There is no such workspace in this account' });
    if (!(await this.connections.knowsRole(scope.accountId, 'workspace', workspaceRoleId)))
      throw new OrchError('role.unknown', { workspaceRoleId }, { level: 'workspace' });
  }
}
