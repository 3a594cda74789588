import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import type { Access } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { grantedInAccount, isWithin } from '../roles/roles.ts';
import { ServiceAccountRepository } from './service-account.repository.ts';

@Injectable()
export class DeleteServiceAccount {
  constructor(
    private readonly changes: AccessChanges,
    private readonly serviceAccounts: ServiceAccountRepository,
  ) {}

  /** @throws OrchError `not_found`; `role.above_own` when it may more than the one who deletes it. */
  async execute({ scope, granted }: Access, id: string): Promise<void> {
    await this.changes.write(async (tx) => {
      const roleId = await this.serviceAccounts.lockRole(tx, scope.accountId, id);
      if (roleId === undefined) throw new OrchError('not_found', { id });
      if (!isWithin(grantedInAccount(roleId), granted)) throw new OrchError('role.above_own', { roleId });
      await this.serviceAccounts.delete(tx, scope.accountId, id);
    });
  }
}
