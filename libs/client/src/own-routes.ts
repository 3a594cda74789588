import type {
  AutomationExplanation,
  AutomationFiring,
  BacktestResult,
  FailedAction,
  IpAllowlist,
  RunExplanation,
  SsoConnectionResponse,
  SsoConnectionTest,
  SsoDomainResponse,
  SsoGroupMappingResponse,
  TestedNotification,
  WebhookCallOfWire,
  WebhookOfWire,
  WebhookPreview,
} from '@orch/contract';
import type { JsonObject } from './json-object.ts';

interface Page {
  readonly limit?: number;
  readonly offset?: number;
}

/** Routes that the reference does not have: what automations did, why runs wait, webhooks, single sign-on, address lists. */
export interface OwnRoutes {
  'GET /flow_runs/{id}/explain': { answer: RunExplanation };
  'POST /block_documents/{id}/test_notification': { body: JsonObject; answer: TestedNotification };
  'POST /webhooks/': { body: JsonObject; answer: WebhookOfWire };
  'POST /webhooks/filter': { body: Page; answer: readonly WebhookOfWire[] };
  'POST /webhooks/preview': { body: JsonObject; answer: WebhookPreview };
  'GET /webhooks/{id}': { answer: WebhookOfWire };
  'PATCH /webhooks/{id}': { body: JsonObject; answer: undefined };
  'DELETE /webhooks/{id}': { answer: undefined };
  'POST /webhooks/{id}/rotate': { answer: WebhookOfWire };
  'POST /webhooks/{id}/calls/filter': { body: Page; answer: readonly WebhookCallOfWire[] };
  'GET /automations/{id}/explain': { answer: AutomationExplanation };
  'POST /automations/{id}/firings/filter': { body: Page; answer: readonly AutomationFiring[] };
  'POST /automations/backtest': { body: JsonObject; answer: BacktestResult };
  'POST /automations/failures/filter': {
    body: Page & { readonly automation_id?: string };
    answer: readonly FailedAction[];
  };
  'POST /automations/failures/{id}/retry': { answer: unknown };
  'DELETE /automations/failures/{id}': { answer: undefined };
  'GET /accounts/{account}/ip_allowlist': { answer: IpAllowlist };
  'PUT /accounts/{account}/ip_allowlist': { body: JsonObject; answer: unknown };
  'PATCH /accounts/{account}/settings': { body: JsonObject; answer: undefined };
  'GET /accounts/{account}/sso/connections': { answer: readonly SsoConnectionResponse[] };
  'POST /accounts/{account}/sso/connections': { body: JsonObject; answer: SsoConnectionResponse };
  'GET /accounts/{account}/sso/connections/{id}': { answer: SsoConnectionResponse };
  'PATCH /accounts/{account}/sso/connections/{id}': { body: JsonObject; answer: undefined };
  'DELETE /accounts/{account}/sso/connections/{id}': { answer: undefined };
  'POST /accounts/{account}/sso/connections/{id}/test': { answer: SsoConnectionTest };
  'GET /accounts/{account}/sso/connections/{id}/domains': { answer: readonly SsoDomainResponse[] };
  'POST /accounts/{account}/sso/connections/{id}/domains': {
    body: { readonly domain: string };
    answer: SsoDomainResponse;
  };
  'POST /accounts/{account}/sso/connections/{id}/domains/{domain}/verify': { answer: SsoDomainResponse };
  'DELETE /accounts/{account}/sso/connections/{id}/domains/{domain}': { answer: undefined };
  'GET /accounts/{account}/sso/connections/{id}/group_mappings': {
    answer: readonly SsoGroupMappingResponse[];
  };
}
