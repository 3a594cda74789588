import { Inject, Injectable } from '@nestjs/common';
import type { SsoErrorCode } from '@orch/contract';
import { Ids } from '@orch/kernel';
import { AuditLog, CONFIG, type Config, type Tx } from '@orch/platform';
import { FreeHandle } from '../../people/free-handle.ts';
import { PersonRepository } from '../../people/person.repository.ts';
import { PersonalAccountRepository } from '../../people/personal-account.repository.ts';
import { domainOf, type OidcProvider } from './oidc-providers.ts';
import { SsoDomainRepository } from '../domains/sso-domain.repository.ts';
import { type SsoSubject, SsoIdentityRepository, type SsoUserRow } from './sso-identity.repository.ts';
import type { SsoPerson } from './sso-person.ts';

/** The user that somebody is here, or why they are none. */
export type Admission = { readonly user: SsoUserRow } | { readonly refused: SsoErrorCode };

/** Two first sign-ins of one person at once: whoever comes second tries again and finds what the first made. */
export class IdentityRace extends Error {
  override readonly name = 'IdentityRace';
}

const refused = (code: SsoErrorCode): Admission => ({ refused: code });

/**
 * Finds the user of an identity. Issuer and subject decide; an address only helps where both sides have proven it, so
 * that neither a provider nor somebody who signed up early gets at what is another's.
 */
@Injectable()
export class AdmitPerson {
  constructor(
    private readonly identities: SsoIdentityRepository,
    private readonly domains: SsoDomainRepository,
    private readonly people: PersonRepository,
    private readonly handles: FreeHandle,
    private readonly accounts: PersonalAccountRepository,
    private readonly audit: AuditLog,
    private readonly ids: Ids,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @param linkTo who is signed in and wants this identity to be theirs */
  async execute(tx: Tx, provider: OidcProvider, person: SsoPerson, linkTo?: string): Promise<Admission> {
    const subject = subjectOf(provider, person);
    const known = await this.identities.use(tx, subject, person.email);
    if (known && linkTo !== undefined && known.id !== linkTo) return refused('identity_taken');
    if (known) return known.is_disabled ? refused('user_disabled') : { user: known };
    if (linkTo !== undefined) return this.linkTo(tx, provider, person, linkTo);
    const refusal = await this.unproven(tx, provider, person);
    if (refusal !== undefined) return refused(refusal);
    return this.byEmail(tx, provider, person, person.email!); // an address that is proven is there
  }

  private async linkTo(
    tx: Tx,
    provider: OidcProvider,
    person: SsoPerson,
    userId: string,
  ): Promise<Admission> {
    const user = await this.identities.userById(tx, userId);
    if (!user || user.is_disabled) return refused('user_disabled');
    await this.link(tx, provider, person, user);
    return { user };
  }

  /** Why nothing may be made of the address. */
  private async unproven(
    tx: Tx,
    { connection }: OidcProvider,
    { email, isEmailVerified }: SsoPerson,
  ): Promise<SsoErrorCode | undefined> {
    const domain = email === null ? undefined : domainOf(email);
    if (domain === undefined) return 'email_unverified';
    if (!connection) return isEmailVerified ? undefined : 'email_unverified';
    if (!(await this.domains.isVerified(tx, connection.id, domain))) return 'domain_unverified';
    return isEmailVerified || connection.assumes_email_verified ? undefined : 'email_unverified';
  }

  private async byEmail(
    tx: Tx,
    provider: OidcProvider,
    person: SsoPerson,
    email: string,
  ): Promise<Admission> {
    const user = await this.identities.lockUserByEmail(tx, email);
    if (user?.is_disabled) return refused('user_disabled');
    // whoever signed up with an address they never proved may be anybody
    if (user && !user.is_email_verified) return refused('link_required');
    if (!user && !(await this.mayBeMade(tx, provider, email))) return refused('no_user');
    const admitted = user ?? (await this.make(tx, provider, person, email));
    await this.link(tx, provider, person, admitted);
    return { user: admitted };
  }

  /** From the server's provider: as signing up is, and an invitation to the address opens the door. */
  private async mayBeMade(tx: Tx, { connection }: OidcProvider, email: string): Promise<boolean> {
    if (connection) return connection.is_just_in_time;
    const { signUp } = this.config;
    return signUp === 'open' || (signUp === 'invitation' && (await this.identities.isInvited(tx, email)));
  }

  private async link(tx: Tx, provider: OidcProvider, person: SsoPerson, user: SsoUserRow): Promise<void> {
    const subject = subjectOf(provider, person);
    if (!(await this.identities.add(tx, subject, user.id, person.email)))
      throw new IdentityRace('an identity that was free is taken now');
    await this.audit.record(tx, {
      accountId: provider.connection?.account_id ?? null,
      action: 'sso_identity.linked',
      actor: { id: user.id, kind: 'user', name: user.handle },
      target: { kind: 'user', id: user.id, name: user.handle },
      after: { provider: provider.id, issuer: person.issuer, subject: person.subject, email: person.email },
    });
  }

  /** Somebody new: with an account of their own where everybody may sign up; else invitation or connection give them one. */
  private async make(tx: Tx, provider: OidcProvider, person: SsoPerson, email: string): Promise<SsoUserRow> {
    const [id, handle] = [this.ids.next(), await this.handles.ofEmail(tx, email)];
    const { firstName, lastName } = person;
    const proof = { passwordHash: null, isEmailVerified: true, isOperator: false };
    await this.people.add(tx, { id, email, handle, firstName, lastName, ...proof });
    await this.audit.record(tx, {
      accountId: provider.connection?.account_id ?? null,
      action: 'user.created',
      actor: { id, kind: 'user', name: handle },
      target: { kind: 'user', id, name: handle },
      after: { email, handle, provider: provider.id },
    });
    if (provider.connection === null && this.config.signUp === 'open') {
      const name = `${firstName} ${lastName}`.trim() || handle;
      const accountHandle = await this.handles.of(tx, handle, handle);
      await this.accounts.add(tx, { ownerId: id, ownerHandle: handle, name, handle: accountHandle });
    }
    return { id, handle, email, is_disabled: false, is_email_verified: true };
  }
}

const subjectOf = ({ connection }: OidcProvider, { issuer, subject }: SsoPerson): SsoSubject => ({
  connectionId: connection?.id ?? null,
  issuer,
  subject,
});
