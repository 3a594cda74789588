import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { sql } from '@orch/platform';
import { hashKey, mintKey } from './api-keys/api-key-format.ts';
import { ACCOUNT_ROLES, WORKSPACE_ROLES } from './roles/roles.ts';
import { IdentityApp } from './testing/identity-app.ts';
import { soon } from './testing/soon.ts';

let db: TestDatabase;
let one: IdentityApp;
let two: IdentityApp;

interface Person {
  readonly id: string;
  readonly key: string;
  readonly accountId: string;
}

async function person(accountId: string, handle: string, accountRole: string): Promise<Person> {
  const [id, key] = [randomUUID(), mintKey('user')];
  const outside = one.database;
  await outside.queryOutside(
    sql`insert into app_user (id, email, handle) values (${id}, ${`${handle}@example.com`}, ${handle})`,
  );
  await outside.queryOutside(
    sql`insert into account_member (account_id, actor_id, actor_kind, role_id) values (${accountId}, ${id}, 'user', ${accountRole})`,
  );
  await outside.queryOutside(sql`
    insert into api_key (id, actor_id, actor_kind, name, hash, shown)
    values (${randomUUID()}, ${id}, 'user', 'test', ${Buffer.from(hashKey(key), 'base64')}, 'x')`);
  return { id, key, accountId };
}

async function account(handle: string): Promise<{ id: string; workspaceIds: string[] }> {
  const id = randomUUID();
  await one.database.queryOutside(
    sql`insert into account (id, name, handle) values (${id}, ${handle}, ${handle})`,
  );
  const workspaceIds = [randomUUID(), randomUUID()];
  for (const [i, w] of workspaceIds.entries()) {
    await one.database.queryOutside(
      sql`insert into workspace (id, account_id, name, handle) values (${w}, ${id}, ${`w${i}`}, ${`w${i}`})`,
    );
  }
  return { id, workspaceIds };
}

let accountA: Awaited<ReturnType<typeof account>>;
let accountB: Awaited<ReturnType<typeof account>>;
let alice: Person; // owner of A
let adam: Person; // admin of A
let mia: Person; // member of A
let bob: Person; // owner of B
const a = (path = '') => `/api/accounts/${accountA.id}${path}`;
const w = (path = '', index = 0) => a(`/workspaces/${accountA.workspaceIds[index]}${path}`);

beforeAll(async () => {
  db = await createTestDatabase();
  [one, two] = await Promise.all([IdentityApp.start(db.url), IdentityApp.start(db.url)]);
  [accountA, accountB] = [await account('acme'), await account('other')];
  alice = await person(accountA.id, 'alice', ACCOUNT_ROLES.Owner);
  adam = await person(accountA.id, 'adam', ACCOUNT_ROLES.Admin);
  mia = await person(accountA.id, 'mia', ACCOUNT_ROLES.Member);
  bob = await person(accountB.id, 'bob', ACCOUNT_ROLES.Owner);
});

afterAll(async () => {
  await Promise.all([one?.stop(), two?.stop()]);
  await db?.drop();
});

