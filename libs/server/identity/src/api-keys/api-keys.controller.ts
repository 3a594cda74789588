import { Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { type ApiKeyCreate, apiKeyCreate } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { Allow, CurrentPrincipal, type Principal, UuidParam, WireBody } from '@orch/platform';
import { AccessChanges } from '../access/access-changes.ts';
import { requireSelf } from '../users/require-self.ts';
import { mintKey } from './api-key-format.ts';
import { type ListedApiKey, presentApiKey } from './api-key.presenter.ts';
import { ApiKeyRepository } from './api-key.repository.ts';

/** A person's own API keys. Other people's answer as ones that do not exist. */
@Controller('api/users/:userId/api_keys')
export class ApiKeysController {
  constructor(
    private readonly changes: AccessChanges,
    private readonly keys: ApiKeyRepository,
  ) {}

  @Post()
  @Allow('signed-in')
  async create(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('userId') userId: string,
    @WireBody(apiKeyCreate) body: ApiKeyCreate,
  ): Promise<ListedApiKey & { key: string }> {
    requireSelf(principal, userId);
    const key = mintKey('user');
    const owner = { actorId: userId, actorKind: 'user', accountId: null } as const;
    const row = await this.changes.write((tx) =>
      this.keys.add(tx, owner, { name: body.name, expirationUs: body.expiration, key }),
    );
    return { ...presentApiKey(row), key };
  }

  @Get()
  @Allow('signed-in')
  async list(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('userId') userId: string,
  ): Promise<ListedApiKey[]> {
    requireSelf(principal, userId);
    return (await this.keys.ofActors([userId])).map(presentApiKey);
  }

  @Get(':keyId')
  @Allow('signed-in')
  async read(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('userId') userId: string,
    @UuidParam('keyId') keyId: string,
  ): Promise<ListedApiKey> {
    requireSelf(principal, userId);
    const row = await this.keys.ofActor(userId, keyId);
    if (!row) throw new OrchError('not_found', { keyId });
    return presentApiKey(row);
  }

  @Delete(':keyId')
  @HttpCode(204)
  @Allow('signed-in')
  async revoke(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('userId') userId: string,
    @UuidParam('keyId') keyId: string,
  ): Promise<void> {
    requireSelf(principal, userId);
    if (!(await this.changes.write((tx) => this.keys.revoke(tx, userId, keyId))))
      throw new OrchError('not_found', { keyId });
  }
}
