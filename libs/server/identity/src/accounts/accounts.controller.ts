import { Controller, Get } from '@nestjs/common';
import { OrchError, pgToWire } from '@orch/kernel';
import { Allow, CurrentAccess, type Access } from '@orch/platform';
import { AccountReader, type AccountRow } from './account.reader.ts';

const DEFAULT_SETTINGS = {
  allow_public_workspaces: false,
  ai_log_summaries: false,
  managed_execution: false,
  enforce_webhook_authentication: false,
};

/** No plans and no paid limits here: those members say "none". */
const presentAccount = (row: AccountRow) => ({
  id: row.id,
  created: pgToWire(row.created),
  updated: pgToWire(row.updated),
  name: row.name,
  handle: row.handle,
  location: null,
  link: null,
  image_location: null,
  auth_expiration_seconds: null,
  settings: { ...DEFAULT_SETTINGS, ...(JSON.parse(row.settings) as object) }, // jsonb object of ours
  domain_names: [],
  sso_state: null,
  features: [],
  plan_type: 'SELF_HOSTED',
  plan_tier: null,
  self_serve: false,
  run_retention_days: null,
  audit_log_retention_days: null,
  automations_limit: null,
  work_pool_limit: null,
  mex_work_pool_limit: null,
});

@Controller('api/accounts/:accountId')
export class AccountsController {
  constructor(private readonly accounts: AccountReader) {}

  @Get()
  @Allow('account:read')
  async read(@CurrentAccess() access: Access) {
    const row = await this.accounts.byId(access.scope.accountId);
    if (!row) throw new OrchError('not_found');
    return presentAccount(row);
  }
}