describe('keys', () => {
  it('a revoked key is refused at once by the process that revoked it and within a second by another', async () => {
    const made = await one.call(alice.key, 'POST', `/api/users/${alice.id}/api_keys`, { name: 'laptop' });
    expect(made).toMatchObject({ status: 201, body: { name: 'laptop', expiration: null } });
    const { key, id } = made.body;
    expect(key).toMatch(/^pnu_[0-9A-Za-z]{42}$/);
    expect((await one.call(key, 'GET', '/api/me')).status).toBe(200);
    expect((await two.call(key, 'GET', '/api/me')).status).toBe(200);
    expect(await two.resolver.principalOfKey(key)).toBe(await two.resolver.principalOfKey(key));

    expect((await one.call(alice.key, 'DELETE', `/api/users/${alice.id}/api_keys/${id}`)).status).toBe(204);
    expect((await one.call(key, 'GET', '/api/me')).status).toBe(401);
    await soon(async () => (await two.call(key, 'GET', '/api/me')).status === 401);
    expect((await one.call(alice.key, 'DELETE', `/api/users/${alice.id}/api_keys/${id}`)).status).toBe(404);
  });

  it('lists show the ends of a key and its last use, never the key', async () => {
    const { body: made } = await one.call(alice.key, 'POST', `/api/users/${alice.id}/api_keys/`, {
      name: 'ci',
      expiration: '2999-01-01T00:00:00Z',
    });
    await one.call(made.key, 'GET', '/api/me');
    await one.stop(); // writes down what was used
    one = await IdentityApp.start(db.url);
    const list = await one.call(alice.key, 'GET', `/api/users/${alice.id}/api_keys`);
    const row = list.body.find((k: { id: string }) => k.id === made.id);
    expect(row).toEqual({
      id: made.id,
      created: expect.any(String),
      name: 'ci',
      expiration: '2999-01-01T00:00:00Z',
      last_used: expect.any(String),
      masked_key: `pnu_…${made.key.slice(-4)}`,
      workspace_id: null,
      scopes: null,
    });
    expect((await one.call(alice.key, 'GET', `/api/users/${alice.id}/api_keys/${made.id}`)).body).toEqual(
      row,
    );
    expect(JSON.stringify(list.body)).not.toContain(made.key);
  });

  it('an expired key, a forged one and an unknown one are refused alike', async () => {
    const { body } = await one.call(alice.key, 'POST', `/api/users/${alice.id}/api_keys`, {
      name: 'old',
      expiration: '2020-01-01T00:00:00Z',
    });
    const forged = `pnu_${'0'.repeat(42)}`;
    const answers = await Promise.all(
      [body.key, forged, mintKey('user'), 'x'.repeat(5_000)].map((k) => one.call(k, 'GET', '/api/me')),
    );
    expect(answers).toEqual(
      answers.map(() => ({ status: 401, body: { exception_message: 'Unauthorized' } })),
    );
    expect((await one.call(null, 'GET', '/api/me')).status).toBe(401);
  });

  it('nobody sees or makes the keys of another, and the answer is that of a user who does not exist', async () => {
    for (const [method, body] of [['GET'], ['POST', { name: 'x' }]] as const) {
      const foreign = await one.call(bob.key, method, `/api/users/${alice.id}/api_keys`, body);
      expect(foreign).toEqual(await one.call(bob.key, method, `/api/users/${randomUUID()}/api_keys`, body));
      expect(foreign.status).toBe(404);
    }
  });
});

it('a route that is not there asks for a key first: strangers cannot tell which ones exist', async () => {
  for (const method of ['GET', 'POST'] as const) {
    expect((await one.call(null, method, '/api/no/such/route')).status).toBe(401);
    expect((await one.call(alice.key, method, '/api/no/such/route')).status).toBe(404);
  }
});

