import { hash } from 'node:crypto';
import type { Config } from '../config/config.ts';

/** Longer tokens are not looked up: no session's is that long. */
export const SESSION_TOKEN_CHARACTERS_MAX = 128;

const isHttps = ({ publicUrl }: Pick<Config, 'publicUrl'>): boolean =>
  publicUrl?.startsWith('https:') ?? false;

/**
 * Name of the session cookie. With `__Host-` a browser takes it only over TLS, from this very host, for all paths: no
 * neighbouring host can plant one. Plain http (loopback, trials) cannot have that.
 */
export const sessionCookieName = (config: Pick<Config, 'publicUrl'>): string =>
  isHttps(config) ? '__Host-orch_session' : 'orch_session';

/** The value of a cookie in a Cookie header. The first one counts when a name comes twice. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return undefined;
}

/** The token of the session cookie, if a request carries one that may be one. */
export function sessionTokenOf(
  config: Pick<Config, 'publicUrl'>,
  header: string | undefined,
): string | undefined {
  const token = cookieOf(header, sessionCookieName(config));
  const isPlausible = token !== undefined && token !== '' && token.length <= SESSION_TOKEN_CHARACTERS_MAX;
  return isPlausible ? token : undefined;
}

/** Value of the `Set-Cookie` header that hands a session to a browser; without a token it takes it away. */
export function sessionCookie(
  config: Pick<Config, 'publicUrl'>,
  session: { readonly token: string; readonly maxAgeSeconds: number } | null,
): string {
  const { token, maxAgeSeconds } = session ?? { token: '', maxAgeSeconds: 0 };
  const secure = isHttps(config) ? '; Secure' : '';
  return `${sessionCookieName(config)}=${token}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** What is kept of a session's token, base64: it has 256 random bits, so a plain hash is enough. */
export const hashSessionToken = (token: string): string => hash('sha256', token, 'base64');

/**
 * The token that a page sends back with every change. Made from the session's own token, so it is bound to it and
 * needs no place in the database; what is kept there (the hash above) does not tell it.
 */
export const csrfTokenOf = (token: string): string => hash('sha256', `csrf ${token}`, 'base64url');
