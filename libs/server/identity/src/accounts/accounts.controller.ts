import { Controller, Delete, Get, HttpCode, Patch, Post } from '@nestjs/common';
import {
  type AccountCreate,
  accountCreate,
  accountDomainsUpdate,
  type AccountSettingsUpdate,
  accountSettingsUpdate,
  type AccountUpdate,
  accountUpdate,
} from '@orch/contract';
import { OrchError } from '@orch/kernel';
import {
  type Access,
  Allow,
  CurrentAccess,
  CurrentPrincipal,
  type Principal,
  WireBody,
} from '@orch/platform';
import { presentAccount, presentSettings } from './account.presenter.ts';
import { AccountReader, type AccountRow } from './account.reader.ts';
import { ChangeAccount } from './change-account.ts';

@Controller('api/accounts')
export class AccountsController {
  constructor(
    private readonly accounts: AccountReader,
    private readonly changeAccount: ChangeAccount,
  ) {}

  @Post()
  @Allow('signed-in')
  async create(@CurrentPrincipal() principal: Principal, @WireBody(accountCreate) body: AccountCreate) {
    return presentAccount(await this.changeAccount.create(principal, body));
  }

  @Get(':accountId')
  @Allow('account:read')
  async read(@CurrentAccess() access: Access) {
    return presentAccount(await this.row(access));
  }

  @Patch(':accountId')
  @HttpCode(204)
  @Allow('account:manage')
  async update(@CurrentAccess() access: Access, @WireBody(accountUpdate) body: AccountUpdate): Promise<void> {
    await this.changeAccount.update(access, body);
  }

  @Delete(':accountId')
  @HttpCode(204)
  @Allow('account:manage')
  async delete(@CurrentAccess() access: Access): Promise<void> {
    await this.changeAccount.delete(access);
  }

  @Get(':accountId/settings')
  @Allow('account:read')
  async settings(@CurrentAccess() access: Access) {
    return presentSettings(await this.row(access));
  }

  @Patch(':accountId/settings')
  @HttpCode(204)
  @Allow('account:manage')
  async updateSettings(
    @CurrentAccess() access: Access,
    @WireBody(accountSettingsUpdate) body: AccountSettingsUpdate,
  ): Promise<void> {
    await this.changeAccount.updateSettings(access, body);
  }

  @Get(':accountId/domains')
  @Allow('account:read')
  async domains(@CurrentAccess() access: Access) {
    return { domain_names: (await this.row(access)).domain_names };
  }

  @Patch(':accountId/domains')
  @HttpCode(204)
  @Allow('account:manage')
  async updateDomains(
    @CurrentAccess() access: Access,
    @WireBody(accountDomainsUpdate) body: (typeof accountDomainsUpdate)['_output'],
  ): Promise<void> {
    await this.changeAccount.updateDomains(access, body.domain_names);
  }

  private async row({ scope }: Access): Promise<AccountRow> {
    const row = await this.accounts.byId(scope.accountId);
    if (!row) throw new OrchError('not_found');
    return row;
  }
}
