import { Controller, Delete, Get, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ssoDomainConfirm, type SsoDomainConfirmed, type SsoIdentity } from '@orch/contract';
import { OrchError, pgToWire } from '@orch/kernel';
import {
  Allow,
  AuditLog,
  CONFIG,
  type Config,
  CurrentPrincipal,
  type Principal,
  requireOwnPage,
  UuidParam,
  WireBody,
} from '@orch/platform';
import type { FastifyRequest } from 'fastify';
import { AccessChanges } from '../../access/access-changes.ts';
import { AttemptLimits } from '../../people/attempt-limits.ts';
import { VerifySsoDomain } from '../domains/verify-sso-domain.ts';
import { OidcProviders, SERVER_PROVIDER } from './oidc-providers.ts';
import { SsoIdentityRepository } from './sso-identity.repository.ts';

type Confirm = (typeof ssoDomainConfirm)['_output'];

/** The identities of who is signed in, and the link of the mail that proves a domain. */
@Controller('api/auth/sso')
export class SsoIdentitiesController {
  constructor(
    private readonly identities: SsoIdentityRepository,
    private readonly providers: OidcProviders,
    private readonly changes: AccessChanges,
    private readonly verify: VerifySsoDomain,
    private readonly limits: AttemptLimits,
    private readonly audit: AuditLog,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get('identities')
  @Allow('signed-in')
  async list(@CurrentPrincipal() { actorId }: Principal): Promise<SsoIdentity[]> {
    return (await this.identities.ofUser(actorId)).map((row) => ({
      id: row.id,
      provider: row.connection_id ?? SERVER_PROVIDER,
      provider_name: row.connection_name ?? this.providers.ofServer?.name ?? SERVER_PROVIDER,
      issuer: row.issuer,
      email: row.email,
      created: pgToWire(row.created),
      last_used: row.last_used_at === null ? null : pgToWire(row.last_used_at),
    }));
  }

  /** Another person's identity answers as one that does not exist. */
  @Delete('identities/:identityId')
  @HttpCode(204)
  @Allow('signed-in')
  async unlink(@CurrentPrincipal() principal: Principal, @UuidParam('identityId') id: string): Promise<void> {
    if (principal.keyId !== null) throw new OrchError('session.required');
    await this.changes.write(async (tx) => {
      const removed = await this.identities.remove(tx, principal.actorId, id);
      if (!removed) throw new OrchError('not_found', { id });
      await this.audit.record(tx, {
        accountId: null,
        action: 'sso_identity.unlinked',
        target: { kind: 'user', id: principal.actorId, name: principal.name },
        before: {
          provider: removed.connectionId ?? SERVER_PROVIDER,
          issuer: removed.issuer,
          subject: removed.subject,
        },
      });
    });
  }

  @Post('domains/confirm')
  @HttpCode(200)
  @Allow('public')
  async confirmDomain(
    @Req() request: FastifyRequest,
    @WireBody(ssoDomainConfirm) { token }: Confirm,
  ): Promise<SsoDomainConfirmed> {
    requireOwnPage(this.config, request.headers);
    this.limits.admit('link');
    return { domain: await this.verify.byToken(token) };
  }
}
