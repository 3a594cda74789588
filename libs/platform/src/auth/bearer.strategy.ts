import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { OrchError } from '@orch/kernel';
import type { FastifyRequest } from 'fastify';
import { Strategy } from 'passport';
import type { Config } from '../config/config.ts';
import type { AccessResolver, Principal } from './principal.ts';

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

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * Whether local mode may act for this request: the Host must be loopback and a browser's Origin must be ours,
 * so that neither DNS rebinding nor a page of another site reaches the server of a developer.
 */
export function isLocalRequest(headers: { host?: string | undefined; origin?: string | undefined }): boolean {
  if (headers.host === undefined || !LOOPBACK_HOST.test(headers.host)) return false;
  return headers.origin === undefined || headers.origin === `http://${headers.host}`;
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

/**
 * Who is asking, by headers: for HTTP requests and websocket upgrades alike.
 * @throws OrchError `auth.required`, `host.refused`
 */
export async function authenticate(
  resolver: AccessResolver,
  config: Config,
  headers: { authorization?: string | undefined; host?: string | undefined; origin?: string | undefined },
): Promise<Principal> {
  if (config.localMode && !isLocalRequest(headers))
    throw new OrchError('host.refused', { host: headers.host, origin: headers.origin });
  const token = tokenOf(headers.authorization);
  if (token === undefined) {
    if (!config.localMode) throw new OrchError('auth.required');
    return resolver.localPrincipal();
  }
  const principal = await resolver.principalOfKey(token);
  if (!principal) throw new OrchError('auth.required');
  return principal;
}
