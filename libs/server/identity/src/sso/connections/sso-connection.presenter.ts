import type { SsoConnectionResponse } from '@orch/contract';
import { pgToWire } from '@orch/kernel';
import type { SsoConnectionRow, SsoConnectionWrite } from './sso-connection.repository.ts';

export const ssoRedirectUri = (publicUrl: string): string => `${publicUrl}/api/auth/sso/callback`;
export const ssoStartUrl = (providerId: string): string => `/api/auth/sso/start/${providerId}`;

/** A connection as its account sees it; the secret is only said to be there. */
export function presentSsoConnection(row: SsoConnectionRow, publicUrl: string): SsoConnectionResponse {
  return {
    id: row.id,
    created: pgToWire(row.created),
    updated: pgToWire(row.updated),
    account_id: row.account_id,
    ...shownMembers(row),
    redirect_uri: ssoRedirectUri(publicUrl),
    start_url: `${publicUrl}${ssoStartUrl(row.id)}`,
  };
}

/** What may be shown, in answers and in the audit log. */
export const shownMembers = (row: SsoConnectionWrite) => ({
  name: row.name,
  issuer: row.issuer,
  client_id: row.client_id,
  has_client_secret: row.sealed !== null,
  scopes: row.scopes,
  group_claim: row.group_claim,
  enabled: row.is_enabled,
  enforced: row.is_enforced,
  assumes_email_verified: row.assumes_email_verified,
  just_in_time: row.is_just_in_time,
  default_account_role_id: row.default_account_role_id,
  default_workspace_id: row.default_workspace_id,
  default_workspace_role_id: row.default_workspace_role_id,
});
