import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { WebhookCallOfWire, WebhookOfWire } from '@orch/contract';
import { WORKSPACE_ROLES } from '@orch/identity';
import { loadConfig, sql } from '@orch/platform';
import { type App, createApp } from '../../../../../apps/api/src/create-app.ts';
import { type TestDatabase, createTestDatabase } from '../../../../testing/src/postgres.ts';
import { type Person, ownerOfNewAccount } from '../../../identity/src/testing/two-accounts.ts';

let database: TestDatabase;
let app: App;
let alice: Person;
let bob: Person;

jest.setTimeout(60_000);

beforeAll(async () => {
  database = await createTestDatabase();
  const env = {
    ORCH_LOG_LEVEL: 'silent',
    ORCH_ROLE: 'api',
    ORCH_LOCAL_MODE: 'off',
    ORCH_WEBHOOK_CALLS_PER_MINUTE: '60',
    ORCH_TRUSTED_PROXIES: '127.0.0.0/8',
    ORCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
  };
  app = await createApp(loadConfig(env, { databaseUrl: database.url, embedded: true }));
  alice = await ownerOfNewAccount(app.parts.database, 'alice');
  bob = await ownerOfNewAccount(app.parts.database, 'bob');
}, 60_000);
afterAll(async () => {
  await app?.close();
  await database?.drop();
});

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
interface Answer {
  readonly status: number;
  readonly text: string;
  // whatever the route answers
  readonly body: ReturnType<typeof JSON.parse>;
}

async function send(
  method: Method,
  url: string,
  more: { key?: string | undefined; body?: unknown; headers?: Record<string, string>; from?: string } = {},
): Promise<Answer> {
  const { key, body, headers = {}, from } = more;
  const answer = await app.server.inject({
    method,
    url,
    headers: {
      host: '127.0.0.1:4200',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      ...(from === undefined ? {} : { 'x-forwarded-for': from }),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const isJson = String(answer.headers['content-type']).startsWith('application/json');
  return {
    status: answer.statusCode,
    text: answer.body,
    body: isJson && answer.body ? JSON.parse(answer.body) : undefined,
  };
}
const ask = (who: Person, method: Method, path: string, body?: unknown): Promise<Answer> =>
  send(method, `/api/accounts/${who.accountId}/workspaces/${who.workspaceId}${path}`, { key: who.key, body });

const TEMPLATE =
  '{"event": "order.{{ body.kind }}", "resource": {"prefect.resource.id": "order.{{ body.id }}"}, "payload": {{ body | tojson }} }';
async function make(who: Person = alice, body: object = {}): Promise<WebhookOfWire> {
  const answer = await ask(who, 'POST', '/webhooks/', { name: randomUUID(), template: TEMPLATE, ...body });
  expect(answer.status).toBe(201);
  return answer.body;
}
const hook = (webhook: WebhookOfWire, body: unknown, more: object = {}): Promise<Answer> =>
  send('POST', `/hooks/${webhook.slug}`, {
    body,
    headers: { 'content-type': 'application/json' },
    from: randomAddress(),
    ...more,
  });
let made = 0;
/** Rate limits of addresses are tested by themselves. */
const randomAddress = (): string => `203.0.113.${(made += 1) % 250}`;
const calls = async (webhook: WebhookOfWire, who: Person = alice): Promise<WebhookCallOfWire[]> =>
  (await ask(who, 'POST', `/webhooks/${webhook.id}/calls/filter`, {})).body;
const eventsOf = (
  who: Person,
  resource: string,
): Promise<{ event: string; payload: string; related: string }[]> =>
  app.parts.database.query(
    { accountId: who.accountId, workspaceId: who.workspaceId },
    sql`select event, payload, related from event where workspace_id = ${who.workspaceId} and resource_id = ${resource}`,
  );

describe('a call', () => {
  it('becomes an event of the workspace, answered by 204 after the commit, and is kept with what was made of it', async () => {
    const webhook = await make();
    const answer = await hook(
      webhook,
      { kind: 'created', id: 'a1' },
      { headers: { 'content-type': 'application/json', cookie: 's3cret=1', authorization: 'Bearer s3cret' } },
    );
    expect(answer).toMatchObject({ status: 204, text: '' });
    expect(await eventsOf(alice, 'order.a1')).toMatchObject([
      { event: 'order.created', payload: expect.stringContaining('"a1"') },
    ]);
    expect(await eventsOf(bob, 'order.a1')).toEqual([]);
    const [call] = await calls(webhook);
    expect(call).toMatchObject({
      status_code: 204,
      method: 'POST',
      content_type: 'application/json',
      error: null,
      rendered: { event: 'order.created' },
    });
    expect(JSON.stringify(call)).not.toContain('s3cret');
  });

  it('whose template fails is 400 with the reason, kept, and told of by an event', async () => {
    const webhook = await make(alice, { template: '{"event": "{{ body.missing' + ' }}", "resource": {}}' });
    const answer = await hook(webhook, { kind: 'k' });
    expect(answer).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(/^the template made no event: resource/) },
    });
    expect(await calls(webhook)).toMatchObject([
      { status_code: 400, rendered: null, error: answer.body.detail },
    ]);
    expect(await eventsOf(alice, `prefect-cloud.webhook.${webhook.id}`)).toMatchObject([
      { event: 'prefect-cloud.webhook.failed' },
    ]);
  });

  it('may be a GET, a form or any other type', async () => {
    const webhook = await make(alice, {
      template:
        '{"event": "e.{{ method }}", "resource": {"prefect.resource.id": "t.{{ body.id or body or "none" }}"}}',
    });
    expect((await send('GET', `/hooks/${webhook.slug}`)).status).toBe(204);
    expect(
      (await hook(webhook, 'id=f1', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }))
        .status,
    ).toBe(204);
    expect((await hook(webhook, 'raw', { headers: { 'content-type': 'application/x-ndjson' } })).status).toBe(
      204,
    );
    expect(await eventsOf(alice, 't.none')).toMatchObject([{ event: 'e.GET' }]);
    expect(await eventsOf(alice, 't.f1')).toHaveLength(1);
    expect(await eventsOf(alice, 't.raw')).toHaveLength(1);
  });

  it('cannot be larger than 512 KiB, and one of that size is taken', async () => {
    const webhook = await make();
    const of = (size: number): object => ({ kind: 'k', id: 'big', pad: 'x'.repeat(size) });
    expect((await hook(webhook, of(512 * 1024))).status).toBe(413);
    expect((await hook(webhook, of(512 * 1024 - 100))).status).toBe(204);
    expect(await calls(webhook)).toMatchObject([{ status_code: 204, rendered: null }]);
  });

  it('writes no task runs, whatever it calls itself', async () => {
    const id = randomUUID();
    const webhook = await make(alice, { template: '{{ body | tojson }}' });
    const body = {
      event: 'prefect.task-run.Running',
      resource: { 'prefect.resource.id': `prefect.task-run.${id}`, 'prefect.orchestration': 'client' },
      payload: {
        task_run: { task_key: 't', dynamic_key: '1', name: 'n' },
        validated_state: { type: 'RUNNING', name: 'Running' },
      },
    };
    expect((await hook(webhook, body)).status).toBe(204);
    expect((await ask(alice, 'GET', `/task_runs/${id}`)).status).toBe(404);
  });

  it('keeps the last fifty', async () => {
    const webhook = await make();
    for (let i = 0; i < 53; i += 1)
      expect((await hook(webhook, { kind: 'k', id: `n${i}` })).status).toBe(204);
    const kept = await calls(webhook);
    expect(kept).toHaveLength(50);
    expect(kept[0]?.rendered).toMatchObject({ resource: { 'prefect.resource.id': 'order.n52' } });
  });
});

