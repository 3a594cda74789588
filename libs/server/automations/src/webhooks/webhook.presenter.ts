import { type WorkspaceScope, column, wireObject } from '@orch/platform';
import type { WebhookCallRow, WebhookRow } from './webhook.repository.ts';

interface Shown extends WebhookRow {
  readonly account: string;
  readonly workspace: string;
  readonly shownSlug: string | null;
}

const present = wireObject<Shown>({
  id: column.plain('id'),
  created: column.time('created'),
  updated: column.time('updated'),
  account: column.plain('account'),
  workspace: column.plain('workspace'),
  name: column.text('name'),
  description: column.text('description'),
  enabled: column.value('enabled'),
  template: column.text('template'),
  slug: column.plain('shownSlug'),
  service_account_id: column.plain('service_account_id'),
});

/** Row → wire. @param maySend whether who asks may send events: the slug lets everybody who knows it. */
export const presentWebhook = (row: WebhookRow, scope: WorkspaceScope, maySend: boolean): string =>
  present({
    ...row,
    account: scope.accountId,
    workspace: scope.workspaceId,
    shownSlug: maySend ? row.slug : null,
  });

export const presentCall = wireObject<WebhookCallRow>({
  id: column.plain('id'),
  received_at: column.time('received_at'),
  status_code: column.value('status_code'),
  method: column.text('method'),
  content_type: column.text('content_type'),
  body_bytes: column.value('body_bytes'),
  rendered: column.json('rendered'),
  error: column.text('error'),
});
