import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { type Access, AuditLog } from '@orch/platform';
import { AccessChanges } from '../../access/access-changes.ts';
import { shownMembers } from './sso-connection.presenter.ts';
import { SsoConnectionRepository } from './sso-connection.repository.ts';

@Injectable()
export class DeleteSsoConnection {
  constructor(
    private readonly changes: AccessChanges,
    private readonly connections: SsoConnectionRepository,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Removes the connection with its domains, mappings and identities. People stay members; they sign in by other ways.
   * @throws OrchError `not_found`
   */
  async execute({ scope }: Access, id: string): Promise<void> {
    await this.changes.write(async (tx) => {
      const before = await this.connections.lock(tx, scope.accountId, id);
      if (!before) throw new OrchError('not_found', { id });
      await this.connections.delete(tx, scope.accountId, id);
      await this.audit.record(tx, {
        accountId: scope.accountId,
        action: 'sso_connection.deleted',
        target: { kind: 'sso_connection', id, name: before.name },
        before: shownMembers(before),
      });
    });
  }
}
