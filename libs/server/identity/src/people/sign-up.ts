import { Inject, Injectable, Optional } from '@nestjs/common';
import type { SignUpBody } from '@orch/contract';
import { Ids, OrchError } from '@orch/kernel';
import { AuditLog, CONFIG, type Config, type Tx } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { FirstOwnerRepository } from '../bootstrap/first-owner.repository.ts';
import { LOCAL_USER_ID } from '../bootstrap/local-owner.ts';
import { MailTransport } from '../mail/mail-transport.ts';
import { type OpenedSession, Sessions } from '../sessions/sessions.ts';
import { AttemptLimits } from './attempt-limits.ts';
import { FreeHandle } from './free-handle.ts';
import { LinkTokenRepository } from './link-token.repository.ts';
import { noSoonerThan } from './no-sooner-than.ts';
import { Passwords } from './passwords.ts';
import { requireGoodPassword } from './password-rules.ts';
import { type PersonRow, PersonRepository } from './person.repository.ts';
import { PersonalAccountRepository } from './personal-account.repository.ts';
import { SignInProviders, SignUpInvitations } from './sign-in-ports.ts';
import { VerificationMails } from './verification-mails.ts';

/** What became of a sign-up; without a session the person is told to look into their mailbox, whoever they are. */
export interface SignedUp {
  readonly opened: OpenedSession | null;
}

/** How the address came to be trusted, if it did. */
interface Proof {
  /** A link was sent to this very address, or the person runs the server. */
  readonly isProven: boolean;
  readonly isOperator: boolean;
  readonly isInvited: boolean;
}

const NOBODY = '00000000-0000-0000-0000-000000000000';
const HIDDEN: SignedUp = { opened: null };
/** Longer than making an account takes: the time of the answer does not tell whether one was made. */
const ANSWER_MS = 400;
const TRIES_MAX = 3;

/** Makes a person with an account and a first workspace of their own, or a member of the account that invites them. */
@Injectable()
export class SignUp {
  constructor(
    private readonly changes: AccessChanges,
    private readonly people: PersonRepository,
    private readonly accounts: PersonalAccountRepository,
    private readonly owners: FirstOwnerRepository,
    private readonly links: LinkTokenRepository,
    private readonly handles: FreeHandle,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly verification: VerificationMails,
    private readonly transport: MailTransport,
    private readonly limits: AttemptLimits,
    private readonly audit: AuditLog,
    private readonly ids: Ids,
    @Inject(CONFIG) private readonly config: Config,
    @Optional() private readonly invitations?: SignUpInvitations,
    @Optional() private readonly providers?: SignInProviders,
  ) {}

  /**
   * With a mail server nothing tells whether the address was known: the answer and its time are the same, and the
   * mail says the rest. Without one, a known address is refused.
   * @throws OrchError `auth.sso_required`, `sign_up.closed`, `sign_up.invitation_needed`, `sign_up.invitation_address`, `password.rejected`,
   *   `email.taken`, `link.invalid`, `auth.too_many`
   */
  async execute(body: SignUpBody): Promise<SignedUp> {
    this.limits.admit('sign-up', body.email);
    this.requireOpen(body);
    await this.requirePasswords(body.email);
    await requireGoodPassword(body.password, [
      body.email,
      body.first_name,
      body.last_name,
      body.account_name,
    ]);
    const work = this.passwords.hash(body.password).then((hash) => this.make(body, hash));
    return this.transport.isThere ? noSoonerThan(ANSWER_MS, work) : work;
  }

  /** Somebody new owns no account that insists on its provider. Which domains do is public. */
  private async requirePasswords(email: string): Promise<void> {
    if (this.providers && !(await this.providers.mayUsePassword({ id: NOBODY, email })))
      throw new OrchError('auth.sso_required');
  }

  private requireOpen({ first_owner_token, invitation_token }: SignUpBody): void {
    if (first_owner_token !== undefined || this.config.signUp === 'open') return;
    if (this.config.signUp === 'closed') throw new OrchError('sign_up.closed');
    if (invitation_token === undefined) throw new OrchError('sign_up.invitation_needed');
  }