describe('who may enter', () => {
  it.each(['two workspaces', 'an account'])('a foreign id answers as a random one: %s', async (what) => {
    const [foreign, random] =
      what === 'an account'
        ? [a('/'), `/api/accounts/${randomUUID()}/`]
        : [w('/'), a(`/workspaces/${randomUUID()}/`)];
    const answer = await one.call(bob.key, 'GET', foreign);
    expect(answer.status).toBe(404);
    expect(await one.call(bob.key, 'GET', random)).toEqual(answer);
    expect(await one.call(bob.key, 'GET', '/api/accounts/not-an-id')).toEqual(answer);
  });

  it('the resolver knows no access for a foreign or random workspace, nor for one under the wrong account', async () => {
    const bobs = (await one.resolver.principalOfKey(bob.key))!;
    const [accountId, workspaceId] = [accountA.id, accountA.workspaceIds[0]];
    expect(await one.resolver.accessOf(bobs, { accountId, workspaceId })).toBeNull();
    expect(await one.resolver.accessOf(bobs, { accountId, workspaceId: randomUUID() })).toBeNull();
    expect(await one.resolver.accessOf(bobs, { accountId: accountB.id, workspaceId })).toBeNull();
    expect(
      await one.resolver.accessOf(bobs, { accountId, workspaceId: accountB.workspaceIds[0] }),
    ).toBeNull();
    const own = { accountId: accountB.id, workspaceId: accountB.workspaceIds[1] };
    expect((await one.resolver.accessOf(bobs, own))?.scope).toEqual(own);
    expect(await one.resolver.accessOf(bobs, own)).toBe(await one.resolver.accessOf(bobs, own));
  });

  it('plain /api leads to the oldest workspace, and to none for a member without one', async () => {
    const bobs = (await one.resolver.principalOfKey(bob.key))!;
    const nowhere = { accountId: undefined, workspaceId: undefined };
    expect((await one.resolver.accessOf(bobs, nowhere))?.scope.workspaceId).toBe(accountB.workspaceIds[0]);
    const mias = (await one.resolver.principalOfKey(mia.key))!;
    expect(await one.resolver.accessOf(mias, nowhere)).toBeNull();
  });

  it('a member enters only where access was given, with that role, until it is taken, on every process', async () => {
    expect((await two.call(mia.key, 'GET', w())).status).toBe(404);
    const grants = [{ user_id: mia.id, workspace_role_id: WORKSPACE_ROLES.Viewer }];
    const given = await one.call(alice.key, 'POST', w('/user_access/'), grants);
    expect(given).toMatchObject({
      status: 200,
      body: [{ user_id: mia.id, actor_id: mia.id, workspace_role_name: 'Viewer' }],
    });
    await soon(async () => (await two.call(mia.key, 'GET', w())).status === 200, 4_000); // kept as missing for five seconds
    expect((await one.call(mia.key, 'GET', w('', 1))).status).toBe(404);
    expect((await one.call(mia.key, 'PATCH', w(), { name: 'mine' })).status).toBe(403);
    expect((await one.call(mia.key, 'POST', w('/user_access'), grants)).status).toBe(403);
    expect((await one.call(mia.key, 'GET', '/api/me/workspaces')).body).toMatchObject([
      { workspace_id: accountA.workspaceIds[0] },
    ]);
    expect((await one.call(mia.key, 'POST', a('/workspaces/filter'), {})).body).toMatchObject([
      { id: accountA.workspaceIds[0] },
    ]);

    const again = await one.call(alice.key, 'POST', w('/user_access'), [
      { user_id: mia.id, workspace_role_id: WORKSPACE_ROLES.Runner },
    ]);
    expect(again.body).toMatchObject([{ id: given.body[0].id, workspace_role_id: WORKSPACE_ROLES.Runner }]);
    expect((await one.call(mia.key, 'GET', w(`/user_access/${given.body[0].id}`))).body).toEqual(
      again.body[0],
    );
    expect((await one.call(alice.key, 'GET', w('/user_access'))).body).toEqual(again.body);
    expect((await one.call(alice.key, 'GET', w('/user_access', 1))).body).toEqual([]);
    expect((await one.call(alice.key, 'DELETE', w(`/user_access/${given.body[0].id}`, 1))).status).toBe(404);

    expect((await one.call(alice.key, 'DELETE', w(`/user_access/${given.body[0].id}`))).status).toBe(204);
    expect((await one.call(mia.key, 'GET', w())).status).toBe(404);
    await soon(async () => (await two.call(mia.key, 'GET', w())).status === 404);
  });

  it('access is for members of the account, and names a role of workspaces', async () => {
    const give = (user: string, role: string) =>
      one.call(alice.key, 'POST', w('/user_access'), [{ user_id: user, workspace_role_id: role }]);
    const foreign = await give(bob.id, WORKSPACE_ROLES.Viewer);
    expect(foreign.status).toBe(404);
    expect(await give(randomUUID(), WORKSPACE_ROLES.Viewer)).toEqual(foreign);
    expect((await give(mia.id, ACCOUNT_ROLES.Owner)).status).toBe(422);
    expect((await one.call(alice.key, 'POST', w('/user_access'), {})).status).toBe(422);
    expect((await one.call(bob.key, 'POST', w('/user_access'), [])).status).toBe(404);
  });

  it('a disabled person is refused', async () => {
    const dora = await person(accountA.id, 'dora', ACCOUNT_ROLES.Member);
    await one.database.queryOutside(sql`update app_user set is_disabled = true where id = ${dora.id}`);
    expect((await one.call(dora.key, 'GET', '/api/me')).status).toBe(401);
  });
});

