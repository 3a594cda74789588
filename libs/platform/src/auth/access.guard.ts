import { type ExecutionContext, Inject, Injectable, Optional } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard } from '@nestjs/passport';
import { OrchError } from '@orch/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../config/config.ts';
import { ALLOW, type Permission } from './allow.ts';
import { authenticate, intentOf } from './bearer.strategy.ts';
import { AccessResolver, type Addressed, type Principal } from './principal.ts';
import { RequestGate } from './request-gate.ts';

/**
 * The one guard of all routes: who asks (passport), where (the tenant in the URL), and may they (`@Allow`).
 * A tenant that the principal does not belong to answers exactly as one that does not exist.
 */
@Injectable()
export class AccessGuard extends AuthGuard('bearer') {
  constructor(
    private readonly reflector: Reflector,
    private readonly resolver: AccessResolver,
    @Inject(CONFIG) private readonly config: Config,
    @Optional() private readonly gate?: RequestGate,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const permission = this.reflector.get<Permission | undefined>(ALLOW, context.getHandler());
    if (permission === undefined)
      throw new Error(`no @Allow on ${context.getClass().name}.${context.getHandler().name}`);
    if (permission === 'public') return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    request.orchAuthenticate = () =>
      authenticate(this.resolver, this.config, request.headers, intentOf(request.method));
    await super.canActivate(context);
    const principal = request.orchPrincipal;
    if (!principal) throw new OrchError('auth.required');
    if (permission === 'signed-in') {
      if (principal.keyLimits && intentOf(request.method) !== 'read')
        throw new OrchError('auth.forbidden', { actor: principal.actorId, reason: 'a narrowed key' });
      return true;
    }
    const access = await this.resolver.accessOf(principal, addressedBy(request));
    if (!access) throw new OrchError('not_found');
    if (!access.granted.has(permission))
      throw new OrchError('auth.forbidden', { permission, actor: principal.actorId });
    request.orchAccess = access;
    // awaited only when there is something to wait for: every request passes here
    const waiting = this.gate?.admit(request, context.switchToHttp().getResponse<FastifyReply>(), access);
    if (waiting) await waiting;
    return true;
  }

  override handleRequest<T>(
    error: unknown,
    principal: Principal | false,
    _info: unknown,
    context: ExecutionContext,
  ): T {
    if (error) throw error;
    if (!principal) throw new OrchError('auth.required');
    context.switchToHttp().getRequest<FastifyRequest>().orchPrincipal = principal;
    return principal as T; // what passport keeps as request.user
  }
}

/** The tenant of a request: from the rewritten prefix, else from the path parameters of account routes. */
export function addressedBy(request: FastifyRequest): Addressed {
  const params = request.params as Partial<Record<'accountId' | 'workspaceId', string>> | undefined;
  return request.raw.orchAddressed ?? { accountId: params?.accountId, workspaceId: params?.workspaceId };
}
