import { randomUUID } from 'node:crypto';
import { sql } from '@orch/platform';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { ACCOUNT_ROLES, WORKSPACE_ROLES } from '../roles/roles.ts';
import { IdentityApp } from '../testing/identity-app.ts';
import { soon } from '../testing/soon.ts';
import { memberOf, ownerOfNewAccount, type Person } from '../testing/two-accounts.ts';
import { KEYS_PER_ACTOR_MAX } from './create-api-key.ts';

let db: TestDatabase;
let one: IdentityApp;
let two: IdentityApp;
let alice: Person;
let bob: Person;

beforeAll(async () => {
  db = await createTestDatabase();
  [one, two] = await Promise.all([IdentityApp.start(db.url), IdentityApp.start(db.url)]);
  alice = await ownerOfNewAccount(one.database, 'alice');
  bob = await ownerOfNewAccount(one.database, 'bob');
});
afterAll(async () => {
  await Promise.all([one?.stop(), two?.stop()]);
  await db?.drop();
});

const keysOf = (person: Person): string => `/api/users/${person.id}/api_keys`;
const make = async (person: Person, body: object) =>
  (await one.call(person.key, 'POST', keysOf(person), { name: 'k', ...body })).body;
const status = async (app: IdentityApp, key: string, path = '/api/me'): Promise<number> =>
  (await app.call(key, 'GET', path)).status;

const auditOf = (accountId: string, targetId: string) =>
  one.database.queryOutside<{ action: string; text: string }>(sql`
    select action, coalesce(before::text, '') || coalesce(after::text, '') as text from audit_event
    where account_id = ${accountId} and target_id = ${targetId} order by sequence`);

describe('rotation', () => {
  it('the new key works at once; the old one until its overlap is over, everywhere', async () => {
    const old = await make(alice, { name: 'ci', expiration: '2999-01-01T00:00:00Z' });
    const path = `${keysOf(alice)}/${old.id}/rotate`;
    const rotated = await one.call(alice.key, 'POST', path, { old_key_expires_in_seconds: 60 });
    expect(rotated).toMatchObject({ status: 201, body: { name: 'ci', key: expect.stringMatching(/^pnu_/) } });
    expect(rotated.body.id).not.toBe(old.id);
    expect(await status(two, rotated.body.key)).toBe(200);
    expect(await status(two, old.key)).toBe(200);
    expect(await status(two, rotated.body.key)).toBe(200);
    // as long as the old one was meant to live
    expect(rotated.body.expiration).toMatch(/^29(98|99)-/);
    const { body: listed } = await one.call(alice.key, 'GET', `${keysOf(alice)}/${old.id}`);
    expect(Date.parse(listed.expiration)).toBeLessThan(Date.now() + 60_000);

    const brief = await make(alice, {});
    expect(await status(two, brief.key)).toBe(200);
    await one.call(alice.key, 'POST', `${keysOf(alice)}/${brief.id}/rotate`, {
      old_key_expires_in_seconds: 1,
    });
    await soon(async () => (await status(two, brief.key)) === 401);
  });

  it('without an overlap the old key is refused at once', async () => {
    const old = await make(alice, {});
    const { body } = await one.call(alice.key, 'POST', `${keysOf(alice)}/${old.id}/rotate`, {
      expiration: null,
    });
    expect(await status(one, old.key)).toBe(401);
    expect(await status(one, body.key)).toBe(200);
    expect(body.expiration).toBeNull();
  });

  it('a key of somebody else, one that is revoked, and too long an overlap are refused', async () => {
    const old = await make(alice, {});
    const rotate = (person: Person, of: Person, body = {}) =>
      one.call(person.key, 'POST', `${keysOf(of)}/${old.id}/rotate`, body);
    expect((await rotate(bob, alice)).status).toBe(404);
    expect((await rotate(bob, bob)).status).toBe(404);
    expect((await rotate(alice, alice, { old_key_expires_in_seconds: 10_000_000 })).status).toBe(422);
    expect((await rotate(alice, alice, { old_key_expires_in_seconds: -1 })).status).toBe(422);
    await one.call(alice.key, 'DELETE', `${keysOf(alice)}/${old.id}`);
    expect((await rotate(alice, alice)).status).toBe(404);
  });

  it('two rotations of one key at once make one new key', async () => {
    const old = await make(alice, {});
    const answers = await Promise.all(
      [one, two].map((app) => app.call(alice.key, 'POST', `${keysOf(alice)}/${old.id}/rotate`, {})),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 404]);
  });
});

