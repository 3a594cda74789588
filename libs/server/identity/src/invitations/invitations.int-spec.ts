import { randomUUID } from 'node:crypto';
import { sql } from '@orch/platform';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { MailOutbox } from '../mail/mail-outbox.ts';
import { ACCOUNT_ROLES, WORKSPACE_ROLES } from '../roles/roles.ts';
import { trailOf } from '../testing/audit-trail.ts';
import { IdentityApp } from '../testing/identity-app.ts';
import { memberOf, ownerOfNewAccount, type Person } from '../testing/two-accounts.ts';

let db: TestDatabase;
let app: IdentityApp;
let olga: Person; // owner of A
let mia: Person; // member of A, owner of its workspace
let bob: Person; // owner of B
let second: string; // another workspace of A

const a = (path = '') => `/api/accounts/${olga.accountId}${path}`;
const w = (path = '') => a(`/workspaces/${olga.workspaceId}${path}`);

/** What the link of the newest mail to an address carries. */
async function tokenFor(email: string): Promise<string> {
  const [mail] = await app.database.queryOutside<{ id: string; content: Buffer }>(
    sql`select id, content from mail where recipient = ${email} order by id desc limit 1`,
  );
  const link = app.app.get(MailOutbox).open(mail!.id, mail!.content)?.link;
  return new URL(link!).searchParams.get('token')!;
}

let made = 0;
/** Somebody with a key and no account. */
async function stranger(handle: string): Promise<Person> {
  const person = await ownerOfNewAccount(app.database, handle);
  await app.database.queryOutside(sql`delete from account_member where actor_id = ${person.id}`);
  await app.database.queryOutside(sql`update app_user set email_verified_at = now() where id = ${person.id}`);
  return person;
}
const newHandle = () => `person${(made += 1)}`;

beforeAll(async () => {
  db = await createTestDatabase();
  app = await IdentityApp.start(db.url);
  olga = await ownerOfNewAccount(app.database, 'olga');
  bob = await ownerOfNewAccount(app.database, 'bob');
  mia = await memberOf(app.database, olga, 'mia', ACCOUNT_ROLES.Member);
  second = (await app.call(olga.key, 'POST', a('/workspaces/'), { name: 'second' })).body.id;
  await app.call(olga.key, 'POST', w('/user_access'), [
    { user_id: mia.id, workspace_role_id: WORKSPACE_ROLES.Owner },
  ]);
});

afterAll(async () => {
  await app?.stop();
  await db?.drop();
});

it('a colleague is invited to a workspace by mail, accepts once, and sees just that workspace', async () => {
  const email = 'colleague@example.com';
  const ina = await stranger('colleague');
  const invited = await app.call(olga.key, 'POST', a('/invitations'), {
    email,
    workspace_id: olga.workspaceId,
    workspace_role_id: WORKSPACE_ROLES.Runner,
  });
  expect(invited).toMatchObject({
    status: 201,
    body: {
      email,
      status: 'pending',
      account_role_name: 'Member',
      workspace_id: olga.workspaceId,
      workspace_role_name: 'Runner',
      invited_by: { id: olga.id, name: 'olga' },
      sent_count: 1,
    },
  });
  const token = await tokenFor(email);
  expect(JSON.stringify(invited.body)).not.toContain(token);
  expect((await app.call(null, 'POST', '/api/invitations/lookup', { token })).body).toMatchObject({
    account_handle: 'olga',
    workspace_handle: 'w',
    workspace_role_name: 'Runner',
    invited_by: 'olga',
    email,
  });
  expect((await app.call(ina.key, 'GET', '/api/me/invitations')).body).toMatchObject([
    { id: invited.body.id },
  ]);
  const answers = await Promise.all(
    [1, 2].map(() => app.call(ina.key, 'POST', '/api/invitations/accept', { token })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 410]);
  expect(answers.find(({ status }) => status === 200)?.body).toEqual({
    account_id: olga.accountId,
    account_handle: 'olga',
    workspace_id: olga.workspaceId,
    workspace_handle: 'w',
  });
  expect((await app.call(ina.key, 'GET', '/api/me/workspaces')).body).toMatchObject([
    { workspace_id: olga.workspaceId },
  ]);
  expect((await app.call(ina.key, 'GET', w())).status).toBe(200);
  expect((await app.call(ina.key, 'GET', a(`/workspaces/${second}`))).status).toBe(404);
  expect((await app.call(ina.key, 'PATCH', w(), { name: 'mine' })).status).toBe(403);
  expect((await app.call(ina.key, 'POST', a('/workspaces/filter'), {})).body).toMatchObject([
    { id: olga.workspaceId },
  ]);
  expect((await app.call(ina.key, 'POST', a('/account_memberships/filter'), {})).body).toHaveLength(1);
  const actions = (await trailOf(app, olga.accountId)).map(({ action }) => action);
  expect(actions.slice(-3)).toEqual(['invitation.created', 'member.added', 'invitation.accepted']);
});

