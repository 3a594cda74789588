import { randomUUID } from 'node:crypto';
import { sql } from '@orch/platform';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { ACCOUNT_ROLES, WORKSPACE_ROLES } from '../roles/roles.ts';
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
const w = (path = '') => a(`/workspaces/${olga.workspaceId}${path}`);

interface Listed {
  readonly id: string;
  readonly user_id: string;
}
async function membershipOf(person: Person): Promise<string> {
  const { body } = await app.call(olga.key, 'POST', a('/account_memberships/filter'), {});
  return (body as Listed[]).find(({ user_id }) => user_id === person.id)?.id ?? randomUUID();
}
const setRole = async (by: Person, person: Person, roleId: string) =>
  app.call(by.key, 'PATCH', a(`/account_memberships/${await membershipOf(person)}`), {
    account_role_id: roleId,
  });

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

describe('the list of members', () => {
  it('shows everybody to who administers them, and only oneself to others', async () => {
    const all = await app.call(olga.key, 'POST', a('/account_memberships/filter'), {});
    expect(all.status).toBe(200);
    expect(all.body.map((m: { handle: string }) => m.handle)).toEqual(['adam', 'mia', 'olga']);
    expect(all.body[2]).toEqual({
      id: expect.any(String),
      created: expect.any(String),
      actor_id: olga.id,
      user_id: olga.id,
      first_name: '',
      last_name: '',
      handle: 'olga',
      email: 'olga@example.com',
      account_role_name: 'Owner',
      account_role_id: ACCOUNT_ROLES.Owner,
      last_login: null,
    });
    const own = await app.call(mia.key, 'POST', a('/account_memberships/filter'), {});
    expect(own.body).toMatchObject([{ user_id: mia.id }]);
    expect((await app.call(mia.key, 'POST', a('/account_memberships/count'), {})).body).toBe(1);
  });

  it.each([
    [{ email: { any_: ['MIA@example.com'] } }, ['mia']],
    [{ search: 'ADA' }, ['adam']],
    [{ search: '100%' }, []],
    [{ account_role_id: { any_: [ACCOUNT_ROLES.Owner] } }, ['olga']],
    [{ handle: { any_: ['mia', 'bob'] } }, ['mia']],
  ])('finds by %j', async (account_memberships, handles) => {
    const { body } = await app.call(olga.key, 'POST', a('/account_memberships/filter'), {
      account_memberships,
    });
    expect(body.map((m: { handle: string }) => m.handle)).toEqual(handles);
    const count = await app.call(olga.key, 'POST', a('/account_memberships/count'), { account_memberships });
    expect(count.body).toBe(handles.length);
  });

  it('comes in pages', async () => {
    const page = { limit: 1, offset: 1 };
    const { body } = await app.call(olga.key, 'POST', a('/account_memberships/filter'), page);
    expect(body).toMatchObject([{ handle: 'mia' }]);
  });
});

