import { type CanActivate, type ExecutionContext, Injectable, Optional } from '@nestjs/common';
import { type Access, RequestGate, type Scope } from '@orch/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hashSecret } from '../oauth/one-time-secret.ts';
import { SCIM_TOKEN_PREFIX } from './change-scim-tokens.ts';
import { ScimError } from './scim-error.ts';
import { ScimTokenRepository } from './scim-token.repository.ts';

const BEARER = /^Bearer ([\w-]{1,100})$/i;
/** What a directory does here: it administers members. */
const GRANTED: ReadonlySet<Scope> = new Set<Scope>(['account:read', 'account:members']);

/**
 * Lets identity providers in: routes of SCIM are `public` for the guard of all routes, because their tokens are nobody's
 * keys and open nothing else. A token of another account is as good as none.
 */
@Injectable()
export class ScimGuard implements CanActivate {
  constructor(
    private readonly tokens: ScimTokenRepository,
    @Optional() private readonly gate?: RequestGate,
  ) {}

  /** @throws ScimError 401 */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const row = token.startsWith(SCIM_TOKEN_PREFIX) ? await this.tokens.live(hashSecret(token)) : undefined;
    const { accountId } = request.params as { accountId: string }; // in the path of every route it guards
    if (row?.account_id !== accountId.toLowerCase()) throw new ScimError(401, 'Unauthorized');
    const access: Access = {
      principal: {
        actorId: row.id,
        actorKind: 'service_account',
        name: `SCIM: ${row.name}`,
        email: null,
        keyId: null,
      },
      scope: { accountId: row.account_id, workspaceId: '' },
      granted: GRANTED,
    };
    request.orchPrincipal = access.principal; // whom the audit log names
    request.orchAccess = access;
    await this.gate?.admit(request, http.getResponse<FastifyReply>(), access);
    return true;
  }
}
