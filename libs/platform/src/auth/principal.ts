import type { WorkspaceScope } from '../database/database.ts';
import type { Scope } from './scopes.ts';

/** Who is asking, once the credentials were checked. */
export interface Principal {
  readonly actorId: string;
  readonly actorKind: 'user' | 'service_account';
  readonly name: string;
  readonly email: string | null;
  /** The API key that was used; `null` for local mode and sessions. */
  readonly keyId: string | null;
  /** The browser session that was used. */
  readonly sessionId?: string;
  /** What the key may at most; absent: all that its owner may. */
  readonly keyLimits?: KeyLimits;
}

/** A key that may less than its owner. It changes nothing of the owner's own: it makes no keys and joins nothing. */
export interface KeyLimits {
  /** The one place it opens; `null`: all of the owner's. */
  readonly only: WorkspaceScope | null;
  readonly scopes: ReadonlySet<Scope> | null;
}

/** A principal inside one workspace or account, with what it may do there. */
export interface Access {
  readonly principal: Principal;
  readonly scope: WorkspaceScope;
  readonly granted: ReadonlySet<Scope>;
}

/** What the URL says about the tenant: both ids, one, or neither (plain `/api/...`). */
export interface Addressed {
  readonly accountId: string | undefined;
  readonly workspaceId: string | undefined;
}

/**
 * The door between plumbing and the identity context: checks keys and memberships.
 * Answers are cached, and revocations are heard within a second.
 */
export abstract class AccessResolver {
  /** The owner of a bearer token, or `null` when it is unknown, expired or revoked. */
  abstract principalOfKey(token: string): Promise<Principal | null>;
  /**
   * Whether a token that opens nothing is, or was meant to be, a key of this server: a revoked, expired or mistyped
   * one. Asked in local mode only, where other servers' keys are as good as none.
   */
  isOwnKey(_token: string): Promise<boolean> {
    return Promise.resolve(true);
  }
  /** Who is signed in with the session of this cookie's token; `null` when it is unknown, over or revoked. */
  principalOfSession(_token: string): Promise<Principal | null> {
    return Promise.resolve(null);
  }
  /** The owner that local mode acts as. */
  abstract localPrincipal(): Promise<Principal>;
  /** The tenant that is addressed and the principal's permissions in it; `null` when there is none for them. */
  abstract accessOf(principal: Principal, addressed: Addressed): Promise<Access | null>;
}
