import { Injectable, Optional } from '@nestjs/common';
import type { SignInBody } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { AuditLog, Database, type Tx } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { MailTransport } from '../mail/mail-transport.ts';
import { type OpenedSession, Sessions } from '../sessions/sessions.ts';
import { AttemptLimits } from './attempt-limits.ts';
import { Passwords } from './passwords.ts';
import { type PersonRow, PersonRepository } from './person.repository.ts';
import { SignInFailureRepository } from './sign-in-failure.repository.ts';
import { SignInProviders } from './sign-in-ports.ts';

/** Signs in with address and password. */
@Injectable()
export class SignIn {
  constructor(
    private readonly database: Database,
    private readonly changes: AccessChanges,
    private readonly people: PersonRepository,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly failures: SignInFailureRepository,
    private readonly limits: AttemptLimits,
    private readonly transport: MailTransport,
    private readonly audit: AuditLog,
    @Optional() private readonly providers?: SignInProviders,
  ) {}

  /**
   * Wrong password, unknown address, no password, disabled and unverified are one answer, in one time.
   * @throws OrchError `auth.credentials`, `auth.too_many`, `auth.sso_required` (only to who knows the password)
   */
  async execute({ email, password }: SignInBody): Promise<OpenedSession> {
    this.limits.admit('sign-in', email);
    await this.failures.count(email);
    const person = await this.people.byEmail(email);
    const isRight = await this.passwords.verify(person?.password_hash, password);
    if (!person || !isRight || !this.mayEnter(person)) {
      await this.refuse(email, person, 'credentials');
      throw new OrchError('auth.credentials');
    }
    if (this.providers && !(await this.providers.mayUsePassword(person))) {
      await this.refuse(email, person, 'sso_required');
      throw new OrchError('auth.sso_required');
    }
    const enter = async (tx: Tx): Promise<OpenedSession> => {
      await this.failures.forgive(tx, email);
      await this.people.signedIn(tx, person.id);
      return this.sessions.open(tx, { userId: person.id, handle: person.handle }, 'password');
    };
    // a new session is nothing that others could know wrongly; only one that ends has to be told to them
    return this.sessions.isGiven() ? this.changes.write(enter) : this.database.transactionOutside(enter);
  }

  /** While mails are sent, an address must be proven: else anybody could take another's before they come. */
  private mayEnter(person: PersonRow): boolean {
    return !person.is_disabled && (person.email_verified_at !== null || !this.transport.isThere);
  }

  private async refuse(email: string, person: PersonRow | undefined, reason: string): Promise<void> {
    await this.audit.note({
      accountId: null,
      action: 'session.refused',
      outcome: 'failure',
      actor: { id: null, kind: 'anonymous', name: email },
      target: { kind: 'user', id: person?.id ?? 'unknown', name: email },
      after: { reason },
    });
  }
}