describe('the address', () => {
  it('of a webhook that is unknown, switched off, rotated or deleted is 404', async () => {
    const webhook = await make();
    expect((await hook({ ...webhook, slug: 'A'.repeat(32) }, {})).status).toBe(404);
    expect((await hook({ ...webhook, slug: 'short' }, {})).status).toBe(404);
    const body = { kind: 'k', id: 'r' };
    expect((await ask(alice, 'PATCH', `/webhooks/${webhook.id}`, { enabled: false })).status).toBe(204);
    expect((await hook(webhook, body)).status).toBe(404);
    await ask(alice, 'PATCH', `/webhooks/${webhook.id}`, { enabled: true });
    expect((await hook(webhook, body)).status).toBe(204);
    const rotated: WebhookOfWire = (await ask(alice, 'POST', `/webhooks/${webhook.id}/rotate`)).body;
    expect(rotated.slug).toMatch(/^[\w-]{32}$/);
    expect((await hook(webhook, body)).status).toBe(404);
    expect((await hook(rotated, body)).status).toBe(204);
    expect((await ask(alice, 'DELETE', `/webhooks/${webhook.id}`)).status).toBe(204);
    expect((await hook(rotated, body)).status).toBe(404);
  });

  it('of a deleted workspace is 404', async () => {
    const carol = await ownerOfNewAccount(app.parts.database, `carol${randomUUID().slice(0, 8)}`);
    const webhook = await make(carol);
    expect((await ask(carol, 'DELETE', '')).status).toBe(204);
    expect((await hook(webhook, { kind: 'k', id: 'd' })).status).toBe(404);
  });

  it('takes so many calls a minute, and so does whoever calls', async () => {
    const webhook = await make(alice, { template: '{}' });
    const untilLimited = async (once: () => Promise<Answer>): Promise<number[]> => {
      const statuses = new Set<number>();
      for (let i = 0; i < 5_000 && !statuses.has(429); i += 1) statuses.add((await once()).status);
      return [...statuses];
    };
    expect(await untilLimited(() => hook(webhook, {}))).toEqual([400, 429]);
    const unknown = `/hooks/${'B'.repeat(32)}`;
    expect(await untilLimited(() => send('POST', unknown, { from: '198.51.100.7', body: {} }))).toEqual([
      404, 429,
    ]);
  });
});

