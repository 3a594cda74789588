import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { ACCOUNT_ROLES } from '../roles/roles.ts';
import { lastOf } from '../testing/audit-trail.ts';
import { IdentityApp } from '../testing/identity-app.ts';
import { memberOf, ownerOfNewAccount, type Person } from '../testing/two-accounts.ts';

let db: TestDatabase;
let app: IdentityApp;
let olga: Person; // owner of A
let adam: Person; // admin of A
let mia: Person; // member of A
let bob: Person; // owner of B

const a = (path = '') => `/api/accounts/${olga.accountId}${path}`;

beforeAll(async () => {
  db = await createTestDatabase();
  app = await IdentityApp.start(db.url);
  olga = await ownerOfNewAccount(app.database, 'olga');
  bob = await ownerOfNewAccount(app.database, 'bob');
  adam = await memberOf(app.database, olga, 'adam', ACCOUNT_ROLES.Admin);
  mia = await memberOf(app.database, olga, 'mia', ACCOUNT_ROLES.Member);
});

afterAll(async () => {
  await app?.stop();
  await db?.drop();
});

it('an account is made by whoever is signed in, who owns it', async () => {
  const { status, body } = await app.call(mia.key, 'POST', '/api/accounts', { name: 'Mia & Söhne' });
  expect(status).toBe(201);
  expect(body).toMatchObject({ name: 'Mia & Söhne', handle: 'mia-sohne' });
  expect(
    (await app.call(mia.key, 'POST', `/api/accounts/${body.id}/workspaces/`, { name: 'w' })).status,
  ).toBe(201);
  expect(await lastOf(app, body.id)).toMatchObject({ action: 'workspace.created' });
  expect((await app.call(mia.key, 'POST', '/api/accounts', { name: 'x', handle: 'olga' })).status).toBe(409);
  expect((await app.call(mia.key, 'POST', '/api/accounts', { name: '!!!' })).status).toBe(422);
});

it('its owner changes it; the change is shown and told', async () => {
  const change = { name: 'Olga Ltd', link: 'https://example.com', location: 'Bern' };
  expect((await app.call(olga.key, 'PATCH', a('/'), change)).status).toBe(204);
  expect((await app.call(mia.key, 'GET', a('/'))).body).toMatchObject(change);
  expect(await lastOf(app, olga.accountId)).toMatchObject({
    action: 'account.updated',
    before: { name: 'olga', link: null, location: null },
    after: change,
  });
  expect((await app.call(olga.key, 'PATCH', a('/'), { location: null })).status).toBe(204);
  expect((await app.call(olga.key, 'GET', a('/'))).body).toMatchObject({ name: 'Olga Ltd', location: null });
});

it.each([
  ['PATCH', '/', { auth_expiration_seconds: 60 }, 'auth_expiration_seconds is not supported'],
  ['PATCH', '/', { run_retention_days: 7 }, 'run_retention_days is not supported'],
  ['PATCH', '/', { link: 'javascript:alert(1)' }, 'link must be a web address (https://…)'],
  ['PATCH', '/settings', { allow_public_workspaces: true }, 'allow_public_workspaces is not supported'],
  ['PATCH', '/domains', { domain_names: ['no domain'] }, 'domain_names: not a domain: no domain'],
] as const)('%s %s %j is refused by name', async (method, path, body, detail) => {
  expect(await app.call(olga.key, method, a(path), body)).toEqual({ status: 422, body: { detail } });
});

it('settings and domains are kept', async () => {
  expect((await app.call(olga.key, 'PATCH', a('/settings'), { managed_execution: false })).status).toBe(204);
  expect((await app.call(mia.key, 'GET', a('/settings'))).body).toEqual({
    allow_public_workspaces: false,
    ai_log_summaries: false,
    managed_execution: false,
    enforce_webhook_authentication: false,
    enforce_ip_allowlist: false,
  });
  const domains = { domain_names: ['Example.com', 'example.com', 'b.example.org'] };
  expect((await app.call(olga.key, 'PATCH', a('/domains'), domains)).status).toBe(204);
  expect((await app.call(olga.key, 'GET', a('/domains'))).body).toEqual({
    domain_names: ['example.com', 'b.example.org'],
  });
});

it('addresses are not enforced as long as that would lock out who asks for it', async () => {
  const list = (ip_network: string) =>
    app.call(olga.key, 'PUT', a('/ip_allowlist'), { entries: [{ ip_network, enabled: true }] });
  const enforce = (enforce_ip_allowlist: boolean) =>
    app.call(olga.key, 'PATCH', a('/settings'), { enforce_ip_allowlist });
  await list('192.0.2.0/24');
  const refused = await enforce(true);
  expect(refused.status).toBeGreaterThanOrEqual(400);
  expect((await app.call(olga.key, 'GET', a('/settings'))).body.enforce_ip_allowlist).toBe(false);
  await list('127.0.0.0/8');
  expect((await enforce(true)).status).toBe(204);
  expect((await app.call(mia.key, 'GET', a('/settings'))).body.enforce_ip_allowlist).toBe(true);
  expect((await enforce(false)).status).toBe(204);
});