it('into an account, new members get the default roles of its workspaces', async () => {
  await app.call(olga.key, 'PATCH', a(`/workspaces/${second}`), {
    default_workspace_role_id: WORKSPACE_ROLES.Viewer,
  });
  const handle = newHandle();
  const person = await stranger(handle);
  await app.call(olga.key, 'POST', a('/invitations'), { email: `${handle}@example.com` });
  const accepted = await app.call(person.key, 'POST', '/api/invitations/accept', {
    token: await tokenFor(`${handle}@example.com`),
  });
  expect(accepted.body).toMatchObject({ account_id: olga.accountId, workspace_id: null });
  const { body } = await app.call(person.key, 'GET', '/api/me/workspaces');
  expect(body).toMatchObject([{ workspace_id: second }]);
});

it('only the invited address may accept, unless the inviter allows others', async () => {
  const [invitee, other] = [newHandle(), await stranger(newHandle())];
  await app.call(olga.key, 'POST', a('/invitations'), { email: `${invitee}@example.com` });
  const token = await tokenFor(`${invitee}@example.com`);
  expect((await app.call(other.key, 'POST', '/api/invitations/accept', { token })).status).toBe(403);
  expect((await app.call(other.key, 'GET', a('/'))).status).toBe(404);
  const open = { email: `${newHandle()}@example.com`, allow_other_address: true };
  await app.call(olga.key, 'POST', a('/invitations'), open);
  const openToken = await tokenFor(open.email);
  expect((await app.call(other.key, 'POST', '/api/invitations/accept', { token: openToken })).status).toBe(
    200,
  );
});

it('without a link, only a proven address accepts or declines', async () => {
  const handle = newHandle();
  const person = await stranger(handle);
  const { body } = await app.call(olga.key, 'POST', a('/invitations'), { email: `${handle}@example.com` });
  await app.database.queryOutside(sql`update app_user set email_verified_at = null where id = ${person.id}`);
  const mine = `/api/me/invitations/${body.id}`;
  expect((await app.call(person.key, 'GET', '/api/me/invitations')).body).toEqual([]);
  expect((await app.call(person.key, 'POST', `${mine}/accept`)).status).toBe(404);
  await app.database.queryOutside(sql`update app_user set email_verified_at = now() where id = ${person.id}`);
  expect((await app.call(bob.key, 'POST', `${mine}/accept`)).status).toBe(404);
  expect((await app.call(person.key, 'POST', `${mine}/decline`)).status).toBe(204);
  expect((await app.call(person.key, 'POST', `${mine}/accept`)).status).toBe(404);
});

it('a revoked, declined, expired, resent or unknown link answers alike', async () => {
  const invite = async () => {
    const email = `${newHandle()}@example.com`;
    const { body } = await app.call(olga.key, 'POST', a('/invitations'), { email });
    return { id: body.id as string, email, token: await tokenFor(email) };
  };
  const [revoked, declined, expired, resent] = [
    await invite(),
    await invite(),
    await invite(),
    await invite(),
  ];
  expect((await app.call(olga.key, 'DELETE', a(`/invitations/${revoked.id}`))).status).toBe(204);
  const decline = { token: declined.token };
  expect((await app.call(null, 'POST', '/api/invitations/decline', decline)).status).toBe(204);
  await app.database.queryOutside(sql`update invitation set expires_at = now() where id = ${expired.id}`);
  const tooEarly = await app.call(olga.key, 'POST', a(`/invitations/${resent.id}/resend`));
  expect(tooEarly).toMatchObject({ status: 429, body: { detail: 'It was sent a moment ago.' } });
  await app.database.queryOutside(
    sql`update invitation set last_sent = now() - interval '2 minutes' where id = ${resent.id}`,
  );
  const again = await app.call(olga.key, 'POST', a(`/invitations/${resent.id}/resend`));
  expect(again).toMatchObject({ status: 200, body: { sent_count: 2 } });
  expect(await tokenFor(resent.email)).not.toBe(resent.token);
  for (const token of [revoked.token, declined.token, expired.token, resent.token, 'x', 'y'.repeat(43)]) {
    for (const [key, verb] of [
      [null, 'lookup'],
      [bob.key, 'accept'],
      [null, 'decline'],
    ] as const) {
      const answer = await app.call(key, 'POST', `/api/invitations/${verb}`, { token });
      expect(answer).toEqual({
        status: 410,
        body: { detail: 'This link is not valid any more. Ask for a new one.' },
      });
    }
  }
  const { body } = await app.call(olga.key, 'POST', a('/invitations/filter'), {
    invitations: { status: { any_: ['expired'] } },
  });
  expect(body).toMatchObject([{ id: expired.id, status: 'expired' }]);
});

