import { Injectable } from '@nestjs/common';
import type { ChangePasswordBody, ResetPasswordBody } from '@orch/contract';
import { OrchError, type Secret } from '@orch/kernel';
import { AuditLog, Database, type Principal, type Tx } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { Sessions } from '../sessions/sessions.ts';
import { SessionRepository } from '../sessions/session.repository.ts';
import { AttemptLimits } from './attempt-limits.ts';
import { LinkTokenRepository } from './link-token.repository.ts';
import { Passwords } from './passwords.ts';
import { requireGoodPassword } from './password-rules.ts';
import { type PersonRow, PersonRepository } from './person.repository.ts';
import { SignInFailureRepository } from './sign-in-failure.repository.ts';
import { VerificationMails } from './verification-mails.ts';

/** Sets new passwords: by a link from a mail, or by knowing the old one. Every other browser is signed out. */
@Injectable()
export class PasswordChanges {
  constructor(
    private readonly database: Database,
    private readonly changes: AccessChanges,
    private readonly people: PersonRepository,
    private readonly passwords: Passwords,
    private readonly links: LinkTokenRepository,
    private readonly sessions: Sessions,
    private readonly sessionRows: SessionRepository,
    private readonly failures: SignInFailureRepository,
    private readonly limits: AttemptLimits,
    private readonly mails: VerificationMails,
    private readonly audit: AuditLog,
  ) {}

  /** @throws OrchError `auth.too_many` */
  admit(email: string): void {
    this.limits.admit('mail', email);
  }

  /** Sends a link, if there is somebody. Whether they may use a password is asked when they sign in. Nothing tells whether there is. */
  async forgot(email: string): Promise<void> {
    const person = await this.people.byEmail(email);
    if (!person || person.is_disabled) return;
    await this.database.transactionOutside(async (tx) => {
      if (!(await this.mails.sendReset(tx, { userId: person.id, email: person.email }))) return;
      await this.audit.record(tx, {
        accountId: null,
        action: 'password.reset_requested',
        actor: { id: null, kind: 'anonymous', name: email },
        target: { kind: 'user', id: person.id, name: person.handle },
      });
    });
  }

  /** @throws OrchError `link.invalid`, `password.rejected`, `auth.too_many` */
  async reset({ token, password }: ResetPasswordBody): Promise<void> {
    this.limits.admit('link');
    const owner = await this.links.peek('reset_password', token);
    const person = owner && (await this.people.byId(owner.userId));
    if (!person) throw new OrchError('link.invalid');
    const hash = await this.hashOfGood(person, password);
    await this.changes.write(async (tx) => {
      const used = await this.links.use(tx, 'reset_password', token);
      // the mail was read, so the address is proven too; another address since then makes the link worthless
      if (!used || !(await this.people.verifyEmail(tx, used.userId, used.email)))
        throw new OrchError('link.invalid');
      await this.set(tx, person, hash, null);
      await this.failures.forgive(tx, person.email);
      await this.record(tx, person, 'password.reset');
    });
  }

  /**
   * @returns the session's new token; `null` when no session asked.
   * @throws OrchError `password.wrong`, `password.rejected`, `auth.too_many`
   */
  async change(principal: Principal, body: ChangePasswordBody): Promise<Secret<string> | null> {
    const person = principal.actorKind === 'user' ? await this.people.byId(principal.actorId) : undefined;
    if (!person) throw new OrchError('auth.forbidden');
    this.limits.admit('sign-in', person.email);
    await this.failures.count(person.email);
    if (!(await this.passwords.verify(person.password_hash, body.current_password))) {
      await this.audit.note({ ...this.entry(person, 'password.change_refused'), outcome: 'failure' });
      throw new OrchError('password.wrong');
    }
    const hash = await this.hashOfGood(person, body.password);
    const { sessionId = null } = principal;
    return this.changes.write(async (tx) => {
      await this.failures.forgive(tx, person.email);
      await this.set(tx, person, hash, sessionId);
      await this.record(tx, person, 'password.changed');
      return sessionId === null ? null : this.sessions.rotate(tx, sessionId);
    });
  }

  private async hashOfGood(person: PersonRow, password: string): Promise<string> {
    await requireGoodPassword(password, [person.email, person.handle, person.first_name, person.last_name]);
    return this.passwords.hash(password);
  }

  private async set(tx: Tx, person: PersonRow, hash: string, keptSessionId: string | null): Promise<void> {
    await this.people.setPassword(tx, person.id, hash);
    await this.sessionRows.revokeOthers(tx, person.id, keptSessionId);
    await this.mails.sendPasswordChanged(tx, person.email);
  }

  private async record(tx: Tx, person: PersonRow, action: string): Promise<void> {
    await this.audit.record(tx, this.entry(person, action));
  }

  private entry({ id, handle }: PersonRow, action: string) {
    const actor = { id, kind: 'user', name: handle } as const;
    return { accountId: null, action, actor, target: { kind: 'user', id, name: handle } };
  }
}
