import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, OrchError } from '@orch/kernel';
import { type Access, AuditLog, type Tx, TxtRecords } from '@orch/platform';
import { AccessChanges } from '../../access/access-changes.ts';
import { EndPasswordSessions } from '../connections/end-password-sessions.ts';
import { SsoConnectionRepository } from '../connections/sso-connection.repository.ts';
import { txtNameOf } from './sso-domain.presenter.ts';
import { SsoDomainRepository, type SsoDomainRow } from './sso-domain.repository.ts';

export const hashDomainToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Proves that a domain is its account's: by the domain name system, or by a mailbox that only its owner reads. */
@Injectable()
export class VerifySsoDomain {
  constructor(
    private readonly changes: AccessChanges,
    private readonly domains: SsoDomainRepository,
    private readonly txtRecords: TxtRecords,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    private readonly connections: SsoConnectionRepository,
    private readonly endSessions: EndPasswordSessions,
  ) {}

  /** @throws OrchError `not_found`, `sso_domain.unproven`, `sso_domain.taken` */
  async byDns({ scope }: Access, connectionId: string, id: string): Promise<void> {
    const row = await this.domains.byId(scope.accountId, connectionId, id);
    if (!row) throw new OrchError('not_found', { id });
    if (row.verified_at !== null) return;
    const texts = await this.txtRecords.of(txtNameOf(row.domain));
    if (!texts.some((text) => text.trim() === row.txt_value))
      throw new OrchError('sso_domain.unproven', {}, { name: txtNameOf(row.domain) });
    await this.changes.write((tx) => this.verified(tx, row, 'dns'));
  }

  /**
   * The token of a confirmation mail, once. Returns the domain.
   * @throws OrchError `not_found` for every token that proves nothing, `sso_domain.taken`
   */
  async byToken(token: string): Promise<string> {
    return this.changes.write(async (tx) => {
      const row = await this.domains.lockByToken(tx, hashDomainToken(token), this.clock.nowUs());
      if (!row) throw new OrchError('not_found');
      await this.verified(tx, row, 'mail');
      return row.domain;
    });
  }

  private async verified(tx: Tx, row: SsoDomainRow, by: 'dns' | 'mail'): Promise<void> {
    await this.domains.verify(tx, row.id, by, this.clock.nowUs());
    const connection = await this.connections.lock(tx, row.account_id, row.connection_id);
    if (connection) await this.endSessions.execute(tx, connection);
    await this.audit.record(tx, {
      accountId: row.account_id,
      action: 'sso_domain.verified',
      target: { kind: 'sso_domain', id: row.id, name: row.domain },
      after: { verified_by: by, connection_id: row.connection_id },
      // the mail is opened by whoever reads it, signed in or not
      ...(by === 'mail' ? { actor: { id: null, kind: 'anonymous', name: `owner of ${row.domain}` } } : {}),
    });
  }
}