describe('workspaces and accounts', () => {
  it('answers what the client reads at log-in', async () => {
    const { status, body } = await one.call(bob.key, 'GET', '/api/me/workspaces');
    expect(status).toBe(200);
    expect(body[0]).toEqual({
      account_id: accountB.id,
      account_name: 'other',
      account_handle: 'other',
      workspace_id: accountB.workspaceIds[0],
      workspace_name: 'w0',
      workspace_description: '',
      workspace_handle: 'w0',
    });
    expect((await one.call(bob.key, 'GET', '/api/me/')).body).toMatchObject({
      id: bob.id,
      handle: 'bob',
      email: 'bob@example.com',
    });
    expect((await one.call(bob.key, 'GET', '/api/me/accounts')).body).toEqual([
      { account_id: accountB.id, account_name: 'other', account_handle: 'other' },
    ]);
    expect((await one.call(mia.key, 'GET', a('/'))).body).toMatchObject({
      id: accountA.id,
      handle: 'acme',
      settings: { managed_execution: false },
      features: [],
    });
  });

  it('are made, found, changed and deleted by those who may', async () => {
    expect((await one.call(mia.key, 'POST', a('/workspaces/'), { name: 'N', handle: 'n' })).status).toBe(403);
    expect((await one.call(bob.key, 'POST', a('/workspaces/'), { name: 'N', handle: 'n' })).status).toBe(404);
    const made = await one.call(adam.key, 'POST', a('/workspaces/'), {
      name: 'Night Jobs',
      description: 'd',
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        account_id: accountA.id,
        name: 'Night Jobs',
        handle: 'night-jobs',
        description: 'd',
        is_public: false,
        default_workspace_role_id: null,
      },
    });
    const url = a(`/workspaces/${made.body.id}`);
    expect(await one.call(alice.key, 'GET', url)).toEqual({ status: 200, body: made.body });
    const found = await one.call(alice.key, 'POST', a('/workspaces/filter'), {
      workspaces: { handle: { any_: ['night-jobs'] } },
    });
    expect(found).toEqual({ status: 200, body: [made.body] });
    expect(await one.call(adam.key, 'POST', a('/workspaces/'), { name: 'x', handle: 'night-jobs' })).toEqual({
      status: 409,
      body: { detail: "The handle 'night-jobs' is already taken." },
    });
    for (const handle of ['Upper', 'a_b', '-a', '', 'ü', 'a/b']) {
      expect((await one.call(adam.key, 'POST', a('/workspaces'), { name: 'x', handle })).status).toBe(422);
    }
    expect((await one.call(bob.key, 'PATCH', url, { name: 'y' })).status).toBe(404);
    expect((await one.call(adam.key, 'PATCH', url, { name: 'Day Jobs', handle: 'w0' })).status).toBe(409);
    expect((await one.call(adam.key, 'PATCH', url, { is_public: true })).status).toBe(422);
    expect((await one.call(adam.key, 'PATCH', url, { name: 'Day Jobs' })).status).toBe(204);
    expect((await one.call(adam.key, 'GET', url)).body).toMatchObject({
      name: 'Day Jobs',
      handle: 'night-jobs',
      description: 'd',
    });
    expect((await one.call(bob.key, 'DELETE', url)).status).toBe(404);
    expect((await one.call(adam.key, 'DELETE', url)).status).toBe(204);
    expect((await one.call(adam.key, 'GET', url)).status).toBe(404);
    expect(
      (
        await one.call(bob.key, 'POST', `/api/accounts/${accountB.id}/workspaces/`, {
          name: 'w',
          handle: 'night-jobs',
        })
      ).status,
    ).toBe(201);
  });

  it('a person reads and changes themselves only', async () => {
    expect(
      (await one.call(mia.key, 'PATCH', `/api/users/${mia.id}`, { first_name: 'Mia', handle: 'bob' })).status,
    ).toBe(409);
    expect(
      (await one.call(mia.key, 'PATCH', `/api/users/${mia.id}`, { email: 'bob@example.com' })).status,
    ).toBe(422);
    expect((await one.call(mia.key, 'PATCH', `/api/users/${mia.id}`, { first_name: 'Mia' })).status).toBe(
      204,
    );
    expect((await one.call(mia.key, 'GET', `/api/users/${mia.id}`)).body).toEqual({
      id: mia.id,
      actor_id: mia.id,
      handle: 'mia',
      first_name: 'Mia',
      last_name: '',
      email: 'mia@example.com',
    });
    expect((await one.call(bob.key, 'GET', `/api/users/${mia.id}`)).status).toBe(404);
    expect((await one.call(bob.key, 'PATCH', `/api/users/${mia.id}`, { first_name: 'x' })).status).toBe(404);
  });
});

