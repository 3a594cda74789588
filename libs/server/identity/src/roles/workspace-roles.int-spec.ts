import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { lastOf } from '../testing/audit-trail.ts';
import { IdentityApp } from '../testing/identity-app.ts';
import { memberOf, ownerOfNewAccount, type Person } from '../testing/two-accounts.ts';
import { ACCOUNT_ROLES, WORKSPACE_GRANTS, WORKSPACE_ROLES } from './roles.ts';

let db: TestDatabase;
let app: IdentityApp;
let olga: Person; // owner of A
let mia: Person; // member of A
let bob: Person; // owner of B

const a = (path = '') => `/api/accounts/${olga.accountId}${path}`;
const w = (path = '') => a(`/workspaces/${olga.workspaceId}${path}`);
const b = (path = '') => `/api/accounts/${bob.accountId}${path}`;
let made = 0;
const role = (body: object) =>
  app.call(olga.key, 'POST', a('/workspace_roles'), { name: `role ${(made += 1)}`, ...body });
const give = (roleId: string, user = mia) =>
  app.call(olga.key, 'POST', w('/user_access'), [{ user_id: user.id, workspace_role_id: roleId }]);
const granted = async (person: Person): Promise<string[]> => {
  const principal = (await app.resolver.principalOfKey(person.key))!;
  const access = await app.resolver.accessOf(principal, {
    accountId: olga.accountId,
    workspaceId: olga.workspaceId,
  });
  return [...(access?.granted ?? [])].sort();
};

beforeAll(async () => {
  db = await createTestDatabase();
  app = await IdentityApp.start(db.url);
  olga = await ownerOfNewAccount(app.database, 'olga');
  bob = await ownerOfNewAccount(app.database, 'bob');
  mia = await memberOf(app.database, olga, 'mia', ACCOUNT_ROLES.Member);
});

afterAll(async () => {
  await app?.stop();
  await db?.drop();
});

it('a custom role gives what it names and what it inherits, through several roles', async () => {
  const base = await role({ scopes: ['variables:write'], inherited_role_id: WORKSPACE_ROLES.Viewer });
  expect(base.status).toBe(201);
  const { body } = await role({
    scopes: ['runs:write'],
    inherited_role_id: base.body.id,
    description: 'cleans up',
  });
  expect(body).toMatchObject({
    description: 'cleans up',
    scopes: ['runs:write'],
    inherited_role_id: base.body.id,
    account_id: olga.accountId,
  });
  const expected = [...WORKSPACE_GRANTS.Viewer, 'runs:write', 'variables:write'].sort();
  expect(body.effective_scopes).toEqual(expected);
  await give(body.id);
  expect(await granted(mia)).toEqual(expected);
  expect(
    (await app.call(olga.key, 'PATCH', a(`/workspace_roles/${base.body.id}`), { scopes: [] })).status,
  ).toBe(204);
  expect(await granted(mia)).toEqual(expected.filter((scope) => scope !== 'variables:write'));
  expect(await lastOf(app, olga.accountId)).toMatchObject({
    action: 'workspace_role.updated',
    before: { scopes: ['variables:write'] },
    after: { scopes: [] },
  });
  const inUse = await app.call(olga.key, 'DELETE', a(`/workspace_roles/${body.id}`));
  expect(inUse.status).toBe(409);
  await give(WORKSPACE_ROLES.Viewer);
  expect((await app.call(olga.key, 'DELETE', a(`/workspace_roles/${body.id}`))).status).toBe(204);
  expect((await app.call(olga.key, 'GET', a(`/workspace_roles/${body.id}`))).status).toBe(404);
});

it('roles do not inherit in circles, also when two are changed at once', async () => {
  const [one, two] = [(await role({})).body.id, (await role({})).body.id];
  const patch = (id: string, inherited_role_id: string) =>
    app.call(olga.key, 'PATCH', a(`/workspace_roles/${id}`), { inherited_role_id });
  expect((await patch(one, one)).status).toBe(422);
  const answers = await Promise.all([patch(one, two), patch(two, one)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 422]);
});

