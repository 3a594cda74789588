import { timingSafeEqual } from 'node:crypto';
import { CSRF_HEADER } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '../config/config.ts';
import { csrfTokenOf } from './session-cookie.ts';

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * Whether local mode may act for this request: the Host must be loopback and a browser's Origin must be ours,
 * so that neither DNS rebinding nor a page of another site reaches the server of a developer.
 */
export function isLocalRequest(headers: { host?: string | undefined; origin?: string | undefined }): boolean {
  if (headers.host === undefined || !LOOPBACK_HOST.test(headers.host)) return false;
  return headers.origin === undefined || headers.origin === `http://${headers.host}`;
}

/** Where a browser says a request comes from: our pages, others', or nothing said (no browser, or a very old one). */
export function originOf(
  config: Pick<Config, 'publicUrl'>,
  headers: IncomingHttpHeaders,
): 'own' | 'foreign' | 'unknown' {
  const { origin, host } = headers;
  if (origin !== undefined) {
    const own = config.publicUrl === undefined ? `http://${host}` : new URL(config.publicUrl).origin;
    return origin === own ? 'own' : 'foreign';
  }
  const site = headers['sec-fetch-site'];
  if (site === undefined) return 'unknown';
  return site === 'same-origin' ? 'own' : 'foreign';
}

/**
 * For public routes that change something (signing in, resetting a password): pages of other sites may not call them.
 * @throws OrchError `origin.refused`, `host.refused`
 */
export function requireOwnPage(config: Config, headers: IncomingHttpHeaders): void {
  if (config.localMode && !isLocalRequest(headers))
    throw new OrchError('host.refused', { host: headers.host, origin: headers.origin });
  if (originOf(config, headers) === 'foreign')
    throw new OrchError('origin.refused', { origin: headers.origin });
}

/**
 * For requests that change something by the session cookie, which a browser sends along on its own: they must come
 * from our pages and know the session's token against forged requests.
 * @throws OrchError `origin.refused`, `csrf.refused`
 */
export function requireIntent(config: Config, headers: IncomingHttpHeaders, sessionToken: string): void {
  if (originOf(config, headers) !== 'own') throw new OrchError('origin.refused', { origin: headers.origin });
  const given = Buffer.from(String(headers[CSRF_HEADER] ?? ''));
  const expected = Buffer.from(csrfTokenOf(sessionToken));
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new OrchError('csrf.refused');
}
