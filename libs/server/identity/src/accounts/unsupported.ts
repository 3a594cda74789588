import type { AccountSettingsUpdate, AccountUpdate } from '@orch/contract';
import { OrchError } from '@orch/kernel';

const WEB_ADDRESS = /^https?:\/\//i;

/** Saying yes to what is not there and doing nothing would mislead. @throws OrchError `request.rejected` */
export function refuseUnsupportedAccount(body: AccountUpdate): void {
  const asked = body.auth_expiration_seconds
    ? 'auth_expiration_seconds'
    : body.run_retention_days
      ? 'run_retention_days'
      : undefined;
  if (asked !== undefined) throw new OrchError('request.rejected', {}, { text: `${asked} is not supported` });
  for (const name of ['link', 'image_location'] as const) {
    const value = body[name];
    // pages make links of these: nothing but web addresses may be behind them
    if (value && !WEB_ADDRESS.test(value))
      throw new OrchError('request.rejected', {}, { text: `${name} must be a web address (https://…)` });
  }
}

/** As above, for settings. */
export function refuseUnsupportedSettings(body: AccountSettingsUpdate): void {
  const names = [
    'allow_public_workspaces',
    'ai_log_summaries',
    'managed_execution',
    'enforce_webhook_authentication',
  ] as const;
  const asked = names.find((name) => body[name] === true);
  if (asked !== undefined) throw new OrchError('request.rejected', {}, { text: `${asked} is not supported` });
}
