import { Injectable } from '@nestjs/common';
import type { SsoErrorCode } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { AuditLog, type Tx } from '@orch/platform';
import { AuthorizationResponseError } from 'openid-client';
import { AccessChanges } from '../../access/access-changes.ts';
import { PersonRepository } from '../../people/person.repository.ts';
import { type OpenedSession, Sessions } from '../../sessions/sessions.ts';
import { SsoConnectionRepository } from '../connections/sso-connection.repository.ts';
import { AdmitPerson, IdentityRace } from './admit-person.ts';
import { ApplyGroups } from './apply-groups.ts';
import { AskProvider } from './ask-provider.ts';
import { causeOf } from './egress-cause.ts';
import { type OidcProvider, OidcProviders } from './oidc-providers.ts';
import type { SsoAttempt } from './sso-attempt.ts';
import type { SsoUserRow } from './sso-identity.repository.ts';
import type { SsoPerson } from './sso-person.ts';

/** What became of a sign-in. */
export type FinishedSso =
  | { readonly kind: 'entered'; readonly next: string; readonly opened: OpenedSession | null }
  /** Something that the person can understand, and perhaps do something about. */
  | { readonly kind: 'refused'; readonly code: SsoErrorCode }
  /** The answer does not belong to the question: an attack, or a browser that went astray. */
  | { readonly kind: 'forged' };

const TRIES_MAX = 3;

/** Ends a sign-in with the answer of the provider. */
@Injectable()
export class FinishSso {
  constructor(
    private readonly providers: OidcProviders,
    private readonly provider: AskProvider,
    private readonly admission: AdmitPerson,
    private readonly groups: ApplyGroups,
    private readonly connections: SsoConnectionRepository,
    private readonly changes: AccessChanges,
    private readonly people: PersonRepository,
    private readonly sessions: Sessions,
    private readonly audit: AuditLog,
  ) {}

  /** @param search the query of the provider's redirect */
  async execute(attempt: SsoAttempt, search: string): Promise<FinishedSso> {
    const provider = await this.providers.byId(attempt.providerId);
    if (!provider) return { kind: 'refused', code: 'unavailable' };
    let person: SsoPerson;
    try {
      person = await this.provider.execute(provider, attempt, search);
    } catch (error) {
      return this.failed(provider, error);
    }
    const result = await this.enter(provider, person, attempt);
    if (result.kind === 'refused') await this.note(provider, result.code, person);
    return result;
  }

  /** Two first sign-ins at once may want the same handle or address: the second finds what the first made. */
  private async enter(provider: OidcProvider, person: SsoPerson, attempt: SsoAttempt): Promise<FinishedSso> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.changes.write((tx) => this.write(tx, provider, person, attempt));
      } catch (error) {
        if (!isRace(error) || tries === TRIES_MAX) throw error;
      }
    }
  }

  private async write(
    tx: Tx,
    provider: OidcProvider,
    person: SsoPerson,
    { next, link }: SsoAttempt,
  ): Promise<FinishedSso> {
    const admission = await this.admission.execute(tx, provider, person, link?.userId);
    if ('refused' in admission) return { kind: 'refused', code: admission.refused };
    const { user } = admission;
    // who links proves who they are, not that their account's provider sent them
    if (link) return { kind: 'entered', next, opened: null };
    await this.applyGroups(tx, provider, person, user);
    await this.people.signedIn(tx, user.id);
    const opened = await this.sessions.open(tx, { userId: user.id, handle: user.handle }, 'sso');
    await this.audit.record(tx, {
      accountId: provider.connection?.account_id ?? null,
      action: 'sso.login',
      actor: { id: user.id, kind: 'user', name: user.handle },
      target: { kind: 'user', id: user.id, name: user.handle },
      after: { provider: provider.id, issuer: person.issuer, session_id: opened.id },
    });
    return { kind: 'entered', next, opened };
  }

  private async applyGroups(
    tx: Tx,
    provider: OidcProvider,
    person: SsoPerson,
    user: SsoUserRow,
  ): Promise<void> {
    const { connection, groupClaim } = provider;
    if (connection) await this.groups.join(tx, connection, user);
    if (groupClaim === null) return;
    // what the server's provider says counts in accounts that named the same issuer, for people who are members there
    const connections = connection
      ? [connection]
      : await this.connections.ofMember(tx, user.id, provider.issuer);
    for (const one of connections) await this.groups.execute(tx, one, user, person.groups);
  }

  private async failed(provider: OidcProvider, error: unknown): Promise<FinishedSso> {
    const result: FinishedSso =
      error instanceof AuthorizationResponseError
        ? { kind: 'refused', code: 'refused' }
        : causeOf(error)
          ? { kind: 'refused', code: 'unavailable' }
          : { kind: 'forged' };
    const reason = result.kind === 'refused' ? result.code : `forged: ${reasonOf(error)}`;
    await this.note(provider, reason);
    return result;
  }

  private async note(provider: OidcProvider, reason: string, person?: SsoPerson): Promise<void> {
    const name = person?.email ?? person?.subject ?? 'unknown';
    await this.audit.note({
      accountId: provider.connection?.account_id ?? null,
      action: 'sso.refused',
      outcome: 'failure',
      actor: { id: null, kind: 'anonymous', name },
      target: { kind: 'sso_provider', id: provider.id, name: provider.name },
      after: { reason, ...(person ? { issuer: person.issuer, subject: person.subject } : {}) },
    });
  }
}

const isRace = (error: unknown): boolean =>
  error instanceof IdentityRace ||
  (error instanceof OrchError && (error.code === 'handle.taken' || error.code === 'email.taken'));

/** The library's own word, such as `OAUTH_JWT_CLAIM_COMPARISON_FAILED`, or its sentence; never what was sent. */
function reasonOf(error: unknown): string {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  return typeof code === 'string' ? code : String(message).slice(0, 200);
}