it.each([
  [{ scopes: ['account:manage'] }, 422, 'account:manage'],
  [{ scopes: ['no:such'] }, 422, 'no:such'],
  [{ inherited_role_id: ACCOUNT_ROLES.Owner }, 422, 'workspace role'],
])('%j is refused', async (body, status, text) => {
  const answer = await role(body);
  expect(answer.status).toBe(status);
  expect(JSON.stringify(answer.body)).toContain(text);
});

it('names are taken once, built-in roles stay as they are, and only who administers members makes roles', async () => {
  const { body } = await role({ name: 'once' });
  expect((await role({ name: 'once' })).status).toBe(409);
  const viewer = a(`/workspace_roles/${WORKSPACE_ROLES.Viewer}`);
  expect((await app.call(olga.key, 'PATCH', viewer, { name: 'x' })).status).toBe(403);
  expect((await app.call(olga.key, 'DELETE', viewer)).status).toBe(403);
  expect((await app.call(mia.key, 'POST', a('/workspace_roles'), { name: 'mine' })).status).toBe(403);
  const { body: listed } = await app.call(mia.key, 'POST', a('/workspace_roles/filter'), {
    workspace_roles: { name: { any_: ['once', 'Owner'] } },
  });
  expect(listed.map((r: { id: string }) => r.id)).toEqual([WORKSPACE_ROLES.Owner, body.id]);
  expect((await app.call(olga.key, 'POST', a('/account_roles/filter'), {})).body).toHaveLength(3);
  expect((await app.call(olga.key, 'GET', a(`/account_roles/${ACCOUNT_ROLES.Admin}`))).body).toMatchObject({
    name: 'Admin',
    is_system_role: true,
  });
  const scopes = await app.call(olga.key, 'GET', a('/scopes'));
  expect(scopes.body).toContainEqual({ scope: 'flows:read', description: 'See flows' });
});

it('a role of another account answers as one that does not exist, wherever it is named', async () => {
  const foreign = (await app.call(bob.key, 'POST', b('/workspace_roles'), { name: 'theirs' })).body.id;
  const random = randomUUID();
  const both = async (ask: (id: string) => ReturnType<IdentityApp['call']>, status: number) => {
    const answer = await ask(foreign);
    expect(answer.status).toBe(status);
    expect(await ask(random)).toEqual(answer);
  };
  await both((id) => app.call(olga.key, 'GET', a(`/workspace_roles/${id}`)), 404);
  await both((id) => app.call(olga.key, 'PATCH', a(`/workspace_roles/${id}`), { name: 'x' }), 404);
  await both((id) => app.call(olga.key, 'DELETE', a(`/workspace_roles/${id}`)), 404);
  await both((id) => role({ inherited_role_id: id }), 422);
  await both((id) => give(id), 422);
  await both((id) => app.call(olga.key, 'PATCH', w(), { default_workspace_role_id: id }), 422);
  await both((id) => app.call(olga.key, 'GET', a(`/account_roles/${id}`)), 404);
});

it('who may give access gives and takes no more than they have', async () => {
  const { body: doorkeeper } = await role({
    scopes: ['workspace:access'],
    inherited_role_id: WORKSPACE_ROLES.Viewer,
  });
  await give(doorkeeper.id);
  const leo = await memberOf(app.database, olga, 'leo', ACCOUNT_ROLES.Member);
  const asMia = (roleId: string) =>
    app.call(mia.key, 'POST', w('/user_access'), [{ user_id: leo.id, workspace_role_id: roleId }]);
  expect((await asMia(WORKSPACE_ROLES.Developer)).status).toBe(403);
  expect((await asMia(WORKSPACE_ROLES.Viewer)).status).toBe(200);
  const { body } = await give(WORKSPACE_ROLES.Developer, leo);
  expect((await asMia(WORKSPACE_ROLES.Viewer)).status).toBe(403);
  expect((await app.call(mia.key, 'DELETE', w(`/user_access/${body[0].id}`))).status).toBe(403);
});
