import { Injectable } from '@nestjs/common';
import type { BotCreate } from '@orch/contract';
import { OrchError, Secret } from '@orch/kernel';
import { type Access, AuditLog } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { mintKey } from '../api-keys/api-key-format.ts';
import { ApiKeyRepository } from '../api-keys/api-key.repository.ts';
import { knownScopes, requireWholeKey } from '../api-keys/narrow-key.ts';
import { MemberRepository } from '../members/member.repository.ts';
import { ACCOUNT_ROLES, accountRoleName, grantedInAccount, isAccountRole, isWithin } from '../roles/roles.ts';
import { ServiceAccountRepository } from './service-account.repository.ts';

export interface CreatedServiceAccount {
  readonly id: string;
  readonly key: Secret<string>;
}

@Injectable()
export class CreateServiceAccount {
  constructor(
    private readonly changes: AccessChanges,
    private readonly serviceAccounts: ServiceAccountRepository,
    private readonly keys: ApiKeyRepository,
    private readonly members: MemberRepository,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Makes a service account with its first key, which is shown this once.
   * @throws OrchError `role.unknown`, `role.above_own`, `service_account.name_taken`, `scope.unknown`, `not_found`
   */
  async execute({ principal, scope, granted }: Access, body: BotCreate): Promise<CreatedServiceAccount> {
    requireWholeKey(principal);
    const onlyScopes = knownScopes(body.api_key_scopes);
    const { accountId } = scope;
    const roleId = body.account_role_id ?? ACCOUNT_ROLES.Member;
    if (!isAccountRole(roleId)) throw new OrchError('role.unknown', { roleId }, { level: 'account' });
    if (!isWithin(grantedInAccount(roleId), granted)) throw new OrchError('role.above_own', { roleId });
    const key = mintKey('service_account');
    return this.changes.write(async (tx) => {
      const onlyWorkspace = body.api_key_workspace_id;
      if (onlyWorkspace !== null && !(await this.keys.isWorkspaceOf(tx, accountId, onlyWorkspace)))
        throw new OrchError('not_found', { onlyWorkspace });
      const id = await this.serviceAccounts.create(tx, accountId, body.name, roleId);
      await this.members.giveDefaultRoles(tx, { accountId, actorId: id, kind: 'service_account', roleId });
      const owner = { actorId: id, actorKind: 'service_account', accountId } as const;
      const made = await this.keys.add(tx, owner, {
        name: body.name,
        expirationUs: body.api_key_expiration,
        key,
        onlyWorkspace,
        onlyScopes,
      });
      await this.audit.record(tx, {
        accountId,
        action: 'service_account.created',
        target: { kind: 'service_account', id, name: body.name },
        after: {
          name: body.name,
          account_role: accountRoleName(roleId),
          key_id: made.id,
          key: made.shown,
          workspace_id: onlyWorkspace,
          scopes: onlyScopes,
        },
      });
      return { id, key: new Secret(key) };
    });
  }
}
