import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { ACCOUNT_ROLES, WORKSPACE_GRANTS, WORKSPACE_ROLES } from '../roles/roles.ts';
import { lastOf, trailOf } from '../testing/audit-trail.ts';
import { IdentityApp } from '../testing/identity-app.ts';
import { memberOf, ownerOfNewAccount, type Person } from '../testing/two-accounts.ts';

let db: TestDatabase;
let app: IdentityApp;
let olga: Person; // owner of A
let mia: Person; // member of A
let bob: Person; // owner of B
let bot: { id: string; key: string };

const a = (path = '') => `/api/accounts/${olga.accountId}${path}`;
const w = (path = '') => a(`/workspaces/${olga.workspaceId}${path}`);
const b = (path = '') => `/api/accounts/${bob.accountId}${path}`;
const team = async (name: string): Promise<string> =>
  (await app.call(olga.key, 'POST', a('/teams'), { name })).body.id;
const put = (id: string, members: object[]) =>
  app.call(olga.key, 'PUT', a(`/teams/${id}/members`), { members });
const user = (person: Person) => ({ member_id: person.id, member_type: 'user' });

beforeAll(async () => {
  db = await createTestDatabase();
  app = await IdentityApp.start(db.url);
  olga = await ownerOfNewAccount(app.database, 'olga');
  bob = await ownerOfNewAccount(app.database, 'bob');
  mia = await memberOf(app.database, olga, 'mia', ACCOUNT_ROLES.Member);
  const made = await app.call(olga.key, 'POST', a('/bots'), { name: 'ci' });
  bot = { id: made.body.id, key: made.body.api_key.key };
});

afterAll(async () => {
  await app?.stop();
  await db?.drop();
});

it('a team gives its members access, people and service accounts, as long as both last', async () => {
  const id = await team('crew');
  expect((await put(id, [user(mia), { member_id: bot.id, member_type: 'service_account' }])).status).toBe(
    204,
  );
  expect((await app.call(mia.key, 'GET', w())).status).toBe(404);
  const given = await app.call(olga.key, 'PUT', w('/team_access'), [
    { team_id: id, workspace_role_id: WORKSPACE_ROLES.Viewer },
  ]);
  expect(given).toMatchObject({
    status: 200,
    body: [{ team_id: id, actor_id: id, workspace_role_name: 'Viewer', name: 'crew' }],
  });
  for (const key of [mia.key, bot.key]) expect((await app.call(key, 'GET', w())).status).toBe(200);
  expect((await app.call(mia.key, 'GET', '/api/me/workspaces')).body).toHaveLength(1);
  const { body } = await app.call(mia.key, 'GET', a(`/teams/${id}`));
  expect(body).toMatchObject({
    name: 'crew',
    member_count: 2,
    memberships: [
      { id: bot.id, member_type: 'service_account', name: 'ci' },
      { id: mia.id, member_type: 'user', name: 'mia', email: 'mia@example.com' },
    ],
  });
  expect((await app.call(olga.key, 'DELETE', a(`/teams/${id}/members/${bot.id}`))).status).toBe(204);
  expect((await app.call(bot.key, 'GET', w())).status).toBe(404);
  expect((await app.call(olga.key, 'POST', w('/team_access/filter'), {})).body).toHaveLength(1);
  expect((await app.call(olga.key, 'DELETE', w(`/team_access/${id}`))).status).toBe(204);
  expect((await app.call(mia.key, 'GET', w())).status).toBe(404);
  expect((await app.call(olga.key, 'DELETE', w(`/team_access/${id}`))).status).toBe(404);
});

it('roles of a team and own ones add up, and leaving by oneself ends only the own one', async () => {
  const id = await team('sum');
  await put(id, [user(mia)]);
  const { body: custom } = await app.call(olga.key, 'POST', a('/workspace_roles'), {
    name: 'cleaner',
    scopes: ['runs:write'],
  });
  await app.call(olga.key, 'PUT', w('/team_access'), [{ team_id: id, workspace_role_id: custom.id }]);
  await app.call(olga.key, 'POST', w('/user_access'), [
    { user_id: mia.id, workspace_role_id: WORKSPACE_ROLES.Viewer },
  ]);
  const grantedNow = async () => {
    const principal = (await app.resolver.principalOfKey(mia.key))!;
    const { accountId, workspaceId } = olga;
    return (await app.resolver.accessOf(principal, { accountId, workspaceId }))?.granted;
  };
  expect(await grantedNow()).toEqual(new Set([...WORKSPACE_GRANTS.Viewer, 'runs:write']));
  expect((await app.call(mia.key, 'POST', w('/leave'))).status).toBe(204);
  expect(await grantedNow()).toEqual(new Set(['runs:write']));
  expect(await lastOf(app, olga.accountId)).toMatchObject({
    action: 'workspace_access.removed',
    target_id: mia.id,
  });
  expect((await app.call(olga.key, 'DELETE', a(`/teams/${id}`))).status).toBe(204);
  expect(await grantedNow()).toBeUndefined();
});