it('with a service account takes calls with its key only', async () => {
  const account = `/api/accounts/${alice.accountId}`;
  const bot = async (name: string): Promise<{ id: string; key: string }> => {
    const { body } = await send('POST', `${account}/bots/`, { key: alice.key, body: { name } });
    return { id: body.id, key: body.api_key.key };
  };
  const [own, other] = [await bot('hooks'), await bot('other')];
  const webhook = await make(alice, { service_account_id: own.id });
  const body = { kind: 'k', id: 'bound' };
  const status = async (key?: string): Promise<number> => (await hook(webhook, body, { key })).status;
  expect(await status(own.key)).toBe(401); // not in the workspace yet
  const given = await ask(alice, 'POST', '/bot_access/', [
    { bot_id: own.id, workspace_role_id: WORKSPACE_ROLES.Developer },
  ]);
  expect(given.status).toBeLessThan(300);
  expect([await status(), await status(other.key), await status(alice.key), await status(bob.key)]).toEqual([
    401, 401, 401, 401,
  ]);
  expect(await eventsOf(alice, 'order.bound')).toEqual([]);
  // who may what is known anew within moments
  const deadline = Date.now() + 30_000;
  let last = await status(own.key);
  while (last !== 204 && Date.now() < deadline) last = await status(own.key);
  expect(last).toBe(204);
  expect(await eventsOf(alice, 'order.bound')).not.toEqual([]);
  expect(
    (await ask(alice, 'POST', '/webhooks/', { name: 'x', template: '{}', service_account_id: randomUUID() }))
      .status,
  ).toBe(422);
  const foreign = await send('POST', `/api/accounts/${bob.accountId}/bots/`, {
    key: bob.key,
    body: { name: 'b' },
  });
  expect(
    (await ask(alice, 'PATCH', `/webhooks/${webhook.id}`, { service_account_id: foreign.body.id })).status,
  ).toBe(422);
});

it('is made, listed, read, replaced and previewed', async () => {
  const webhook = await make(bob, { name: 'one', description: 'd' });
  expect(webhook).toEqual({
    id: expect.any(String),
    created: expect.any(String),
    updated: expect.any(String),
    account: bob.accountId,
    workspace: bob.workspaceId,
    name: 'one',
    description: 'd',
    enabled: true,
    template: TEMPLATE,
    slug: expect.stringMatching(/^[\w-]{32}$/),
    service_account_id: null,
  });
  expect((await ask(bob, 'GET', '/webhooks/')).body).toEqual([webhook]);
  expect((await ask(bob, 'POST', '/webhooks/filter')).body).toEqual([webhook]);
  expect((await ask(bob, 'PUT', `/webhooks/${webhook.id}`, { name: 'two', template: '{}' })).status).toBe(
    204,
  );
  expect((await ask(bob, 'GET', `/webhooks/${webhook.id}`)).body).toMatchObject({
    name: 'two',
    description: 'd',
    slug: webhook.slug,
    enabled: true,
  });
  expect(await ask(bob, 'POST', '/webhooks/', { name: 'x', template: '{{ a' })).toMatchObject({
    status: 422,
    body: { detail: expect.stringMatching(/^template: line 1: /) },
  });
  const preview = (body: object): Promise<Answer> => ask(bob, 'POST', '/webhooks/preview', body);
  expect((await preview({ template: TEMPLATE, body: '{"kind":"k","id":1}' })).body).toMatchObject({
    event: { event: 'order.k' },
    error: null,
  });
  expect((await preview({ template: TEMPLATE, body: { kind: 'k' } })).body).toMatchObject({
    event: { resource: { 'prefect.resource.id': 'order.' } },
  });
  expect((await preview({ template: 'x' })).body).toMatchObject({
    event: null,
    error: expect.stringMatching(/no JSON/),
  });
});

it('is hidden from other workspaces, and its address from who may not send events', async () => {
  const webhook = await make();
  const routes: [Method, string, unknown?][] = [
    ['GET', ''],
    ['PUT', '', { name: 'x', template: '{}' }],
    ['PATCH', '', { enabled: false }],
    ['DELETE', ''],
    ['POST', '/rotate'],
    ['POST', '/calls/filter', {}],
  ];
  for (const [method, rest, body] of routes) {
    const foreign = await ask(bob, method, `/webhooks/${webhook.id}${rest}`, body);
    const missing = await ask(bob, method, `/webhooks/${randomUUID()}${rest}`, body);
    expect([rest, foreign.status, foreign.text]).toEqual([rest, 404, missing.text]);
  }
  expect(JSON.stringify((await ask(bob, 'GET', '/webhooks/')).body)).not.toContain(webhook.id);
  expect((await ask(alice, 'GET', `/webhooks/${webhook.id}`)).body).toEqual(webhook);
  const viewerKey = await send('POST', `/api/users/${alice.id}/api_keys`, {
    key: alice.key,
    body: { name: 'v', scopes: ['automations:read'], workspace_id: alice.workspaceId },
  });
  const seen = await ask({ ...alice, key: viewerKey.body.key }, 'GET', `/webhooks/${webhook.id}`);
  expect(seen).toMatchObject({ status: 200, body: { id: webhook.id, slug: null } });
});
