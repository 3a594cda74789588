import { apiErrorOf, ConnectionError, isSameServer } from '@orch/client';
import { EXIT } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { USER_AGENT } from '../version.ts';

/** Where a server's log-in for clients is (RFC 8414). */
export interface OAuthServer {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly device_authorization_endpoint: string;
}
const ENDPOINTS = ['authorization_endpoint', 'token_endpoint', 'device_authorization_endpoint'] as const;

const isOAuthServer = (value: unknown): value is OAuthServer =>
  typeof value === 'object' &&
  value !== null &&
  ['issuer', ...ENDPOINTS].every((name) => typeof (value as Record<string, unknown>)[name] === 'string');

const TIMEOUT_MS = 30_000;
const ask = async (url: string, init: RequestInit): Promise<Response> => {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    return await fetch(url, { ...init, redirect: 'error', signal });
  } catch (error) {
    throw new ConnectionError(url, error instanceof Error ? error.message : String(error), { cause: error });
  }
};

/**
 * Asks a server where to log in.
 * @throws Failure when it has no such thing, or names endpoints of another server: the code would go there
 */
export const discoverOAuth = async (root: string): Promise<OAuthServer> => {
  const response = await ask(new URL('/.well-known/oauth-authorization-server', root).href, {
    headers: { 'user-agent': USER_AGENT },
  });
  const found: unknown = response.ok ? await response.json().catch(() => undefined) : undefined;
  if (!isOAuthServer(found))
    throw new Failure(
      `${new URL(root).origin} has no log-in for clients`,
      EXIT.failed,
      'Log in with: --key -',
    );
  const foreign = ENDPOINTS.map((name) => found[name]).find((url) => !isSameServer(url, root));
  if (foreign !== undefined)
    throw new Failure(
      `${new URL(root).origin} sends log-ins to another address`,
      EXIT.failed,
      URL.canParse(found.issuer) ? `If you trust it: --url ${new URL(found.issuer).origin}` : undefined,
    );
  return found;
};

/** An OAuth error by its code (RFC 6749 5.2). */
export class OAuthFailure extends Error {
  override readonly name = 'OAuthFailure';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Posts a form. @throws OAuthFailure what the server says; ApiError when it says something else */
export const postForm = async (url: string, form: Readonly<Record<string, string>>): Promise<unknown> => {
  const response = await ask(url, {
    method: 'POST',
    headers: { 'user-agent': USER_AGENT, accept: 'application/json' },
    body: new URLSearchParams(form),
  });
  const text = await response.text();
  if (response.ok) return text === '' ? undefined : (JSON.parse(text) as unknown);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  if (typeof body === 'object' && body !== null && 'error' in body)
    throw new OAuthFailure(
      String(body.error),
      'error_description' in body ? String(body.error_description) : '',
    );
  throw apiErrorOf(response.status, response.statusText, text, `POST ${new URL(url).pathname}`);
};

/** The key within an answer of the token endpoint. */
export const keyFrom = (answer: unknown): string => {
  const token =
    typeof answer === 'object' && answer !== null && 'access_token' in answer ? answer.access_token : null;
  if (typeof token !== 'string') throw new Failure('the server gave no key', EXIT.failed);
  return token;
};
