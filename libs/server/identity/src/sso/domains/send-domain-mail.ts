import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Clock, OrchError, US_PER_SECOND } from '@orch/kernel';
import { type Access, AuditLog, CONFIG, type Config } from '@orch/platform';
import { AccessChanges } from '../../access/access-changes.ts';
import { MailOutbox } from '../../mail/mail-outbox.ts';
import { pageUrl } from '../../mail/page-url.ts';
import { SsoDomainRepository } from './sso-domain.repository.ts';
import { hashDomainToken } from './verify-sso-domain.ts';

const LINK_US = 72 * 3_600 * US_PER_SECOND;
/** A stranger's mailbox is not filled: one mail in this time. */
const PAUSE_US = 600 * US_PER_SECOND;

/** Asks the owner of a domain, at an address that only they read, whether the account may use it. */
@Injectable()
export class SendDomainMail {
  constructor(
    private readonly changes: AccessChanges,
    private readonly domains: SsoDomainRepository,
    private readonly outbox: MailOutbox,
    private readonly audit: AuditLog,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws OrchError `not_found`, `sso_domain.mail_sent` */
  async execute(
    { scope, principal }: Access,
    connectionId: string,
    id: string,
    mailbox: string,
  ): Promise<void> {
    const { accountId } = scope;
    const row = await this.domains.byId(accountId, connectionId, id);
    if (!row || row.verified_at !== null) throw new OrchError('not_found', { id });
    const token = randomBytes(32).toString('base64url');
    const nowUs = this.clock.nowUs();
    const expiresUs = nowUs + LINK_US;
    await this.changes.write(async (tx) => {
      const mail = { tokenHash: hashDomainToken(token), nowUs, expiresUs, notSinceUs: nowUs - PAUSE_US };
      if (!(await this.domains.expectMail(tx, id, mail))) throw new OrchError('sso_domain.mail_sent');
      await this.outbox.add(tx, {
        accountId: null, // who owns the account must not read it instead of who owns the domain
        kind: 'confirm_domain',
        to: `${mailbox}@${row.domain}`,
        expiresUs,
        message: this.message(row.domain, principal.email ?? principal.name, token),
      });
      await this.audit.record(tx, {
        accountId,
        action: 'sso_domain.mail_sent',
        target: { kind: 'sso_domain', id, name: row.domain },
        after: { mailbox },
      });
    });
  }

  private message(domain: string, asker: string, token: string) {
    return {
      subject: `May Orch Cloud sign people of ${domain} in?`,
      heading: `Single sign-on for ${domain}`,
      lines: [
        `${asker} wants people with an address at ${domain} to sign in to Orch Cloud through an identity provider of their choice.`,
        'Confirm only if you know them: their identity provider will decide who signs in with these addresses.',
      ],
      action: {
        label: 'Confirm the domain',
        url: pageUrl(this.config, '/auth/sso/confirm-domain', { token }),
      },
      notes: [
        'The link works for three days, once. If you do not know what this is, ignore it: nothing changes.',
      ],
    };
  }
}