describe('roles of members', () => {
  it('are changed by who has them, and the change is in the audit log', async () => {
    expect((await setRole(olga, mia, ACCOUNT_ROLES.Admin)).status).toBe(204);
    expect(await lastOf(app, olga.accountId)).toMatchObject({
      action: 'member.role_changed',
      target_id: mia.id,
      before: { account_role: 'Member' },
      after: { account_role: 'Admin' },
    });
    expect((await setRole(adam, mia, ACCOUNT_ROLES.Member)).status).toBe(204);
  });

  it('nobody gives or takes more than they have', async () => {
    expect((await setRole(adam, mia, ACCOUNT_ROLES.Owner)).status).toBe(403);
    expect((await setRole(adam, olga, ACCOUNT_ROLES.Member)).status).toBe(403);
    expect(
      (await app.call(adam.key, 'DELETE', a(`/account_memberships/${await membershipOf(olga)}`))).status,
    ).toBe(403);
    expect((await setRole(mia, mia, ACCOUNT_ROLES.Owner)).status).toBe(403);
    expect((await setRole(olga, mia, WORKSPACE_ROLES.Owner)).status).toBe(422);
  });

  it('an account always has an owner: not by change, not by removal, not by leaving', async () => {
    const answers = [
      await setRole(olga, olga, ACCOUNT_ROLES.Admin),
      await app.call(olga.key, 'DELETE', a(`/account_memberships/${await membershipOf(olga)}`)),
      await app.call(olga.key, 'POST', a('/leave')),
    ];
    expect(answers.map(({ status }) => status)).toEqual([409, 409, 409]);
    expect(answers[0]!.body.detail).toContain('needs an owner');
  });

  it('of two owners who take each other the account away at once, one stays', async () => {
    for (let round = 0; round < 5; round += 1) {
      const one = await ownerOfNewAccount(app.database, `one${round}`);
      const two = await memberOf(app.database, one, `two${round}`, ACCOUNT_ROLES.Owner);
      const here = `/api/accounts/${one.accountId}/account_memberships`;
      const { body } = await app.call(one.key, 'POST', `${here}/filter`, {});
      const idOf = (person: Person) => (body as Listed[]).find(({ user_id }) => user_id === person.id)!.id;
      const answers = await Promise.all([
        app.call(one.key, 'DELETE', `${here}/${idOf(two)}`),
        app.call(two.key, 'PATCH', `${here}/${idOf(one)}`, { account_role_id: ACCOUNT_ROLES.Member }),
      ]);
      expect(answers.map(({ status }) => status)).toContain(204);
      const [row] = await app.database.queryOutside<{ count: number }>(sql`
        select count(*) from account_member where account_id = ${one.accountId} and role_id = ${ACCOUNT_ROLES.Owner}`);
      expect(row?.count).toBeGreaterThan(0);
    }
  });
});

describe('who goes', () => {
  it('loses every workspace and every way in at once, with what they offered to others', async () => {
    const eve = await memberOf(app.database, olga, 'eve', ACCOUNT_ROLES.Admin);
    const invited = await app.call(eve.key, 'POST', a('/invitations'), { email: 'friend@example.com' });
    await setRole(olga, eve, ACCOUNT_ROLES.Member);
    await app.call(olga.key, 'POST', w('/user_access'), [
      { user_id: eve.id, workspace_role_id: WORKSPACE_ROLES.Developer },
    ]);
    expect((await app.call(eve.key, 'GET', w())).status).toBe(200);
    const id = await membershipOf(eve);
    expect((await app.call(olga.key, 'DELETE', a(`/account_memberships/${id}`))).status).toBe(204);
    expect((await app.call(eve.key, 'GET', w())).status).toBe(404);
    expect((await app.call(eve.key, 'GET', a('/'))).status).toBe(404);
    expect((await app.call(eve.key, 'GET', '/api/me/workspaces')).body).toEqual([]);
    const left = await app.database.queryOutside(
      sql`select 1 from workspace_access where actor_id = ${eve.id}`,
    );
    expect(left).toEqual([]);
    const { body } = await app.call(olga.key, 'POST', a('/invitations/filter'), {});
    expect(body.find((i: { id: string }) => i.id === invited.body.id).status).toBe('revoked');
    expect((await app.call(olga.key, 'DELETE', a(`/account_memberships/${id}`))).status).toBe(404);
  });

  it('may go by themselves', async () => {
    const leo = await memberOf(app.database, olga, 'leo', ACCOUNT_ROLES.Member);
    expect((await app.call(leo.key, 'POST', a('/leave'))).status).toBe(204);
    expect(await lastOf(app, olga.accountId)).toMatchObject({ action: 'member.left', target_id: leo.id });
    expect((await app.call(leo.key, 'POST', a('/leave'))).status).toBe(404);
  });
});

it('a foreign membership answers as one that does not exist', async () => {
  const foreign = await app.call(
    bob.key,
    'POST',
    `/api/accounts/${bob.accountId}/account_memberships/filter`,
    {},
  );
  for (const [method, body] of [['PATCH', { account_role_id: ACCOUNT_ROLES.Member }], ['DELETE']] as const) {
    const answer = await app.call(olga.key, method, a(`/account_memberships/${foreign.body[0].id}`), body);
    expect(answer.status).toBe(404);
    expect(await app.call(olga.key, method, a(`/account_memberships/${randomUUID()}`), body)).toEqual(answer);
  }
});
