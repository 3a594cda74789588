import { type AuthorizationQuery, OAUTH_CLI_CLIENT_ID } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { loopbackUrl } from './loopback-url.ts';

/** The only client there is: our command line, which cannot keep a secret and needs none. */
export const CLI_NAME = 'Orch CLI';
export const CLI_REDIRECT_PATH = '/callback';

/** A request for a code that is in order. */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly host: string;
  readonly codeChallenge: string;
  readonly state: string | undefined;
  readonly deviceName: string | undefined;
}

/** What is wrong with a request whose sender may be told, at their redirect URI. */
export interface AuthorizationProblem {
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly error: 'unsupported_response_type' | 'invalid_request';
  readonly description: string;
}

const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/**
 * Judges the query of `/oauth/authorize`.
 * @throws OrchError `oauth.request_refused` when client or redirect URI are not known: then nobody is redirected
 */
export function judgeAuthorization(query: AuthorizationQuery): AuthorizationRequest | AuthorizationProblem {
  const { client_id: clientId, redirect_uri: redirectUri = '', state } = query;
  if (clientId !== OAUTH_CLI_CLIENT_ID) throw refused('client_id is not known');
  const url = loopbackUrl(redirectUri);
  // what is not written as the parser writes it could be read in two ways
  if (url?.pathname !== CLI_REDIRECT_PATH || url.href !== redirectUri)
    throw refused(`redirect_uri must be http://127.0.0.1:PORT${CLI_REDIRECT_PATH}`);
  const problem = (error: AuthorizationProblem['error'], description: string): AuthorizationProblem => ({
    redirectUri,
    state,
    error,
    description,
  });
  if (query.response_type !== 'code')
    return problem('unsupported_response_type', 'response_type must be code');
  const { code_challenge: codeChallenge = '' } = query;
  if (query.code_challenge_method !== 'S256' || !S256_CHALLENGE.test(codeChallenge))
    return problem('invalid_request', 'a code_challenge with code_challenge_method S256 is needed');
  return { clientId, redirectUri, host: url.host, codeChallenge, state, deviceName: query.device_name };
}

const refused = (text: string): OrchError => new OrchError('oauth.request_refused', {}, { text });

/** The redirect URI with an answer. `iss` names us, so that no answer is taken for another server's (RFC 9207). */
export function answerAt(
  redirectUri: string,
  issuer: string,
  answer: Readonly<Record<string, string | undefined>>,
): string {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries({ ...answer, iss: issuer }))
    if (value !== undefined) url.searchParams.set(name, value);
  return url.href;
}
