import * as z from 'zod';

import { limitMember, offsetMember } from './filters.ts';
import { wireBool, wireEnum, wireInt, wirePattern, wireStr, wireStrMax, wireUuid } from './primitives.ts';
import { list, maybe, nullable, optional, orNull, withDefault } from './wire-type.ts';

/*
 * Single sign-on (OpenID Connect) and OAuth for clients.
 *
 * Pages of the web application that this contract counts on:
 *   /auth/sign-in?sso_error=CODE[&provider=ID][&next=PATH]  where a sign-in by a provider ends when it did not work
 *   /auth/client?callback=URL[&source=…&g=true]             browser log-in of the Python client
 *   /auth/authorize?…                                       consent of the authorization code flow (query of /oauth/authorize)
 *   /auth/device[?user_code=XXXX-XXXX]                      approval of a device
 *   /auth/sso/confirm-domain?token=…                        posts the token to /api/auth/sso/domains/confirm
 */

// ---------------------------------------------------------------- signing in through a provider

/** `GET /api/auth/sso/start/{provider}` → 302 to the provider. `provider`: `server` or the id of a connection. */
export const ssoStartQuery = z.object({ next: optional(wireStrMax(2_048)) });
export type SsoStartQuery = z.output<typeof ssoStartQuery>;

/** `POST /api/auth/sso/discover`, public: which provider an address signs in with. The answer does not tell whether it is known. */
export const ssoDiscover = z.object({ email: wireStrMax(320) });
export interface SsoProvider {
  readonly id: string;
  readonly name: string;
  readonly start_url: string;
}
export interface SsoDiscovery {
  readonly provider: SsoProvider | null;
  /** A password is refused for this address, unless its owner owns the account. */
  readonly enforced: boolean;
}

/** Why a sign-in by a provider did not work: `sso_error` of `/auth/sign-in`. */
export const SSO_ERRORS = {
  /** The person or the provider said no. */
  refused: 'The identity provider did not let you in.',
  /** There is a user with this address: sign in first, then `POST /api/auth/sso/link`. */
  link_required: 'Sign in with your password first, then link this identity.',
  /** The provider has not verified the address, so nobody is made from it. */
  email_unverified: 'The identity provider has not verified your e-mail address.',
  /** The address is not within a verified domain of the connection. */
  domain_unverified: 'Your e-mail address does not belong to this organisation.',
  /** Nobody is made from a sign-in here: an invitation is needed. */
  no_user: 'There is no user for this identity.',
  /** The identity belongs to another user already. */
  identity_taken: 'This identity is linked to another user.',
  /** The provider does not answer, or not as agreed. */
  unavailable: 'The identity provider could not be reached.',
  user_disabled: 'This user is disabled.',
} as const;
export type SsoErrorCode = keyof typeof SSO_ERRORS;

/** `POST /api/auth/sso/link`, session: begins linking an identity to who is signed in; the page goes to `redirect_to`. */
export const ssoLink = z.object({ provider: wireStrMax(64), next: optional(wireStrMax(2_048)) });
export type SsoLink = z.output<typeof ssoLink>;
export interface SsoRedirect {
  readonly redirect_to: string;
}

/** `GET /api/auth/sso/identities`, `DELETE /api/auth/sso/identities/{id}`: the identities of who is signed in. */
export interface SsoIdentity {
  readonly id: string;
  readonly provider: string;
  readonly provider_name: string;
  readonly issuer: string;
  readonly email: string | null;
  readonly created: string;
  readonly last_used: string | null;
}

// ---------------------------------------------------------------- connections of an account: A = /api/accounts/{a}

