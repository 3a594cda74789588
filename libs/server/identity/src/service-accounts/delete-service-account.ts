import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { type Access, AuditLog } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { accountRoleName, grantedInAccount, isWithin } from '../roles/roles.ts';
import { ServiceAccountRepository } from './service-account.repository.ts';

@Injectable()
export class DeleteServiceAccount {
  constructor(
    private readonly changes: AccessChanges,
    private readonly serviceAccounts: ServiceAccountRepository,
    private readonly audit: AuditLog,
  ) {}

  /** @throws OrchError `not_found`; `role.above_own` when it may more than the one who deletes it. */
  async execute({ scope, granted }: Access, id: string): Promise<void> {
    await this.changes.write(async (tx) => {
      const row = await this.serviceAccounts.lock(tx, scope.accountId, id);
      if (!row) throw new OrchError('not_found', { id });
      if (!isWithin(grantedInAccount(row.account_role_id), granted))
        throw new OrchError('role.above_own', { id });
      await this.serviceAccounts.delete(tx, scope.accountId, id);
      await this.audit.record(tx, {
        accountId: scope.accountId,
        action: 'service_account.deleted',
        target: { kind: 'service_account', id, name: row.name },
        before: { name: row.name, account_role: accountRoleName(row.account_role_id) },
      });
    });
  }
}
