import { Controller, Delete, Get, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { type ScimToken, type ScimTokenCreate, scimTokenCreate } from '@orch/contract';
import { pgToWire } from '@orch/kernel';
import { type Access, Allow, CONFIG, type Config, CurrentAccess, UuidParam, WireBody } from '@orch/platform';
import type { FastifyRequest } from 'fastify';
import { timeOrNull } from '../api-keys/api-key.presenter.ts';
import { ChangeScimTokens } from './change-scim-tokens.ts';
import { baseUrlOf } from './scim-url.ts';
import { type ScimTokenRow, ScimTokenRepository } from './scim-token.repository.ts';

const LISTED_MAX = 100;

/** Tokens for the identity provider of an account. */
@Controller('api/accounts/:accountId/scim/tokens')
export class ScimTokensController {
  constructor(
    private readonly tokens: ScimTokenRepository,
    private readonly changeTokens: ChangeScimTokens,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Post()
  @Allow('account:manage')
  async create(
    @CurrentAccess() access: Access,
    @Req() { headers }: FastifyRequest,
    @WireBody(scimTokenCreate) body: ScimTokenCreate,
  ): Promise<ScimToken> {
    const { row, token } = await this.changeTokens.create(access, body);
    return { ...this.present(row, headers.host), token: token.reveal() };
  }

  @Get()
  @Allow('account:manage')
  async list(@CurrentAccess() { scope }: Access, @Req() { headers }: FastifyRequest): Promise<ScimToken[]> {
    const rows = await this.tokens.list(scope.accountId, LISTED_MAX);
    return rows.map((row) => this.present(row, headers.host));
  }

  @Delete(':tokenId')
  @HttpCode(204)
  @Allow('account:manage')
  async revoke(@CurrentAccess() access: Access, @UuidParam('tokenId') tokenId: string): Promise<void> {
    await this.changeTokens.revoke(access, tokenId);
  }

  private present(
    { id, account_id, name, created, expires_at, last_used_at }: ScimTokenRow,
    host?: string,
  ): ScimToken {
    return {
      id,
      name,
      created: pgToWire(created),
      expiration: timeOrNull(expires_at),
      last_used: timeOrNull(last_used_at),
      base_url: baseUrlOf(this.config, { headers: { host } }, account_id),
    };
  }
}