const displayName = wireStrMax(255);
/** An https URL (http only for addresses that the operator allows), no query, no fragment. */
export const issuerUrl = wirePattern(
  /^https?:\/\/[^\s?#@]{1,1000}$/,
  'issuer must be a URL without query and fragment',
);
const oidcScope = wirePattern(/^[\x21\x23-\x5B\x5D-\x7E]{1,128}$/, 'a scope has no spaces and quotes');
const claimName = wirePattern(/^[^\s"\\]{1,255}$/, 'the name of a claim has no spaces and quotes');

/** `POST A/sso/connections` 201. `client_secret` is kept sealed and never shown again. */
export const ssoConnectionCreate = z.object({
  name: displayName,
  issuer: issuerUrl,
  client_id: wireStrMax(512),
  client_secret: orNull(wireStrMax(4_096)),
  scopes: withDefault(list(oidcScope), ['openid', 'email', 'profile']),
  group_claim: orNull(claimName),
  enabled: withDefault(wireBool, true),
  enforced: withDefault(wireBool, false),
  /** The provider's addresses count as verified within verified domains, for providers that do not send `email_verified`. */
  assumes_email_verified: withDefault(wireBool, false),
  /** Whether members are made at their first sign-in. */
  just_in_time: withDefault(wireBool, true),
  default_account_role_id: orNull(wireUuid),
  default_workspace_id: orNull(wireUuid),
  default_workspace_role_id: orNull(wireUuid),
});
export type SsoConnectionCreate = z.output<typeof ssoConnectionCreate>;

/** `PATCH A/sso/connections/{id}` 204; absent members stay, `client_secret: null` removes the secret. */
export const ssoConnectionUpdate = z.object({
  name: optional(displayName),
  issuer: optional(issuerUrl),
  client_id: optional(wireStrMax(512)),
  client_secret: maybe(wireStrMax(4_096)),
  scopes: optional(list(oidcScope)),
  group_claim: maybe(claimName),
  enabled: optional(wireBool),
  enforced: optional(wireBool),
  assumes_email_verified: optional(wireBool),
  just_in_time: optional(wireBool),
  default_account_role_id: maybe(wireUuid),
  default_workspace_id: maybe(wireUuid),
  default_workspace_role_id: maybe(wireUuid),
});
export type SsoConnectionUpdate = z.output<typeof ssoConnectionUpdate>;

/** `GET A/sso/connections` (list) and `GET A/sso/connections/{id}`. */
export interface SsoConnectionResponse {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly account_id: string;
  readonly name: string;
  readonly issuer: string;
  readonly client_id: string;
  readonly has_client_secret: boolean;
  readonly scopes: readonly string[];
  readonly group_claim: string | null;
  readonly enabled: boolean;
  readonly enforced: boolean;
  readonly assumes_email_verified: boolean;
  readonly just_in_time: boolean;
  readonly default_account_role_id: string;
  readonly default_workspace_id: string | null;
  readonly default_workspace_role_id: string | null;
  /** To be registered with the provider, exactly as it is. */
  readonly redirect_uri: string;
  readonly start_url: string;
}

/** `POST A/sso/connections/{id}/test` 200: asks the provider for its metadata and keys. */
export interface SsoConnectionTest {
  readonly ok: boolean;
  /** Why not, in a sentence; null when it works. */
  readonly problem: string | null;
}

/** `POST A/sso/connections/{id}/domains` 201, `GET` (list), `DELETE …/{domain_id}` 204. */
export const ssoDomainCreate = z.object({
  domain: wirePattern(
    /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i,
    'domain must be a host name with at least two labels',
  ),
});
export interface SsoDomainResponse {
  readonly id: string;
  readonly created: string;
  readonly domain: string;
  /** Null until `POST …/{domain_id}/verify` (200, DNS) or the mail's link proved it. */
  readonly verified: string | null;
  readonly verified_by: 'dns' | 'mail' | null;
  /** The TXT record that proves the domain. */
  readonly txt_name: string;
  readonly txt_value: string;
}
/** `POST …/domains/{domain_id}/send_confirmation` 202: a mail to an address that only the domain's owner reads. */
export const ssoDomainMail = z.object({
  mailbox: withDefault(
    wireEnum(['postmaster', 'admin', 'administrator', 'hostmaster', 'webmaster']),
    'postmaster',
  ),
});
/** `POST /api/auth/sso/domains/confirm` 200, public: the token of that mail. */
export const ssoDomainConfirm = z.object({ token: wireStrMax(256) });
export interface SsoDomainConfirmed {
  readonly domain: string;
}

/**
 * `POST A/sso/connections/{id}/group_mappings` 201, `GET` (list), `DELETE …/{mapping_id}` 204: what members of a group
 * get. Exactly one of: an account role; a workspace with a role; a team.
 */
export const ssoGroupMappingCreate = z.object({
  group: wireStrMax(1_024),
  account_role_id: orNull(wireUuid),
  workspace_id: orNull(wireUuid),
  workspace_role_id: orNull(wireUuid),
  team_id: orNull(wireUuid),
});
export type SsoGroupMappingCreate = z.output<typeof ssoGroupMappingCreate>;
export interface SsoGroupMappingResponse {
  readonly id: string;
  readonly created: string;
  readonly group: string;
  readonly account_role_id: string | null;
  readonly workspace_id: string | null;
  readonly workspace_role_id: string | null;
  readonly team_id: string | null;
}
export const ssoListQuery = z.object({ limit: limitMember, offset: offsetMember });

// ---------------------------------------------------------------- OAuth for clients

/** A key made by consent is good for at most this long, in days. */
export const CLIENT_KEY_DAYS_MAX = 365;
/** What the consent pages suggest. */
export const CLIENT_KEY_DAYS_DEFAULT = 90;
/** Null: the key does not expire. */
const expiresInDays = withDefault(
  nullable(wireInt({ min: 1, max: CLIENT_KEY_DAYS_MAX })),
  CLIENT_KEY_DAYS_DEFAULT,
);
const keyName = optional(wireStrMax(255));

/** What a consent page says before anything is made. */
export interface Consent {
  /** Who asks, in words: `Prefect CLI`, `Orch CLI`. */
  readonly client_name: string;
  /** Where the key goes: the host and port of this machine, or the device. */
  readonly destination: string;
  /** What the key is called unless the person says otherwise. */
  readonly key_name: string;
  readonly expires_in_days: number;
  readonly expires_in_days_max: number;
  readonly user: { readonly id: string; readonly handle: string; readonly email: string | null };
}

/**
 * `GET /api/auth/client-grants?callback=&source=`, session → Consent. 422 when the callback is not
 * `http://localhost|127.0.0.1|[::1][:port][/path]`.
 */
export const clientGrantQuery = z.object({ callback: wireStrMax(2_048), source: optional(wireStrMax(100)) });
/** `POST /api/auth/client-grants`, session → 201. The page then POSTs `{api_key}` to `success_url`, or `{reason}` to `failure_url`. */
export const clientGrantCreate = z.object({
  callback: wireStrMax(2_048),
  source: optional(wireStrMax(100)),
  name: keyName,
  expires_in_days: expiresInDays,
});
export type ClientGrantCreate = z.output<typeof clientGrantCreate>;
export interface ClientGrant {
  /** Shown this once. */
  readonly api_key: string;
  readonly id: string;
  readonly name: string;
  readonly expiration: string | null;
  readonly success_url: string;
  readonly failure_url: string;
}

/** The query of `GET /oauth/authorize`, and of the page `/auth/authorize` that it leads to. */
export const authorizationQuery = z.object({
  response_type: optional(wireStrMax(64)),
  client_id: optional(wireStrMax(128)),
  redirect_uri: optional(wireStrMax(2_048)),
  code_challenge: optional(wireStrMax(128)),
  code_challenge_method: optional(wireStrMax(16)),
  state: optional(wireStrMax(2_048)),
  scope: optional(wireStrMax(1_024)),
  /** What the client calls itself, e.g. the machine's name: becomes part of the key's suggested name. */
  device_name: optional(wireStrMax(100)),
});
export type AuthorizationQuery = z.output<typeof authorizationQuery>;
/** `GET /api/auth/authorizations?…` (same query), session → Consent. */
/** `POST /api/auth/authorizations`, session → 200 SsoRedirect: back to the client with a code, or with `access_denied`. */
export const authorizationDecision = z.object({
  ...authorizationQuery.shape,
  decision: wireEnum(['approve', 'deny']),
  name: keyName,
  expires_in_days: expiresInDays,
});
export type AuthorizationDecision = z.output<typeof authorizationDecision>;

/** `GET /api/auth/device?user_code=`, session → DeviceRequest; 404 for unknown, decided and expired ones alike. */
export const deviceQuery = z.object({ user_code: wireStrMax(32) });
export interface DeviceRequest extends Consent {
  readonly user_code: string;
  readonly requested: string;
  readonly expires: string;
  readonly ip: string | null;
  readonly user_agent: string | null;
}
/** `POST /api/auth/device`, session → 200 `{status}`. */
export const deviceDecision = z.object({
  user_code: wireStrMax(32),
  decision: wireEnum(['approve', 'deny']),
  name: keyName,
  expires_in_days: expiresInDays,
});
export type DeviceDecision = z.output<typeof deviceDecision>;
export interface DeviceDecided {
  readonly status: 'approved' | 'denied';
}

/** The public client of `orch cloud login`. */
export const OAUTH_CLI_CLIENT_ID = 'orch-cli';
export const DEVICE_CODE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** Form of `POST /oauth/device_authorization` (RFC 8628 3.1). */
export const deviceAuthorizationForm = z.object({
  client_id: optional(wireStr),
  scope: optional(wireStr),
  device_name: optional(wireStrMax(100)),
});
export interface DeviceAuthorization {
  readonly device_code: string;
  readonly user_code: string;
  readonly verification_uri: string;
  readonly verification_uri_complete: string;
  readonly expires_in: number;
  readonly interval: number;
}
/** Form of `POST /oauth/token`. */
export const tokenForm = z.object({
  grant_type: optional(wireStr),
  client_id: optional(wireStr),
  code: optional(wireStr),
  redirect_uri: optional(wireStr),
  code_verifier: optional(wireStr),
  device_code: optional(wireStr),
});
export type TokenForm = z.output<typeof tokenForm>;
/** The access token is an API key: Bearer on every route. `expires_in` is absent for a key that does not expire. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'bearer';
  readonly expires_in?: number;
  readonly scope: string;
}
/** Form of `POST /oauth/revoke` (RFC 7009): 200 also for what is no token. */
export const revokeForm = z.object({
  token: optional(wireStr),
  token_type_hint: optional(wireStr),
  client_id: optional(wireStr),
});