  /** Two people who sign up at once may want the same handle: the second tries again with another. */
  private async make(body: SignUpBody, passwordHash: string): Promise<SignedUp> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.changes.write((tx) => this.write(tx, body, passwordHash));
      } catch (error) {
        const code = error instanceof OrchError ? error.code : undefined;
        if (code === 'handle.taken' && attempt < TRIES_MAX) continue;
        if (code === 'email.taken' && this.transport.isThere) return HIDDEN;
        throw error;
      }
    }
  }

  private async write(tx: Tx, body: SignUpBody, passwordHash: string): Promise<SignedUp> {
    const proof = await this.proofOf(tx, body);
    const known = await this.people.byEmailIn(tx, body.email);
    if (known) return this.refuseKnown(tx, known, proof);
    const person = await this.addPerson(tx, body, passwordHash, proof);
    if (!proof.isInvited || body.account_name !== undefined) {
      const name =
        body.account_name ?? (`${body.first_name ?? ''} ${body.last_name ?? ''}`.trim() || person.handle);
      const handle = await this.handles.of(tx, body.account_name ?? person.handle, person.handle);
      await this.accounts.add(tx, { ownerId: person.userId, ownerHandle: person.handle, name, handle });
    }
    if (proof.isInvited) await this.invitations?.accept(tx, body.invitation_token!, person);
    if (!proof.isProven) await this.verification.send(tx, { userId: person.userId, email: body.email });
    if (!proof.isProven && this.transport.isThere) return HIDDEN;
    await this.people.signedIn(tx, person.userId);
    return { opened: await this.sessions.open(tx, person, 'sign_up') };
  }

  /** @throws OrchError `link.invalid`, `sign_up.invitation_address` */
  private async proofOf(tx: Tx, { email, first_owner_token, invitation_token }: SignUpBody): Promise<Proof> {
    if (first_owner_token !== undefined) {
      await this.owners.lock(tx);
      const isGood = await this.links.use(tx, 'first_owner', first_owner_token);
      if (!isGood || (await this.owners.hasUsers(tx, LOCAL_USER_ID))) throw new OrchError('link.invalid');
      return { isProven: true, isOperator: true, isInvited: false };
    }
    if (invitation_token === undefined) return { isProven: false, isOperator: false, isInvited: false };
    const invitation = await this.invitations?.find(tx, invitation_token);
    if (!invitation) throw new OrchError('link.invalid');
    const isAddressee = invitation.email.toLowerCase() === email.toLowerCase();
    if (!isAddressee && !invitation.allowOtherAddress) throw new OrchError('sign_up.invitation_address');
    return { isProven: isAddressee, isOperator: false, isInvited: true };
  }

  /** Who holds a link to the address may know that it has an account; others are told so in its mailbox only. */
  private async refuseKnown(tx: Tx, known: PersonRow, { isProven }: Proof): Promise<SignedUp> {
    if (isProven || !this.transport.isThere) throw new OrchError('email.taken');
    await this.verification.sendAlreadySignedUp(tx, known.email);
    return HIDDEN;
  }

  private async addPerson(tx: Tx, body: SignUpBody, passwordHash: string, { isProven, isOperator }: Proof) {
    const userId = this.ids.next();
    const handle = await this.handles.ofEmail(tx, body.email);
    await this.people.add(tx, {
      id: userId,
      email: body.email,
      handle,
      firstName: body.first_name ?? '',
      lastName: body.last_name ?? '',
      passwordHash,
      isEmailVerified: isProven,
      isOperator,
    });
    await this.audit.record(tx, {
      accountId: null,
      action: 'user.created',
      actor: { id: userId, kind: 'user', name: handle },
      target: { kind: 'user', id: userId, name: handle },
      after: { email: body.email, handle, is_operator: isOperator },
    });
    return { userId, handle };
  }
}
