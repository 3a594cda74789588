import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { OrchError } from '@orch/kernel';
import type { FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import { Strategy } from 'passport';
import type { Config } from '../config/config.ts';
import { isLocalRequest, originOf, requireIntent } from './own-origin.ts';
import type { AccessResolver, Principal } from './principal.ts';
import { sessionTokenOf } from './session-cookie.ts';

const BEARER = /^bearer\s+(\S+)$/i;
const BASIC = /^basic\s+(\S+)$/i;

/** The token of an Authorization header: a bearer token, or the password of Basic (tools that only know that). */
export function tokenOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const bearer = BEARER.exec(header)?.[1];
  if (bearer !== undefined) return bearer;
  const basic = BASIC.exec(header)?.[1];
  return basic === undefined
    ? undefined
    : Buffer.from(basic, 'base64').toString('utf8').split(':').slice(1).join(':');
}

/**
 * Bearer credentials for passport. Passport keeps one registry a process, but several servers may live in one (tests):
 * so the strategy has no state and asks the request, on which the guard put its server's own check.
 */
class BearerPassport extends Strategy {
  override name = 'bearer';
  override authenticate(request: unknown): void {
    // passport hands over the request of the framework it runs in
    const check = (request as FastifyRequest).orchAuthenticate;
    if (!check) return this.error(new Error('the access guard did not run'));
    check().then(
      (principal) => this.success(principal),
      (error: unknown) => this.error(error),
    );
  }
}

@Injectable()
export class BearerStrategy extends PassportStrategy(BearerPassport, 'bearer') {
  validate(): boolean {
    return true; // the principal was made by `authenticate`
  }
}

/** What a request wants: safe ones (GET, HEAD) change nothing, and pages of other sites cannot read their answers. */
export type Intent = 'read' | 'change' | 'socket';

export const intentOf = (method: string): Intent =>
  method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? 'read' : 'change';

/**
 * Who is asking, by headers: for HTTP requests and websocket upgrades alike. A token in the Authorization header wins
 * over the session cookie, and a session wins over the local owner. In local mode a key of another server counts as
 * none: see docs/decisions/0015-keys-of-other-servers-in-local-mode.md.
 * @throws OrchError `auth.required`, `host.refused`, `origin.refused`, `csrf.refused`
 */
export async function authenticate(
  resolver: AccessResolver,
  config: Config,
  headers: IncomingHttpHeaders,
  intent: Intent,
): Promise<Principal> {
  if (config.localMode && !isLocalRequest(headers))
    throw new OrchError('host.refused', { host: headers.host, origin: headers.origin });
  const token = tokenOf(headers.authorization);
  if (token !== undefined) {
    const principal = await resolver.principalOfKey(token);
    if (principal) return principal;
    if (!config.localMode || (await resolver.isOwnKey(token))) throw new OrchError('auth.required');
  }
  const principal = await bySession(resolver, config, headers, intent);
  if (principal) return principal;
  if (!config.localMode) throw new OrchError('auth.required');
  return resolver.localPrincipal();
}

async function bySession(
  resolver: AccessResolver,
  config: Config,
  headers: IncomingHttpHeaders,
  intent: Intent,
): Promise<Principal | null> {
  const token = sessionTokenOf(config, headers.cookie);
  if (token === undefined) return null;
  const principal = await resolver.principalOfSession(token);
  if (!principal) return null;
  if (intent === 'change') requireIntent(config, headers, token);
  // a browser opens sockets for any page and cannot send headers of ours with them
  if (intent === 'socket' && originOf(config, headers) !== 'own')
    throw new OrchError('origin.refused', { origin: headers.origin });
  return principal;
}
