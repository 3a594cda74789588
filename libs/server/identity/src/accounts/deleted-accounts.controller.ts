import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import type { DeletedThing } from '@orch/contract';
import { Allow, CONFIG, type Config, CurrentPrincipal, type Principal, UuidParam } from '@orch/platform';
import { ACCOUNT_ROLES } from '../roles/roles.ts';
import { presentDeleted } from '../workspaces/grace.ts';
import { presentAccount } from './account.presenter.ts';
import { AccountReader } from './account.reader.ts';
import { ChangeAccount } from './change-account.ts';

/** Accounts that one owned and deleted: nobody can address them in their own place any more. */
@Controller('api/me/deleted_accounts')
export class DeletedAccountsController {
  constructor(
    private readonly accounts: AccountReader,
    private readonly changeAccount: ChangeAccount,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Allow('signed-in')
  async list(@CurrentPrincipal() { actorId }: Principal): Promise<DeletedThing[]> {
    const rows = await this.accounts.deletedOf(actorId, ACCOUNT_ROLES.Owner);
    return rows.map((row) => presentDeleted(row, this.config.deletedKeptDays));
  }

  @Post(':accountId/restore')
  @HttpCode(200)
  @Allow('signed-in')
  async restore(@CurrentPrincipal() principal: Principal, @UuidParam('accountId') accountId: string) {
    return presentAccount(await this.changeAccount.restore(principal, accountId));
  }
}