describe('narrowed keys', () => {
  const w = (person: Person): string => `/api/accounts/${person.accountId}/workspaces/${person.workspaceId}/`;

  it('a key of one workspace opens that and nothing else, also by default', async () => {
    const second = randomUUID();
    await one.database.queryOutside(
      sql`insert into workspace (id, account_id, name, handle) values (${second}, ${alice.accountId}, 'v', 'v')`,
    );
    const made = await make(alice, { workspace_id: second });
    expect(made).toMatchObject({ workspace_id: second, scopes: null });
    expect(await status(one, made.key, `/api/accounts/${alice.accountId}/workspaces/${second}/`)).toBe(200);
    expect(await status(one, made.key, w(alice))).toBe(404);
    expect(await status(one, made.key, `/api/accounts/${alice.accountId}/`)).toBe(404);
    expect((await one.call(made.key, 'GET', '/api/me/workspaces')).body).toMatchObject([
      { workspace_id: second },
    ]);
    const principal = (await one.resolver.principalOfKey(made.key))!;
    const access = await one.resolver.accessOf(principal, { accountId: undefined, workspaceId: undefined });
    expect(access?.scope.workspaceId).toBe(second);
  });

  it('a key with some permissions has no others, whatever its owner may', async () => {
    const made = await make(alice, { scopes: ['account:read', 'workspace:read'] });
    expect(await status(one, made.key, w(alice))).toBe(200);
    expect((await one.call(made.key, 'PATCH', w(alice), { name: 'x' })).status).toBe(403);
    expect(await status(one, made.key, `/api/accounts/${alice.accountId}/`)).toBe(200);
    expect(
      (await one.call(made.key, 'POST', `/api/accounts/${alice.accountId}/audit-events/filter`)).status,
    ).toBe(403);
  });

  it('the keys of a service account may be narrowed too, and stay so when they are rotated', async () => {
    const bots = `/api/accounts/${alice.accountId}/bots/`;
    const limits = {
      api_key_workspace_id: alice.workspaceId,
      api_key_scopes: ['pools:poll', 'workspace:read'],
    };
    const made = await one.call(alice.key, 'POST', bots, { name: 'poller', ...limits });
    expect(made).toMatchObject({ status: 201, body: { api_key: { workspace_id: alice.workspaceId } } });
    await one.call(alice.key, 'POST', `${w(alice)}bot_access/`, [
      { bot_id: made.body.id, workspace_role_id: WORKSPACE_ROLES.Owner },
    ]);
    const rotated = await one.call(alice.key, 'POST', `${bots}${made.body.id}/rotate_api_key`, {});
    const key = rotated.body.api_key.key;
    expect(rotated.body.api_key.scopes).toEqual(limits.api_key_scopes);
    expect(await status(one, key, w(alice))).toBe(200);
    expect((await one.call(key, 'PATCH', w(alice), { name: 'x' })).status).toBe(403);
    expect(await status(one, key, `/api/accounts/${alice.accountId}/`)).toBe(404);
    const foreign = { name: 'x', api_key_workspace_id: bob.workspaceId };
    expect((await one.call(alice.key, 'POST', bots, foreign)).status).toBe(404);
  });

  it('a narrowed key makes no service accounts, whose keys would not be', async () => {
    const made = await make(alice, { scopes: ['account:read', 'account:members'] });
    const bots = `/api/accounts/${alice.accountId}/bots`;
    expect((await one.call(made.key, 'POST', `${bots}/filter`, {})).status).toBe(200);
    expect((await one.call(made.key, 'POST', bots, { name: 'wide' })).status).toBe(403);
  });

  it('a narrowed key makes no keys, rotates none and changes nothing of its owner', async () => {
    const made = await make(alice, { scopes: ['account:read'] });
    for (const [method, path, body] of [
      ['POST', keysOf(alice), { name: 'wide' }],
      ['POST', `${keysOf(alice)}/${made.id}/rotate`, {}],
      ['DELETE', `${keysOf(alice)}/${made.id}`, undefined],
      ['PATCH', `/api/users/${alice.id}`, { first_name: 'x' }],
    ] as const)
      expect((await one.call(made.key, method, path, body)).status).toBe(403);
    expect((await one.call(made.key, 'GET', '/api/me')).status).toBe(200);
  });

  it('a workspace of others and an unknown permission are refused, and rotation keeps the limits', async () => {
    const body = { name: 'x', workspace_id: bob.workspaceId };
    expect((await one.call(alice.key, 'POST', keysOf(alice), body)).status).toBe(404);
    const unknown = await one.call(alice.key, 'POST', keysOf(alice), { name: 'x', scopes: ['all:all'] });
    expect(unknown).toEqual({ status: 422, body: { detail: "scopes: there is no permission 'all:all'." } });
    const old = await make(alice, { workspace_id: alice.workspaceId, scopes: ['runs:read'] });
    const { body: rotated } = await one.call(alice.key, 'POST', `${keysOf(alice)}/${old.id}/rotate`, {});
    expect(rotated).toMatchObject({ workspace_id: alice.workspaceId, scopes: ['runs:read'] });
  });
});

it('keys are limited in number, also when many are made at once', async () => {
  const carol = await memberOf(one.database, alice, 'carol', ACCOUNT_ROLES.Member);
  await one.database.queryOutside(sql`
    insert into api_key (id, actor_id, actor_kind, name, hash, shown)
    select gen_random_uuid(), ${carol.id}, 'user', 'n', sha256(n::text::bytea), 'x' from generate_series(1, ${KEYS_PER_ACTOR_MAX - 3}) n`);
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, i) =>
      (i % 2 ? one : two).call(carol.key, 'POST', keysOf(carol), { name: 'x' }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409, 409]);
});

it('making, rotating and revoking a key is told to the account, without the key', async () => {
  const made = await make(alice, { name: 'told' });
  const { body: rotated } = await one.call(alice.key, 'POST', `${keysOf(alice)}/${made.id}/rotate`, {
    old_key_expires_in_seconds: 60,
  });
  await one.call(alice.key, 'DELETE', `${keysOf(alice)}/${rotated.id}`);
  const lines = [
    ...(await auditOf(alice.accountId, made.id)),
    ...(await auditOf(alice.accountId, rotated.id)),
  ];
  expect(lines.map(({ action }) => action)).toEqual([
    'api_key.created',
    'api_key.rotated',
    'api_key.revoked',
  ]);
  const text = JSON.stringify(lines);
  expect(text).toContain(made.masked_key);
  for (const { key } of [made, rotated]) expect(text).not.toContain(key);
  expect(await auditOf(bob.accountId, made.id)).toEqual([]);
});