describe('nobody invites to more than they have', () => {
  it.each([
    ['an admin to owner', { account_role_id: ACCOUNT_ROLES.Owner }, 403],
    ['to a role that is none of accounts', { account_role_id: WORKSPACE_ROLES.Owner }, 422],
    ['to a workspace role without a workspace', { workspace_role_id: WORKSPACE_ROLES.Viewer }, 422],
  ])('%s', async (_, roles, status) => {
    const adam = await memberOf(app.database, olga, newHandle(), ACCOUNT_ROLES.Admin);
    const body = { email: `${newHandle()}@example.com`, ...roles };
    expect((await app.call(adam.key, 'POST', a('/invitations'), body)).status).toBe(status);
  });

  it('the owner of a workspace invites to it, as plain members of the account', async () => {
    const email = `${newHandle()}@example.com`;
    const body = { email, account_role_id: ACCOUNT_ROLES.Owner, workspace_id: second };
    const answer = await app.call(mia.key, 'POST', w('/invitations'), {
      ...body,
      workspace_role_id: WORKSPACE_ROLES.Developer,
    });
    expect(answer).toMatchObject({
      status: 201,
      body: { account_role_name: 'Member', workspace_id: olga.workspaceId, workspace_role_name: 'Developer' },
    });
    expect((await app.call(mia.key, 'POST', a('/invitations'), { email })).status).toBe(403);
    expect((await app.call(mia.key, 'POST', w('/invitations/filter'), {})).body.length).toBeGreaterThan(0);
    expect((await app.call(mia.key, 'DELETE', w(`/invitations/${answer.body.id}`))).status).toBe(204);
  });

  it('an invitation ends with the right of who made it', async () => {
    const handle = newHandle();
    const person = await stranger(handle);
    const adam = await memberOf(app.database, olga, newHandle(), ACCOUNT_ROLES.Admin);
    await app.call(adam.key, 'POST', a('/invitations'), { email: `${handle}@example.com` });
    const token = await tokenFor(`${handle}@example.com`);
    await app.database.queryOutside(
      sql`update account_member set role_id = ${ACCOUNT_ROLES.Member} where actor_id = ${adam.id}`,
    );
    expect((await app.call(person.key, 'POST', '/api/invitations/accept', { token })).status).toBe(410);
  });
});

it('what somebody has already is not taken away by accepting', async () => {
  const handle = newHandle();
  const person = await stranger(handle);
  const email = `${handle}@example.com`;
  const invite = (role: string) =>
    app.call(olga.key, 'POST', a('/invitations'), {
      email,
      workspace_id: olga.workspaceId,
      workspace_role_id: role,
    });
  for (const [role, expected] of [
    [WORKSPACE_ROLES.Developer, 'Developer'],
    [WORKSPACE_ROLES.Viewer, 'Developer'],
    [WORKSPACE_ROLES.Owner, 'Owner'],
  ] as const) {
    expect((await invite(role)).status).toBe(201);
    await app.call(person.key, 'POST', '/api/invitations/accept', { token: await tokenFor(email) });
    const { body } = await app.call(olga.key, 'GET', w('/user_access'));
    const mine = body.find((row: { user_id: string }) => row.user_id === person.id);
    expect(mine.workspace_role_name).toBe(expected);
  }
  const toAccount = await app.call(olga.key, 'POST', a('/invitations'), { email });
  expect(toAccount).toMatchObject({ status: 409 });
});

it('an address has one open invitation a place, and few a day on the whole server', async () => {
  const email = `${newHandle()}@example.com`;
  expect((await app.call(olga.key, 'POST', a('/invitations'), { email })).status).toBe(201);
  const twice = await app.call(olga.key, 'POST', a('/invitations'), { email: email.toUpperCase() });
  expect(twice.status).toBe(409);
  await app.database.queryOutside(sql`
    insert into invitation (id, account_id, email, account_role_id, token_hash, status, invited_by, invited_by_kind, invited_by_name, expires_at)
    select gen_random_uuid(), ${bob.accountId}, ${email}, ${ACCOUNT_ROLES.Member}, sha256(i::text::bytea), 'revoked', ${bob.id}, 'user', 'bob', now()
    from generate_series(1, 9) i`);
  const tooMany = await app.call(bob.key, 'POST', `/api/accounts/${bob.accountId}/invitations`, { email });
  expect(tooMany.status).toBe(429);
});

it('invitations of another account answer as ones that do not exist', async () => {
  const { body } = await app.call(bob.key, 'POST', `/api/accounts/${bob.accountId}/invitations`, {
    email: `${newHandle()}@example.com`,
  });
  for (const place of [a(), w()]) {
    for (const [method, tail] of [
      ['POST', '/resend'],
      ['DELETE', ''],
    ] as const) {
      const foreign = await app.call(olga.key, method, `${place}/invitations/${body.id}${tail}`);
      expect(foreign.status).toBe(404);
      expect(await app.call(olga.key, method, `${place}/invitations/${randomUUID()}${tail}`)).toEqual(
        foreign,
      );
    }
  }
  const elsewhere = { email: `${newHandle()}@example.com`, workspace_id: bob.workspaceId };
  const foreign = await app.call(olga.key, 'POST', a('/invitations'), elsewhere);
  const random = await app.call(olga.key, 'POST', a('/invitations'), {
    ...elsewhere,
    workspace_id: randomUUID(),
  });
  expect(foreign).toEqual(random);
  expect(foreign.status).toBe(404);
});
