import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { Secret } from '@orch/kernel';
import { sql } from '@orch/platform';
import { IdentityApp } from '../testing/identity-app.ts';

let db: TestDatabase;
const apps: IdentityApp[] = [];
const start = async (env: Record<string, string>): Promise<IdentityApp> => {
  const app = await IdentityApp.start(db.url, env);
  apps.push(app);
  return app;
};

beforeEach(async () => {
  db = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.stop()));
  await db.drop();
});

it('local mode acts as the owner of local/default without credentials, whatever the order of starts', async () => {
  const app = await start({ ORCH_LOCAL_MODE: 'on' });
  const [first, second] = await Promise.all(
    [1, 2].map(() => app.ensureFirstOwner.execute({ embedded: true })),
  );
  expect(first).toEqual({
    local: expect.any(Object),
    made: null,
    isOwnerMissing: false,
    link: null,
  });
  expect(second).toEqual(first);
  const { body } = await app.call(null, 'GET', '/api/me/workspaces');
  expect(body).toMatchObject([
    { account_handle: 'local', workspace_handle: 'default', workspace_id: first!.local!.workspaceId },
  ]);
  expect((await app.call(null, 'GET', '/api/user_access')).status).toBe(200);
  expect((await app.call(null, 'GET', '/api/me')).body).toMatchObject({ handle: 'local' });

  const { accountId, workspaceId } = first!.local!;
  expect(
    (
      await app.call(null, 'PATCH', `/api/accounts/${accountId}/workspaces/${workspaceId}`, {
        handle: 'renamed',
      })
    ).status,
  ).toBe(204);
  expect((await app.ensureFirstOwner.execute({ embedded: true })).local).toEqual(first!.local);
});

it.each(['dev-key', `pnu_${'0'.repeat(42)}`, 'pnu_0123456789abcdef0123456789abcdef0123'])(
  'an empty database gets the owner of the settings, and %s is accepted exactly as given',
  async (key) => {
    const app = await start({ ORCH_BOOTSTRAP_EMAIL: 'Ada.L@example.com', ORCH_BOOTSTRAP_API_KEY: key });
    const { local, made, isOwnerMissing } = await app.ensureFirstOwner.execute({ embedded: false });
    expect({ local, isOwnerMissing }).toEqual({ local: null, isOwnerMissing: false });
    expect(made).toMatchObject({ accountHandle: 'ada-l', workspaceHandle: 'default', newKey: null });
    expect((await app.call(key, 'GET', '/api/me')).body).toMatchObject({
      handle: 'ada-l',
      email: 'Ada.L@example.com',
    });
    expect((await app.call(null, 'GET', '/api/me')).status).toBe(401);
    expect((await app.call(key, 'GET', '/api/me/workspaces')).body).toHaveLength(1);
    expect((await app.ensureFirstOwner.execute({ embedded: false })).made).toBeNull();
  },
);

it('without a key in the settings one is made and shown once', async () => {
  const app = await start({ ORCH_BOOTSTRAP_EMAIL: 'ada@example.com' });
  const { made } = await app.ensureFirstOwner.execute({ embedded: false });
  const key = made!.newKey!.reveal();
  expect((await app.call(key, 'GET', '/api/me')).status).toBe(200);
  expect(JSON.stringify(made)).not.toContain(key);
});

it('without any settings it says that nobody can log in, and how somebody can', async () => {
  const app = await start({});
  expect(await app.ensureFirstOwner.execute({ embedded: false })).toEqual({
    local: null,
    made: null,
    isOwnerMissing: true,
    link: expect.any(Secret),
  });
});

it('a revoked bootstrap key does not come back with the next start', async () => {
  const app = await start({ ORCH_LOCAL_MODE: 'on', ORCH_BOOTSTRAP_API_KEY: 'dev-key' });
  await app.ensureFirstOwner.execute({ embedded: true });
  const { body: me } = await app.call('dev-key', 'GET', '/api/me');
  expect(me.handle).toBe('local');
  const [key] = (await app.call(null, 'GET', `/api/users/${me.id}/api_keys`)).body;
  await app.call(null, 'DELETE', `/api/users/${me.id}/api_keys/${key.id}`);
  await app.ensureFirstOwner.execute({ embedded: true });
  expect((await app.call('dev-key', 'GET', '/api/me')).status).toBe(401);
});

it('while notifications are lost nothing is cached: a revocation written elsewhere counts at once', async () => {
  const app = await start({ ORCH_BOOTSTRAP_EMAIL: 'ada@example.com', ORCH_BOOTSTRAP_API_KEY: 'dev-key' });
  await app.ensureFirstOwner.execute({ embedded: false });
  expect((await app.call('dev-key', 'GET', '/api/me')).status).toBe(200);
  await app.notifications.close();
  await app.database.queryOutside(sql`update api_key set revoked_at = now()`);
  expect((await app.call('dev-key', 'GET', '/api/me')).status).toBe(401);
});
