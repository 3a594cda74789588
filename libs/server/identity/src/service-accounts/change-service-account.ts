import { Injectable } from '@nestjs/common';
import type { BotKeyRotate, BotUpdate } from '@orch/contract';
import { OrchError, Secret } from '@orch/kernel';
import { type Access, AuditLog, type Tx } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { mintKey } from '../api-keys/api-key-format.ts';
import { ApiKeyRepository } from '../api-keys/api-key.repository.ts';
import { requireWholeKey } from '../api-keys/narrow-key.ts';
import { accountRoleName, grantedInAccount, isAccountRole, isWithin } from '../roles/roles.ts';
import { ServiceAccountRepository, type ServiceAccountRow } from './service-account.repository.ts';

/** Whoever acts on a service account must have what it has: its key gives all of that. */
@Injectable()
export class ChangeServiceAccount {
  constructor(
    private readonly changes: AccessChanges,
    private readonly serviceAccounts: ServiceAccountRepository,
    private readonly keys: ApiKeyRepository,
    private readonly audit: AuditLog,
  ) {}

  /** @throws OrchError `not_found`, `role.unknown`, `role.above_own`, `service_account.name_taken` */
  async update(access: Access, id: string, body: BotUpdate): Promise<void> {
    await this.changes.write(async (tx) => {
      const row = await this.lock(tx, access, id);
      const { name = row.name } = body;
      const roleId = body.account_role_id ?? row.account_role_id;
      if (!isAccountRole(roleId)) throw new OrchError('role.unknown', { roleId }, { level: 'account' });
      if (!isWithin(grantedInAccount(roleId), access.granted))
        throw new OrchError('role.above_own', { roleId });
      await this.serviceAccounts.update(tx, row, name, roleId);
      await this.audit.record(tx, {
        accountId: row.account_id,
        action: 'service_account.updated',
        target: { kind: 'service_account', id, name },
        before: { name: row.name, account_role: accountRoleName(row.account_role_id) },
        after: { name, account_role: accountRoleName(roleId) },
      });
    });
  }

  /** @throws OrchError `not_found`, `role.above_own` */
  async rotate(access: Access, id: string, body: BotKeyRotate): Promise<Secret<string>> {
    requireWholeKey(access.principal);
    const key = mintKey('service_account');
    await this.changes.write(async (tx) => {
      const row = await this.lock(tx, access, id);
      const old = await this.keys.newest(tx, id);
      await this.serviceAccounts.limitKeys(tx, id, body.old_key_expires_in_seconds);
      const owner = { actorId: id, actorKind: 'service_account', accountId: row.account_id } as const;
      const made = await this.keys.add(tx, owner, {
        name: row.name,
        expirationUs: body.api_key_expiration,
        key,
        onlyWorkspace: old?.only_workspace ?? null,
        onlyScopes: old?.only_scopes ?? null,
      });
      await this.audit.record(tx, {
        accountId: row.account_id,
        action: 'service_account.key_rotated',
        target: { kind: 'service_account', id, name: row.name },
        after: {
          key_id: made.id,
          key: made.shown,
          old_keys_expire_in_seconds: body.old_key_expires_in_seconds,
        },
      });
    });
    return new Secret(key);
  }

  private async lock(tx: Tx, { scope, granted }: Access, id: string): Promise<ServiceAccountRow> {
    const row = await this.serviceAccounts.lock(tx, scope.accountId, id);
    if (!row) throw new OrchError('not_found', { id });
    if (!isWithin(grantedInAccount(row.account_role_id), granted))
      throw new OrchError('role.above_own', { id });
    return row;
  }
}
