import { Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { type ApiKeyCreate, apiKeyCreate, type ApiKeyRotate, apiKeyRotate } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { Allow, CurrentPrincipal, type Principal, UuidParam, WireBody } from '@orch/platform';
import { requireSelf } from '../users/require-self.ts';
import { type ListedApiKey, presentApiKey } from './api-key.presenter.ts';
import { ApiKeyRepository, type KeyOwner } from './api-key.repository.ts';
import { CreateApiKey, type MadeKey } from './create-api-key.ts';
import { RevokeApiKey } from './revoke-api-key.ts';
import { RotateApiKey } from './rotate-api-key.ts';

const ownerOf = (userId: string): KeyOwner => ({ actorId: userId, actorKind: 'user', accountId: null });
const presentMade = ({ row, key }: MadeKey) => ({ ...presentApiKey(row), key: key.reveal() });

/** A person's own API keys. Other people's answer as ones that do not exist. */
@Controller('api/users/:userId/api_keys')
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly createApiKey: CreateApiKey,
    private readonly rotateApiKey: RotateApiKey,
    private readonly revokeApiKey: RevokeApiKey,
  ) {}

  @Post()
  @Allow('signed-in')
  async create(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('userId') userId: string,
    @WireBody(apiKeyCreate) body: ApiKeyCreate,
  ): Promise<ListedApiKey & { key: string }> {
    requireSelf(principal, userId);
    return presentMade(await this.createApiKey.execute(principal, body));
  }

  @Post(':keyId/rotate')
  @Allow('signed-in')
  async rotate(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('userId') userId: string,
    @UuidParam('keyId') keyId: string,
    @WireBody(apiKeyRotate) body: ApiKeyRotate,
  ): Promise<ListedApiKey & { key: string }> {
    requireSelf(principal, userId);
    const rotation = {
      overlapSeconds: body.old_key_expires_in_seconds,
      ...(body.expiration === undefined ? {} : { expirationUs: body.expiration }),
    };
    return presentMade(await this.rotateApiKey.execute(ownerOf(userId), keyId, rotation));
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
    await this.revokeApiKey.execute(ownerOf(userId), keyId);
  }
}
