import { Controller, Get } from '@nestjs/common';
import type { MailOfAccount } from '@orch/contract';
import { pgToWire } from '@orch/kernel';
import { type Access, Allow, AuditLog, CurrentAccess } from '@orch/platform';
import { PersonRepository } from '../people/person.repository.ts';
import { MailOutbox } from './mail-outbox.ts';
import { MailTransport } from './mail-transport.ts';
import { MailRepository } from './mail.repository.ts';

/**
 * What would have been sent, were there a mail server; with one, nothing is shown. Owners see the mails of their
 * account. Mails of the server itself (they set passwords) only its operator sees, who has its database and log anyway,
 * and never by an API key, which may lie around in some script.
 */
@Controller('api/accounts/:accountId/mails')
export class MailsController {
  constructor(
    private readonly mails: MailRepository,
    private readonly outbox: MailOutbox,
    private readonly transport: MailTransport,
    private readonly people: PersonRepository,
    private readonly audit: AuditLog,
  ) {}

  /** Links are secrets of others, so who looked is written down. */
  @Get()
  @Allow('account:manage')
  async list(@CurrentAccess() { principal, scope }: Access): Promise<MailOfAccount[]> {
    if (this.transport.isThere) return [];
    const inPerson = principal.actorKind === 'user' && principal.keyId === null;
    const person = inPerson ? await this.people.byId(principal.actorId) : undefined;
    const rows = await this.mails.unsent(scope.accountId, person?.is_operator ?? false);
    if (rows.length > 0) {
      await this.audit.note({
        accountId: scope.accountId,
        action: 'mail.read',
        target: { kind: 'account', id: scope.accountId },
        after: { mails: rows.map(({ id }) => id) },
      });
    }
    return rows.map((row) => ({
      id: row.id,
      created: pgToWire(row.created),
      kind: row.kind,
      to: row.recipient,
      subject: row.subject,
      link: this.outbox.open(row.id, row.content)?.link ?? null,
      expires: row.expires_at === null ? null : pgToWire(row.expires_at),
    }));
  }
}