it.each([
  ['PATCH', '/', { name: 'x' }],
  ['PATCH', '/settings', {}],
  ['PATCH', '/domains', { domain_names: [] }],
  ['DELETE', '/', undefined],
  ['GET', '/deleted_workspaces', undefined],
] as const)(
  '%s %s is for owners, and is not there for people of other accounts',
  async (method, path, body) => {
    for (const person of [adam, mia])
      expect((await app.call(person.key, method, a(path), body)).status).toBe(403);
    const foreign = await app.call(bob.key, method, a(path), body);
    expect(foreign.status).toBe(404);
    expect(await app.call(bob.key, method, `/api/accounts/${randomUUID()}${path}`, body)).toEqual(foreign);
  },
);

it('a deleted account is closed for everybody, its machines included, until an owner brings it back', async () => {
  const { body: bot } = await app.call(olga.key, 'POST', a('/bots'), { name: 'ci' });
  const botKey = bot.api_key.key as string;
  expect((await app.call(botKey, 'GET', '/api/me')).status).toBe(200);
  expect((await app.call(olga.key, 'DELETE', a('/'))).status).toBe(204);
  for (const path of [
    a('/'),
    a(`/workspaces/${olga.workspaceId}`),
    a(`/workspaces/${olga.workspaceId}/user_access`),
  ])
    expect((await app.call(olga.key, 'GET', path)).status).toBe(404);
  expect((await app.call(botKey, 'GET', '/api/me')).status).toBe(401);
  expect((await app.call(olga.key, 'GET', '/api/me/accounts')).body).toEqual([]);
  expect((await app.call(olga.key, 'GET', '/api/me/workspaces')).body).toEqual([]);
  const deleted = await app.call(olga.key, 'GET', '/api/me/deleted_accounts');
  expect(deleted.body).toMatchObject([{ id: olga.accountId, handle: 'olga' }]);
  expect((await app.call(adam.key, 'GET', '/api/me/deleted_accounts')).body).toEqual([]);
  const restore = `/api/me/deleted_accounts/${olga.accountId}/restore`;
  for (const person of [adam, bob]) expect((await app.call(person.key, 'POST', restore)).status).toBe(404);
  expect((await app.call(olga.key, 'POST', restore)).body).toMatchObject({ id: olga.accountId });
  expect((await app.call(botKey, 'GET', '/api/me')).status).toBe(200);
  expect((await app.call(mia.key, 'GET', a('/'))).status).toBe(200);
});

describe('service accounts', () => {
  it('are renamed, and their key is rotated with an overlap for the old one', async () => {
    const { body: bot } = await app.call(olga.key, 'POST', a('/bots'), { name: 'old name' });
    const path = a(`/bots/${bot.id}`);
    expect((await app.call(olga.key, 'PATCH', path, { name: 'new name' })).status).toBe(204);
    expect((await app.call(olga.key, 'GET', path)).body.name).toBe('new name');
    const rotate = (seconds: number) =>
      app.call(olga.key, 'POST', `${path}/rotate_api_key`, { old_key_expires_in_seconds: seconds });
    const overlapped = await rotate(600);
    expect(overlapped.status).toBe(201);
    const [first, second] = [bot.api_key.key as string, overlapped.body.api_key.key as string];
    for (const key of [first, second]) expect((await app.call(key, 'GET', '/api/me')).status).toBe(200);
    const third = (await rotate(0)).body.api_key.key as string;
    for (const key of [first, second]) expect((await app.call(key, 'GET', '/api/me')).status).toBe(401);
    expect((await app.call(third, 'GET', '/api/me')).status).toBe(200);
    const told = await lastOf(app, olga.accountId);
    expect(told?.action).toBe('service_account.key_rotated');
    expect(JSON.stringify(told)).not.toContain(third);
  });

  it('are not changed by who has less, nor from another account', async () => {
    const boss = { name: 'boss', account_role_id: ACCOUNT_ROLES.Owner };
    const { body: bot } = await app.call(olga.key, 'POST', a('/bots'), boss);
    for (const [method, tail, body] of [
      ['PATCH', '', { name: 'x' }],
      ['POST', '/rotate_api_key', {}],
      ['DELETE', '', undefined],
    ] as const) {
      expect((await app.call(adam.key, method, a(`/bots/${bot.id}${tail}`), body)).status).toBe(403);
      const theirs = `/api/accounts/${bob.accountId}/bots`;
      const foreign = await app.call(bob.key, method, `${theirs}/${bot.id}${tail}`, body);
      expect(foreign.status).toBe(404);
      expect(await app.call(bob.key, method, `${theirs}/${randomUUID()}${tail}`, body)).toEqual(foreign);
    }
  });
});
