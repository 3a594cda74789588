import { Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import {
  type BotCreate,
  botCreate,
  type BotKeyRotate,
  botKeyRotate,
  botsFilterBody,
  type BotUpdate,
  botUpdate,
  pageLimit,
} from '@orch/contract';
import { OrchError, pgToWire } from '@orch/kernel';
import { type Access, Allow, CurrentAccess, UuidParam, WireBody } from '@orch/platform';
import { presentApiKey } from '../api-keys/api-key.presenter.ts';
import { ApiKeyRepository, type ApiKeyRow } from '../api-keys/api-key.repository.ts';
import { accountRoleName } from '../roles/roles.ts';
import { ChangeServiceAccount } from './change-service-account.ts';
import { CreateServiceAccount } from './create-service-account.ts';
import { DeleteServiceAccount } from './delete-service-account.ts';
import {
  type BotsFilterBody,
  ServiceAccountRepository,
  type ServiceAccountRow,
} from './service-account.repository.ts';

const presentServiceAccount = (
  { created, updated, ...row }: ServiceAccountRow,
  key: ApiKeyRow | undefined,
) => ({
  ...row,
  created: pgToWire(created),
  updated: pgToWire(updated),
  actor_id: row.id,
  account_role_name: accountRoleName(row.account_role_id) ?? null,
  api_key: key ? presentApiKey(key) : null,
});

/** Machine identities of an account: "bots" on the wire. */
@Controller('api/accounts/:accountId/bots')
export class ServiceAccountsController {
  constructor(
    private readonly serviceAccounts: ServiceAccountRepository,
    private readonly keys: ApiKeyRepository,
    private readonly createServiceAccount: CreateServiceAccount,
    private readonly deleteServiceAccount: DeleteServiceAccount,
    private readonly changeServiceAccount: ChangeServiceAccount,
  ) {}

  @Post()
  @Allow('account:members')
  async create(@CurrentAccess() access: Access, @WireBody(botCreate) body: BotCreate) {
    const { id, key } = await this.createServiceAccount.execute(access, body);
    const made = await this.present(access.scope.accountId, id);
    return { ...made, api_key: { ...made.api_key, key: key.reveal() } };
  }

  @Post('filter')
  @HttpCode(200)
  @Allow('account:read')
  async filter(@CurrentAccess() { scope }: Access, @WireBody(botsFilterBody) body: BotsFilterBody) {
    const rows = await this.serviceAccounts.list(scope.accountId, body, pageLimit(body.limit));
    const keys = await this.keys.ofActors(rows.map((row) => row.id));
    return rows.map((row) =>
      presentServiceAccount(
        row,
        keys.find((key) => key.actor_id === row.id),
      ),
    );
  }

  @Get(':botId')
  @Allow('account:read')
  async read(@CurrentAccess() { scope }: Access, @UuidParam('botId') botId: string) {
    return this.present(scope.accountId, botId);
  }

  @Patch(':botId')
  @HttpCode(204)
  @Allow('account:members')
  async update(
    @CurrentAccess() access: Access,
    @UuidParam('botId') botId: string,
    @WireBody(botUpdate) body: BotUpdate,
  ): Promise<void> {
    await this.changeServiceAccount.update(access, botId, body);
  }

  /** A new key; the old ones go on working for as long as was asked. */
  @Post(':botId/rotate_api_key')
  @Allow('account:members')
  async rotate(
    @CurrentAccess() access: Access,
    @UuidParam('botId') botId: string,
    @WireBody(botKeyRotate) body: BotKeyRotate,
  ) {
    const key = await this.changeServiceAccount.rotate(access, botId, body);
    const made = await this.present(access.scope.accountId, botId);
    return { ...made, api_key: { ...made.api_key, key: key.reveal() } };
  }

  @Delete(':botId')
  @HttpCode(204)
  @Allow('account:members')
  async delete(@CurrentAccess() access: Access, @UuidParam('botId') botId: string): Promise<void> {
    await this.deleteServiceAccount.execute(access, botId);
  }

  private async present(accountId: string, id: string) {
    const row = await this.serviceAccounts.byId(accountId, id);
    if (!row) throw new OrchError('not_found', { id });
    return presentServiceAccount(row, (await this.keys.ofActors([id]))[0]);
  }
}
