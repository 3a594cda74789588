import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { sql } from '@orch/platform';
import { SendMails } from '../mail/send-mails.ts';
import { Browser, GOOD_PASSWORD } from '../testing/browser.ts';
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

const signUp = (browser: Browser, more: object = {}) =>
  browser.post('/api/auth/sign-up', { email: 'ada@example.com', password: GOOD_PASSWORD, ...more });

it('the link of an empty server makes its owner, once', async () => {
  const app = await start({});
  const [first, second] = await Promise.all(
    [1, 2].map(() => app.ensureFirstOwner.execute({ embedded: false })),
  );
  const tokenOf = (link: string) => new URL(link).searchParams.get('first_owner')!;
  expect(first!.link!.reveal()).toMatch(/^http:\/\/127\.0\.0\.1:4200\/sign-up\?first_owner=[\w-]{43}$/);
  expect(JSON.stringify(first)).not.toContain('first_owner=');
  const browser = new Browser(app);
  expect((await browser.call('GET', '/api/auth/state')).body).toMatchObject({
    sign_up: 'invitation',
    needs_first_owner: true,
  });
  expect((await signUp(browser)).status).toBe(403);
  expect((await signUp(browser, { first_owner_token: 'made-up' })).status).toBe(410);

  const links = [first, second].map((owner) => tokenOf(owner!.link!.reveal()));
  const answers = await Promise.all(
    links.map((first_owner_token, i) =>
      signUp(new Browser(app), { first_owner_token, email: `ada${i}@example.com` }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 410]);
  const { user } = answers.find(({ status }) => status === 201)!.body.session;
  expect(user).toMatchObject({ is_operator: true, email_verified: true });
  expect((await browser.call('GET', '/api/auth/state')).body.needs_first_owner).toBe(false);
  expect((await app.ensureFirstOwner.execute({ embedded: false })).link).toBeNull();
  expect((await signUp(browser, { first_owner_token: links[0] })).status).toBe(410);
});

it('the link is too old after a day', async () => {
  const app = await start({});
  const { link } = await app.ensureFirstOwner.execute({ embedded: false });
  await app.database.queryOutside(sql`update link_token set expires_at = now() - interval '1 second'`);
  const first_owner_token = new URL(link!.reveal()).searchParams.get('first_owner');
  expect((await signUp(new Browser(app), { first_owner_token })).status).toBe(410);
});

it('the bootstrap password signs its owner in, also when it comes later, and never replaces another', async () => {
  const env = { ORCH_BOOTSTRAP_EMAIL: 'ada@example.com', ORCH_BOOTSTRAP_PASSWORD: GOOD_PASSWORD };
  const app = await start(env);
  await app.ensureFirstOwner.execute({ embedded: false });
  const ada = new Browser(app);
  expect(await ada.signIn('ada@example.com')).toMatchObject({
    status: 200,
    body: { session: { user: { is_operator: true, email_verified: true, has_password: true } } },
  });
  const other = await start({ ...env, ORCH_BOOTSTRAP_PASSWORD: 'quite another password' });
  await other.ensureFirstOwner.execute({ embedded: false });
  expect((await new Browser(other).signIn('ada@example.com', 'quite another password')).status).toBe(401);
  await app.database.queryOutside(sql`update app_user set password_hash = null`);
  await other.ensureFirstOwner.execute({ embedded: false });
  expect((await new Browser(other).signIn('ada@example.com', 'quite another password')).status).toBe(200);
});

it('a bootstrap password that is too short stops the start with one clear line', async () => {
  const app = await start({ ORCH_BOOTSTRAP_EMAIL: 'ada@example.com', ORCH_BOOTSTRAP_PASSWORD: 'short' });
  await expect(app.ensureFirstOwner.execute({ embedded: false })).rejects.toThrow(
    'ORCH_BOOTSTRAP_PASSWORD: must have',
  );
});

it.each([
  ['closed', {}, 403],
  ['closed', { invitation_token: 'x' }, 403],
  ['invitation', {}, 403],
  ['invitation', { invitation_token: 'x' }, 410],
  ['open', {}, 201],
])('signing up when it is %s, with %j, answers %i', async (mode, more, status) => {
  const app = await start({ ORCH_SIGN_UP: mode });
  expect((await signUp(new Browser(app), more)).status).toBe(status);
});

describe('in local mode', () => {
  it('the owner needs no session, but a signed-in person is that person', async () => {
    const app = await start({ ORCH_LOCAL_MODE: 'on' });
    await app.ensureFirstOwner.execute({ embedded: true });
    const browser = new Browser(app);
    expect((await browser.call('GET', '/api/auth/state')).body).toMatchObject({
      local_mode: true,
      sign_up: 'open',
      needs_first_owner: false,
      session: null,
    });
    expect((await browser.call('GET', '/api/me')).body).toMatchObject({ handle: 'local' });
    expect((await browser.call('PATCH', '/api/me', { first_name: 'Me' })).status).toBe(200);
    await browser.signUp('ada@example.com');
    expect((await browser.call('GET', '/api/me')).body).toMatchObject({ handle: 'ada' });
    expect((await browser.call('GET', '/api/me/accounts')).body).toMatchObject([{ account_handle: 'ada' }]);
    await browser.post('/api/auth/sign-out');
    expect((await browser.call('GET', '/api/me')).body).toMatchObject({ handle: 'local' });
  });

  it('no page of another site, and no name that was rebound, reaches it', async () => {
    const app = await start({ ORCH_LOCAL_MODE: 'on' });
    await app.ensureFirstOwner.execute({ embedded: true });
    const evil = new Browser(app);
    evil.headers = { origin: 'http://evil.example:4200', host: 'evil.example:4200' };
    expect((await evil.call('GET', '/api/me')).status).toBe(403);
    expect((await signUp(evil)).status).toBe(403);
    expect((await evil.signIn('ada@example.com')).status).toBe(403);
  });
});

describe('by invitation', () => {
  const invite = async (owner: Browser, more: object = {}) => {
    const [{ account_id, workspace_id }] = (await owner.call('GET', '/api/me/workspaces')).body;
    const body = { email: 'bob@example.com', workspace_id, ...more };
    const { status } = await owner.post(`/api/accounts/${account_id}/invitations`, body);
    expect(status).toBe(201);
    await owner.app.app.get(SendMails).execute();
    const { body: mails } = await owner.call('GET', `/api/accounts/${account_id}/mails`);
    const { link } = mails.find((m: { kind: string }) => m.kind.startsWith('invitation'));
    return { account_id, workspace_id, invitation_token: new URL(link).searchParams.get('token')! };
  };
  let app: IdentityApp;
  let owner: Browser;
  beforeEach(async () => {
    app = await start({ ORCH_BOOTSTRAP_EMAIL: 'ada@example.com', ORCH_BOOTSTRAP_PASSWORD: GOOD_PASSWORD });
    await app.ensureFirstOwner.execute({ embedded: false });
    owner = new Browser(app);
    await owner.signIn('ada@example.com');
  });

  it('makes a member who sees just that workspace, with an address that is proven', async () => {
    const { account_id, workspace_id, invitation_token } = await invite(owner);
    const bob = new Browser(app);
    const as = (email: string) =>
      bob.post('/api/auth/sign-up', { email, password: GOOD_PASSWORD, invitation_token });
    expect((await as('mallory@example.com')).status).toBe(403);
    const both = await Promise.all([as('bob@example.com'), as('BOB@example.com')]);
    expect(both.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(both.find(({ status }) => status === 201)!.body.session.user.email_verified).toBe(true);
    const bobs = new Browser(app);
    await bobs.signIn('bob@example.com');
    expect((await bobs.call('GET', '/api/me/workspaces')).body).toMatchObject([{ account_id, workspace_id }]);
    expect((await bobs.call('GET', '/api/me/accounts')).body).toHaveLength(1);
    expect((await bobs.call('GET', `/api/accounts/${account_id}/mails`)).status).toBe(403);
    expect((await as('bob2@example.com')).status).toBe(410);
  });

  it('gives an account of their own to who names it', async () => {
    const { invitation_token } = await invite(owner);
    const bob = new Browser(app);
    await bob.signUp('bob@example.com', { invitation_token, account_name: 'Bobs Works' });
    const { body } = await bob.call('GET', '/api/me/accounts');
    expect(body.map((a: { account_name: string }) => a.account_name).sort()).toEqual(['Bobs Works', 'ada']);
  });

  it('with another address only if the inviter allows it, and that address is not proven by it', async () => {
    const { invitation_token } = await invite(owner, { allow_other_address: true });
    const session = await new Browser(app).signUp('robert@example.com', { invitation_token });
    expect(session.user.email_verified).toBe(false);
  });
});
