import { WEBHOOK_CALLS_KEPT } from '@orch/contract';
import { type Statement, type WorkspaceScope, prepared } from '@orch/platform';

/** A row of `webhook`; times are text. */
export interface WebhookRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly template: string;
  readonly slug: string;
  readonly service_account_id: string | null;
}

const COLUMNS =
  'w.id, w.created, w.updated, w.name, w.description, w.enabled, w.template, w.slug, w.service_account_id';

const INSERT = prepared(
  'automations.insert_webhook',
  `insert into webhook as w (workspace_id, id, name, description, enabled, template, slug, service_account_id)
   values ($1::uuid, $2::uuid, $3, $4, $5, $6, $7, $8::uuid) returning ${COLUMNS}`,
);
export const insertWebhook = (
  scope: WorkspaceScope,
  row: Omit<WebhookRow, 'created' | 'updated'>,
): Statement =>
  INSERT.with(
    scope.workspaceId,
    row.id,
    row.name,
    row.description,
    row.enabled,
    row.template,
    row.slug,
    row.service_account_id,
  );

const BY_ID = prepared(
  'automations.webhook_by_id',
  `select ${COLUMNS} from webhook w where w.workspace_id = $1::uuid and w.id = $2::uuid`,
);
export const webhookById = (scope: WorkspaceScope, id: string): Statement =>
  BY_ID.with(scope.workspaceId, id);

const LIST = prepared(
  'automations.webhooks',
  `select ${COLUMNS} from webhook w where w.workspace_id = $1::uuid order by w.id desc offset $2::bigint limit $3::int`,
);
/** The newest first. */
export const listWebhooks = (scope: WorkspaceScope, offset: number, limit: number): Statement =>
  LIST.with(scope.workspaceId, offset, limit);

// null leaves a member as it is; $8 says whether the service account is given at all, since null means none
const UPDATE = prepared(
  'automations.update_webhook',
  `update webhook w set name = coalesce($3, w.name), description = coalesce($4, w.description), enabled = coalesce($5, w.enabled),
     template = coalesce($6, w.template), slug = coalesce($7, w.slug),
     service_account_id = case when $8 then $9::uuid else w.service_account_id end, updated = now()
   where w.workspace_id = $1::uuid and w.id = $2::uuid returning ${COLUMNS}`,
);

/** Members of a change; absent ones stay. */
export interface WebhookChange {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly enabled?: boolean | undefined;
  readonly template?: string | undefined;
  readonly slug?: string | undefined;
  readonly service_account_id?: string | null | undefined;
}
export const updateWebhook = (scope: WorkspaceScope, id: string, change: WebhookChange): Statement =>
  UPDATE.with(
    scope.workspaceId,
    id,
    change.name ?? null,
    change.description ?? null,
    change.enabled ?? null,
    change.template ?? null,
    change.slug ?? null,
    change.service_account_id !== undefined,
    change.service_account_id ?? null,
  );

const DELETE = prepared(
  'automations.delete_webhook',
  'delete from webhook where workspace_id = $1::uuid and id = $2::uuid',
);
export const deleteWebhook = (scope: WorkspaceScope, id: string): Statement =>
  DELETE.with(scope.workspaceId, id);

// a table of the context identity
const HAS_SERVICE_ACCOUNT = prepared(
  'automations.webhook_service_account',
  'select from service_account where account_id = $1::uuid and id = $2::uuid',
);
export const serviceAccountOf = ({ accountId }: WorkspaceScope, id: string): Statement =>
  HAS_SERVICE_ACCOUNT.with(accountId, id);

const OF_SLUG = prepared('automations.webhook_of_slug', 'select * from webhook_of_slug($1)');
/** Where an enabled webhook is; asked outside any workspace. */
export interface WebhookPlace {
  readonly account_id: string;
  readonly workspace_id: string;
  readonly webhook_id: string;
}
export const webhookOfSlug = (slug: string): Statement => OF_SLUG.with(slug);

/** A row of `webhook_call`; `rendered` is JSON text. */
export interface WebhookCallRow {
  readonly id: string;
  readonly received_at: string;
  readonly status_code: number;
  readonly method: string;
  readonly content_type: string | null;
  readonly body_bytes: number;
  readonly rendered: string | null;
  readonly error: string | null;
}

// One statement notes a call and forgets the oldest ones: ids ascend with time. A webhook that was deleted meanwhile has no calls.
const NOTE = prepared(
  'automations.note_webhook_call',
  `with gone as (
     delete from webhook_call where workspace_id = $1::uuid and webhook_id = $2::uuid and id in (
       select c.id from webhook_call c where c.workspace_id = $1::uuid and c.webhook_id = $2::uuid
       order by c.id desc offset ${WEBHOOK_CALLS_KEPT - 1})
   )
   insert into webhook_call (workspace_id, webhook_id, id, received_at, status_code, method, content_type, body_bytes, rendered, error)
   select $1::uuid, w.id, $3::uuid, $4::timestamptz, $5::int, $6, $7, $8::int, $9::json, $10
   from webhook w where w.workspace_id = $1::uuid and w.id = $2::uuid`,
);
export const noteCall = (scope: WorkspaceScope, webhookId: string, call: WebhookCallRow): Statement =>
  NOTE.with(
    scope.workspaceId,
    webhookId,
    call.id,
    call.received_at,
    call.status_code,
    call.method,
    call.content_type,
    call.body_bytes,
    call.rendered,
    call.error,
  );

const CALLS = prepared(
  'automations.webhook_calls',
  `select c.id, c.received_at, c.status_code, c.method, c.content_type, c.body_bytes, c.rendered, c.error
   from webhook_call c where c.workspace_id = $1::uuid and c.webhook_id = $2::uuid order by c.id desc offset $3::bigint limit $4::int`,
);
/** The newest first. */
export const listCalls = (
  scope: WorkspaceScope,
  webhookId: string,
  offset: number,
  limit: number,
): Statement => CALLS.with(scope.workspaceId, webhookId, offset, limit);
