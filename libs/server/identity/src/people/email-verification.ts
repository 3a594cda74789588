import { Injectable } from '@nestjs/common';
import { OrchError } from '@orch/kernel';
import { AuditLog, Database, type Principal } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { AttemptLimits } from './attempt-limits.ts';
import { LinkTokenRepository } from './link-token.repository.ts';
import { type PersonRow, PersonRepository } from './person.repository.ts';
import { VerificationMails } from './verification-mails.ts';

/** Proves that a person reads the mails of their address. */
@Injectable()
export class EmailVerification {
  constructor(
    private readonly database: Database,
    private readonly changes: AccessChanges,
    private readonly people: PersonRepository,
    private readonly links: LinkTokenRepository,
    private readonly mails: VerificationMails,
    private readonly limits: AttemptLimits,
    private readonly audit: AuditLog,
  ) {}

  /** @throws OrchError `link.invalid`, `auth.too_many` */
  async confirm(token: string): Promise<void> {
    this.limits.admit('link');
    await this.changes.write(async (tx) => {
      const owner = await this.links.use(tx, 'verify_email', token);
      if (!owner || !(await this.people.verifyEmail(tx, owner.userId, owner.email)))
        throw new OrchError('link.invalid');
      await this.audit.record(tx, {
        accountId: null,
        action: 'email.verified',
        actor: { id: owner.userId, kind: 'user', name: owner.email },
        target: { kind: 'user', id: owner.userId, name: owner.email },
      });
    });
  }

  /** Sends the link again, if there is somebody to prove the address. Nothing tells whether there is. */
  async resend(email: string): Promise<void> {
    const person = await this.people.byEmail(email);
    if (person) await this.resendTo(person);
  }

  /** @throws OrchError `auth.too_many` */
  admit(email: string): void {
    this.limits.admit('mail', email);
  }

  /** For who is signed in. */
  async resendToSelf({ actorId }: Principal): Promise<void> {
    const person = await this.people.byId(actorId);
    if (!person) return;
    this.admit(person.email);
    await this.resendTo(person);
  }

  private async resendTo(person: PersonRow): Promise<void> {
    if (person.is_disabled || person.email_verified_at !== null) return;
    await this.database.transactionOutside((tx) =>
      this.mails.send(tx, { userId: person.id, email: person.email }),
    );
  }
}
