import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Ids, OrchError } from '@orch/kernel';
import { type Access, AuditLog } from '@orch/platform';
import { AccessChanges } from '../../access/access-changes.ts';
import { SsoConnectionRepository } from '../connections/sso-connection.repository.ts';
import { SsoDomainRepository } from './sso-domain.repository.ts';

const DOMAINS_MAX = 100;

/** Names a domain for a connection, which proves nothing yet; and takes it away again. */
@Injectable()
export class ClaimSsoDomain {
  constructor(
    private readonly changes: AccessChanges,
    private readonly connections: SsoConnectionRepository,
    private readonly domains: SsoDomainRepository,
    private readonly audit: AuditLog,
    private readonly ids: Ids,
  ) {}

  /** @throws OrchError `not_found`, `sso_domain.taken`, `request.rejected` */
  async add({ scope }: Access, connectionId: string, domain: string): Promise<string> {
    const { accountId } = scope;
    const id = this.ids.next();
    const txtValue = `orch-domain-verification=${randomBytes(24).toString('base64url')}`;
    await this.changes.write(async (tx) => {
      if (!(await this.connections.lock(tx, accountId, connectionId))) throw new OrchError('not_found');
      if ((await this.domains.count(tx, connectionId)) >= DOMAINS_MAX)
        throw new OrchError(
          'request.rejected',
          {},
          { text: `A connection has at most ${DOMAINS_MAX} domains` },
        );
      const row = { id, account_id: accountId, connection_id: connectionId, domain, txt_value: txtValue };
      await this.domains.add(tx, row);
      await this.audit.record(tx, {
        accountId,
        action: 'sso_domain.created',
        target: { kind: 'sso_domain', id, name: domain },
        after: { connection_id: connectionId, domain },
      });
    });
    return id;
  }

  /** @throws OrchError `not_found` */
  async remove({ scope }: Access, connectionId: string, id: string): Promise<void> {
    const { accountId } = scope;
    const row = await this.domains.byId(accountId, connectionId, id);
    if (!row) throw new OrchError('not_found', { id });
    await this.changes.write(async (tx) => {
      await this.domains.delete(tx, id);
      await this.audit.record(tx, {
        accountId,
        action: 'sso_domain.deleted',
        target: { kind: 'sso_domain', id, name: row.domain },
        before: { connection_id: connectionId, domain: row.domain, verified_by: row.verified_by },
      });
    });
  }
}
