import { pgToWire } from '@orch/kernel';
import type { AccountRow } from './account.reader.ts';

const DEFAULT_SETTINGS = {
  allow_public_workspaces: false,
  ai_log_summaries: false,
  managed_execution: false,
  enforce_webhook_authentication: false,
  enforce_ip_allowlist: false,
};
export type AccountSettings = typeof DEFAULT_SETTINGS;

/** Every setting, also those that were never touched. */
export const presentSettings = (row: Pick<AccountRow, 'settings'>): AccountSettings => ({
  ...DEFAULT_SETTINGS,
  ...(JSON.parse(row.settings) as Partial<AccountSettings>), // jsonb object of ours
});

/** No plans and no paid limits here: those members say "none". */
export const presentAccount = (row: AccountRow) => ({
  id: row.id,
  created: pgToWire(row.created),
  updated: pgToWire(row.updated),
  name: row.name,
  handle: row.handle,
  location: row.location,
  link: row.link,
  image_location: row.image_location,
  auth_expiration_seconds: null,
  settings: presentSettings(row),
  domain_names: row.domain_names,
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