describe('service accounts', () => {
  it('get a key once, enter where they may, and end with their deletion', async () => {
    expect((await one.call(mia.key, 'POST', a('/bots/'), { name: 'b' })).status).toBe(403);
    expect((await one.call(bob.key, 'POST', a('/bots/'), { name: 'b' })).status).toBe(404);
    const made = await one.call(adam.key, 'POST', a('/bots/'), { name: 'worker-1' });
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'worker-1', account_id: accountA.id, account_role_name: 'Member' },
    });
    const {
      id,
      api_key: { key },
    } = made.body;
    expect(key).toMatch(/^pnb_/);
    expect((await one.call(adam.key, 'POST', a('/bots/'), { name: 'worker-1' })).status).toBe(409);
    expect((await one.call(key, 'GET', w())).status).toBe(404);

    const grant = await one.call(alice.key, 'POST', w('/bot_access'), [
      { bot_id: id, workspace_role_id: WORKSPACE_ROLES.Worker },
    ]);
    expect(grant).toMatchObject({ status: 200, body: [{ bot_id: id }] });
    expect(
      (
        await one.call(alice.key, 'POST', w('/user_access'), [
          { user_id: id, workspace_role_id: WORKSPACE_ROLES.Worker },
        ])
      ).status,
    ).toBe(404);
    expect((await one.call(alice.key, 'GET', w('/bot_access'))).body).toEqual(grant.body);
    expect((await one.call(alice.key, 'GET', w(`/bot_access/${grant.body[0].id}`))).body).toEqual(
      grant.body[0],
    );
    expect((await one.call(alice.key, 'GET', w(`/user_access/${grant.body[0].id}`))).status).toBe(404);
    expect((await one.call(key, 'GET', w())).status).toBe(200);
    expect((await one.call(key, 'GET', '/api/user_access')).body).toEqual([]); // plain: its only workspace
    expect((await one.call(key, 'GET', '/api/me')).body).toMatchObject({
      id,
      handle: 'worker-1',
      email: null,
    });
    expect((await one.call(key, 'GET', `/api/users/${id}`)).status).toBe(404);

    const shown = await one.call(alice.key, 'GET', a(`/bots/${id}`));
    expect(shown.body.api_key).toMatchObject({ masked_key: `pnb_…${key.slice(-4)}` });
    expect(JSON.stringify(shown.body)).not.toContain(key);
    expect(
      (await one.call(mia.key, 'POST', a('/bots/filter'), { bots: { name: { any_: ['worker-1'] } } })).body,
    ).toEqual([shown.body]);
    expect((await one.call(bob.key, 'POST', `/api/accounts/${accountB.id}/bots/filter`, {})).body).toEqual(
      [],
    );
    expect((await one.call(bob.key, 'GET', `/api/accounts/${accountB.id}/bots/${id}`)).status).toBe(404);
    expect((await one.call(bob.key, 'DELETE', `/api/accounts/${accountB.id}/bots/${id}`)).status).toBe(404);
    expect(
      (
        await one.call(
          bob.key,
          'POST',
          `/api/accounts/${accountB.id}/workspaces/${accountB.workspaceIds[0]}/bot_access`,
          [{ bot_id: id, workspace_role_id: WORKSPACE_ROLES.Viewer }],
        )
      ).status,
    ).toBe(404);

    expect((await one.call(alice.key, 'DELETE', w(`/bot_access/${grant.body[0].id}`))).status).toBe(204);
    expect((await one.call(key, 'GET', w())).status).toBe(404);
    expect((await one.call(adam.key, 'DELETE', a(`/bots/${id}`))).status).toBe(204);
    expect((await one.call(key, 'GET', '/api/me')).status).toBe(401);
  });

  it('nobody makes or deletes one that may more than they may', async () => {
    const owner = { name: 'boss', account_role_id: ACCOUNT_ROLES.Owner };
    expect((await one.call(adam.key, 'POST', a('/bots'), owner)).status).toBe(403);
    const { status, body } = await one.call(alice.key, 'POST', a('/bots'), owner);
    expect(status).toBe(201);
    expect((await one.call(adam.key, 'DELETE', a(`/bots/${body.id}`))).status).toBe(403);
    expect(
      (await one.call(alice.key, 'POST', a('/bots'), { name: 'z', account_role_id: WORKSPACE_ROLES.Owner }))
        .status,
    ).toBe(422);
  });
});