it('are named once, changed and deleted by who administers members, and seen by their members only', async () => {
  const id = await team('named');
  expect((await app.call(olga.key, 'POST', a('/teams'), { name: 'named' })).status).toBe(409);
  const change = { name: 'renamed', description: 'on call' };
  expect((await app.call(olga.key, 'PUT', a(`/teams/${id}`), change)).status).toBe(204);
  expect((await app.call(olga.key, 'GET', a(`/teams/${id}`))).body).toMatchObject(change);
  expect((await app.call(mia.key, 'GET', a(`/teams/${id}`))).status).toBe(404);
  expect((await app.call(mia.key, 'PUT', a(`/teams/${id}`), change)).status).toBe(403);
  const ofMia = await app.call(mia.key, 'POST', a('/teams/filter'), {});
  expect(ofMia.body.map((t: { name: string }) => t.name)).not.toContain('renamed');
  const found = await app.call(olga.key, 'POST', a('/teams/filter'), {
    teams: { name: { any_: ['renamed'] } },
  });
  expect(found.body).toMatchObject([{ id, member_count: 0 }]);
});

it('hold members of the account only, of the kind that was said', async () => {
  const id = await team('strict');
  const wrong = [
    [user(bob)],
    [{ member_id: randomUUID(), member_type: 'user' }],
    [user(mia), { member_id: bot.id, member_type: 'user' }],
  ];
  const answers = await Promise.all(wrong.map((members) => put(id, members)));
  expect(answers).toEqual(
    answers.map(() => ({ status: 404, body: { detail: 'Not a member of this account.' } })),
  );
  expect((await app.call(olga.key, 'GET', a(`/teams/${id}`))).body.member_count).toBe(0);
});

it('a team of another account answers as one that does not exist', async () => {
  const foreign = (await app.call(bob.key, 'POST', b('/teams'), { name: 'theirs' })).body.id;
  const asks: [method: 'GET' | 'PUT' | 'DELETE', path: (id: string) => string, body?: object][] = [
    ['GET', (id) => a(`/teams/${id}`)],
    ['PUT', (id) => a(`/teams/${id}`), { name: 'x' }],
    ['DELETE', (id) => a(`/teams/${id}`)],
    ['PUT', (id) => a(`/teams/${id}/members`), { members: [] }],
    ['DELETE', (id) => a(`/teams/${id}/members/${mia.id}`)],
    ['DELETE', (id) => w(`/team_access/${id}`)],
  ];
  for (const [method, path, body] of asks) {
    const answer = await app.call(olga.key, method, path(foreign), body);
    expect(answer.status).toBe(404);
    expect(await app.call(olga.key, method, path(randomUUID()), body)).toEqual(answer);
  }
  const grant = (team_id: string) =>
    app.call(olga.key, 'PUT', w('/team_access'), [{ team_id, workspace_role_id: WORKSPACE_ROLES.Viewer }]);
  const answer = await grant(foreign);
  expect(answer.status).toBe(404);
  expect(await grant(randomUUID())).toEqual(answer);
});

it('every change is in the audit log', async () => {
  const before = (await trailOf(app, olga.accountId)).length;
  const id = await team('told');
  await put(id, [user(mia)]);
  await app.call(olga.key, 'DELETE', a(`/teams/${id}/members/${mia.id}`));
  await app.call(olga.key, 'PUT', a(`/teams/${id}`), { name: 'told again' });
  await app.call(olga.key, 'DELETE', a(`/teams/${id}`));
  expect((await trailOf(app, olga.accountId, before)).map(({ action }) => action)).toEqual([
    'team.created',
    'team.members_changed',
    'team.member_removed',
    'team.updated',
    'team.deleted',
  ]);
});
