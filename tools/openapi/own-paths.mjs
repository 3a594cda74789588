// Operations that the reference does not have, as OpenAPI, with what people want to know of each.
const text = { type: 'string' };
const nullable = (schema) => ({ anyOf: [schema, { type: 'null' }] });
const uuid = { type: 'string', format: 'uuid' };
const time = { type: 'string', format: 'date-time' };
const object = (properties, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
});
const anything = { type: 'object', additionalProperties: true };
const list = (items) => ({ type: 'array', items });
const reference = (name) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema) => ({ content: { 'application/json': { schema } } });

const webhookMembers = {
  name: { ...text, maxLength: 255 },
  description: { ...text, maxLength: 4096, default: '' },
  enabled: { type: 'boolean', default: true },
  template: {
    ...text,
    description: 'Jinja over `method`, `headers` and `body` that makes the JSON of one event.',
  },
  service_account_id: {
    ...nullable(uuid),
    description: 'Callers must present a key of this service account.',
  },
};

export const OWN_SCHEMAS = {
  RunExplanation: object({
    flow_run_id: uuid,
    state_type: nullable(text),
    state_name: nullable(text),
    computed_at: time,
    causes: {
      ...list(reference('WaitingCause')),
      description: 'The most decisive one first; empty when nothing holds the run back.',
    },
  }),
  WaitingCause: object({
    code: { ...text, description: 'Stable: programs may go by it.' },
    title: text,
    detail: text,
    since: nullable(time),
    remedy: nullable(text),
    related: list(object({ kind: text, id: nullable(text), name: text })),
  }),
  DeploymentVersion: object({
    id: uuid,
    created: time,
    version: nullable(text),
    version_info: {
      ...nullable(anything),
      description: 'As the client sent it: `type` and `version`, and what it knows of the repository.',
    },
    entrypoint: nullable(text),
    path: nullable(text),
    created_by: nullable(object({ id: uuid, type: text, display_value: text })),
  }),
  WebhookCreate: object(webhookMembers, ['name', 'template']),
  WebhookReplace: object(webhookMembers, ['name', 'template']),
  WebhookUpdate: object(webhookMembers, []),
  Webhook: object({
    id: uuid,
    created: time,
    updated: time,
    account: uuid,
    workspace: uuid,
    ...webhookMembers,
    slug: {
      ...nullable(text),
      description: 'Its address is `/hooks/{slug}`; null for who may not send events.',
    },
  }),
  WebhookCall: object({
    id: uuid,
    received_at: time,
    status_code: { type: 'integer' },
    method: text,
    content_type: nullable(text),
    body_bytes: { type: 'integer' },
    rendered: {
      ...nullable(anything),
      description: 'The event it became, when it is small enough to be kept.',
    },
    error: nullable(text),
  }),
  WebhookPreviewRequest: object(
    {
      template: text,
      method: { ...text, enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], default: 'POST' },
      headers: { type: 'object', additionalProperties: text },
      body: { description: 'Text as it would be sent, or any JSON value.' },
    },
    ['template'],
  ),
  WebhookPreview: object({ event: nullable(anything), error: nullable(text) }),
  OwnPage: object(
    {
      limit: { type: 'integer', minimum: 0, maximum: 200 },
      offset: { type: 'integer', minimum: 0, default: 0 },
    },
    [],
  ),
  TestNotification: object(
    { subject: { ...text, maxLength: 500 }, body: { ...text, maxLength: 10_000 } },
    [],
  ),
  TestedNotification: object({
    ok: { type: 'boolean' },
    error: { ...nullable(text), description: 'Why it did not arrive; repeats nothing of the block.' },
  }),
};

const ID = [{ name: 'id', in: 'path', required: true, schema: uuid }];
const operation = (summary, { body, answer, status = 200, of }) => ({
  summary,
  ...(of ? { parameters: ID } : {}),
  ...(body ? { requestBody: { required: true, ...json(reference(body)) } } : {}),
  responses: {
    [status]: answer ? json(answer) : {},
    ...(of ? { 404: json(reference('Refusal')) } : {}),
    ...(body ? { 422: {} } : {}),
  },
});
const done = (summary, more) => operation(summary, { status: 204, of: true, ...more });

export const OWN_PATHS = {
  '/flow_runs/{id}/explain': {
    get: operation('Why the run is not running.', { of: true, answer: reference('RunExplanation') }),
  },
  '/deployments/{id}/versions': {
    get: operation('What the deployment was, the newest first; the last 200 versions are kept.', {
      of: true,
      answer: list(reference('DeploymentVersion')),
    }),
  },
  '/block_documents/{id}/test_notification': {
    post: operation('Sends a message by a notification block, once.', {
      of: true,
      body: 'TestNotification',
      answer: reference('TestedNotification'),
    }),
  },
  '/webhooks/': {
    post: operation('Makes a webhook.', { body: 'WebhookCreate', status: 201, answer: reference('Webhook') }),
    get: operation('The newest webhooks, 200 at most.', { answer: list(reference('Webhook')) }),
  },
  '/webhooks/filter': {
    post: operation('Webhooks, the newest first.', { body: 'OwnPage', answer: list(reference('Webhook')) }),
  },
  '/webhooks/preview': {
    post: operation('What a template would make of a call.', {
      body: 'WebhookPreviewRequest',
      answer: reference('WebhookPreview'),
    }),
  },
  '/webhooks/{id}': {
    get: operation('A webhook.', { of: true, answer: reference('Webhook') }),
    put: done('Replaces a webhook; members that are left out stay.', { body: 'WebhookReplace' }),
    patch: done('Changes a webhook.', { body: 'WebhookUpdate' }),
    delete: done('Deletes a webhook; its address ends.', {}),
  },
  '/webhooks/{id}/rotate': {
    post: operation('Gives a webhook another address; the old one ends at once.', {
      of: true,
      answer: reference('Webhook'),
    }),
  },
  '/webhooks/{id}/calls/filter': {
    post: operation('The last calls, at most 50, the newest first.', {
      of: true,
      body: 'OwnPage',
      answer: list(reference('WebhookCall')),
    }),
  },
};
