import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { sql } from '@orch/platform';
import { ACCOUNT_ROLES } from '../roles/roles.ts';
import { GOOD_PASSWORD } from '../testing/browser.ts';
import { IdentityApp } from '../testing/identity-app.ts';
import { OktaLike, type OktaUser, type Tampering } from '../testing/okta-like.ts';
import { SsoBrowser } from '../testing/sso-browser.ts';

let db: TestDatabase;
let app: IdentityApp;
let okta: OktaLike;
let other: OktaLike;
let network = 0;
const browser = () => new SsoBrowser(app, `198.51.100.${(network += 1)}`);

/** Somebody of the provider who is about to sign in. */
function person(id: string, user: OktaUser = {}, at: OktaLike = okta): string {
  at.users.set(id, { email: `${id}@corp.test`, email_verified: true, ...user });
  at.current = id;
  return id;
}
const rows = <R extends object>(statement: ReturnType<typeof sql>) => app.database.queryOutside<R>(statement);
const audited = async (action: string, name: string) =>
  (
    await rows<{ n: number }>(
      sql`select count(*)::int as n from audit_event where action = ${action} and (actor_name = ${name} or target_name = ${name})`,
    )
  )[0]!.n;
/** Signs somebody up by password and proves their address, as the mail would. */
async function known(email: string, isVerified = true): Promise<{ id: string; browser: SsoBrowser }> {
  const page = browser();
  const { status } = await page.visit('/api/auth/sign-up', {
    method: 'POST',
    body: { email, password: GOOD_PASSWORD },
  });
  expect(status).toBe(201);
  if (isVerified) await rows(sql`update app_user set email_verified_at = now() where email = ${email}`);
  const user = (await page.whoAmI())!;
  return { id: user.id, browser: page };
}

const env = () => ({
  ORCH_EGRESS_ALLOW: '127.0.0.1/32',
  ORCH_OIDC_ISSUER: okta.issuer,
  ORCH_OIDC_CLIENT_ID: okta.clientId,
  ORCH_OIDC_CLIENT_SECRET: okta.clientSecret,
  ORCH_OIDC_NAME: 'Corp',
  ORCH_OIDC_SCOPES: 'openid email profile groups',
  ORCH_OIDC_GROUP_CLAIM: 'groups',
});

beforeAll(async () => {
  db = await createTestDatabase();
  [okta, other] = await Promise.all([OktaLike.start(), OktaLike.start({ fatIdToken: true })]);
  app = await IdentityApp.start(db.url, { ...env(), ORCH_SIGN_UP: 'open' });
});
beforeEach(() => {
  okta.tampering = undefined;
});
afterAll(async () => {
  await app?.stop();
  await Promise.all([okta?.close(), other?.close()]);
  await db?.drop();
});

describe('the server-wide provider', () => {
  it('is offered, signs somebody new in with an account of their own, and knows them the next time', async () => {
    const page = browser();
    const state = await page.json<{ providers: object[] }>('/api/auth/state');
    expect(state.providers).toEqual([
      { id: 'server', name: 'Corp', start_url: '/api/auth/sso/start/server' },
    ]);
    person('ada', { given_name: 'Ada', family_name: 'Lovelace' });
    const done = await page.signIn('server', '/dashboard?x=1');
    expect(done).toMatchObject({ status: 302, location: 'http://127.0.0.1:4200/dashboard?x=1' });
    const ada = (await page.whoAmI())!;
    expect(ada).toMatchObject({
      email: 'ada@corp.test',
      email_verified: true,
      has_password: false,
      first_name: 'Ada',
    });
    expect(await page.json('/api/me/workspaces')).toMatchObject([{ account_name: 'Ada Lovelace' }]);
    expect(page.ours.has('orch_sso')).toBe(false);
    for (const action of ['sso.login', 'user.created', 'sso_identity.linked', 'session.created'])
      expect([action, await audited(action, ada.handle)]).toEqual([action, 1]);

    const elsewhere = browser();
    await elsewhere.signIn('server');
    expect((await elsewhere.whoAmI())?.id).toBe(ada.id);
    expect(await audited('user.created', ada.handle)).toBe(1);
  });

  it('asks for a code with PKCE S256, state and nonce, and comes back to one exact address', async () => {
    const { location = '' } = await browser().visit('/api/auth/sso/start/server?next=//evil.example');
    const asked = new URL(location).searchParams;
    expect(Object.fromEntries(asked)).toEqual({
      client_id: 'orch',
      redirect_uri: 'http://127.0.0.1:4200/api/auth/sso/callback',
      response_type: 'code',
      scope: 'openid email profile groups',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
  });

  it.each([
    '//evil.example',
    'https:evil.example',
    '/\\evil.example',
    'https://evil.example/x',
    '/\t/evil.example',
  ])('next=%j stays on our own host', async (next) => {
    person('nora');
    expect((await browser().signIn('server', next)).location).toBe('http://127.0.0.1:4200/');
  });

  it('gives a new session: the one before is over, even one that was planted', async () => {
    const { browser: page } = await known('planted@example.com');
    const before = page.ours.get('orch_session')!;
    person('paula');
    await page.signIn('server');
    expect(page.ours.get('orch_session')).not.toBe(before);
    const thief = browser();
    thief.ours.set('orch_session', before);
    expect(await thief.whoAmI()).toBeNull();
  });

  it('links a known user only when both sides have proven the address', async () => {
    const both = await known('both@corp.test');
    person('both');
    const page = browser();
    await page.signIn('server');
    expect((await page.whoAmI())?.id).toBe(both.id);

    await known('squatter@corp.test', false);
    person('squatter');
    const refused = browser();
    expect((await refused.signIn('server')).location).toContain('sso_error=link_required');
    expect(await refused.whoAmI()).toBeNull();

    await known('claimed@corp.test');
    person('claimed', { email_verified: false });
    expect((await browser().signIn('server')).location).toContain('sso_error=email_unverified');
    person('claimed', { email_verified: 'yes' as never });
    expect((await browser().signIn('server')).location).toContain('sso_error=email_unverified');
  });

  it('links to who is signed in, when they ask for it from our page, and can be unlinked', async () => {
    const { id, browser: page } = await known('linker@example.com', false);
    person('linker', { email: 'quite.another@corp.test', email_verified: false });
    const { redirect_to } = await page.json<{ redirect_to: string }>('/api/auth/sso/link', {
      method: 'POST',
      body: { provider: 'server', next: '/settings' },
    });
    const done = await page.visit(await page.throughProvider(redirect_to));
    expect(done.location).toBe('http://127.0.0.1:4200/settings');
    const again = browser();
    await again.signIn('server');
    expect((await again.whoAmI())?.id).toBe(id);

    const stranger = await known('stranger@example.com');
    const [identity] = await page.json<{ id: string }[]>('/api/auth/sso/identities');
    const path = `/api/auth/sso/identities/${identity!.id}`;
    expect((await stranger.browser.visit(path, { method: 'DELETE' })).status).toBe(404);
    const begun = await stranger.browser.json<{ redirect_to: string }>('/api/auth/sso/link', {
      method: 'POST',
      body: { provider: 'server' },
    });
    const taken = await stranger.browser.visit(await stranger.browser.throughProvider(begun.redirect_to));
    expect(taken.location).toContain('sso_error=identity_taken');

    expect((await page.visit(path, { method: 'DELETE' })).status).toBe(204);
    expect(await audited('sso_identity.unlinked', 'linker')).toBe(1);
    expect((await browser().signIn('server')).location).toContain('sso_error=email_unverified');
  });

  it('a link that was begun in another session comes to nothing', async () => {
    const { browser: page } = await known('victim@example.com');
    person('attacker');
    const { redirect_to } = await page.json<{ redirect_to: string }>('/api/auth/sso/link', {
      method: 'POST',
      body: { provider: 'server' },
    });
    const back = await page.throughProvider(redirect_to);
    const { browser: attacked } = await known('victim2@example.com');
    attacked.ours.set('orch_sso', page.ours.get('orch_sso')!);
    expect((await attacked.visit(back)).status).toBe(401);
  });

  it('a refusal of the provider and a disabled user end on the sign-in page', async () => {
    okta.current = 'nobody';
    const { location } = await browser().signIn('server', '/x');
    expect(location).toBe('http://127.0.0.1:4200/auth/sign-in?sso_error=refused&provider=server&next=%2Fx');
    person('gone');
    await browser().signIn('server');
    await rows(sql`update app_user set is_disabled = true where email = 'gone@corp.test'`);
    expect((await browser().signIn('server')).location).toContain('sso_error=user_disabled');
  });

  it('its groups count in accounts that named the same issuer, for their members only', async () => {
    const [{ account_id: accountId }] = await (
      await known('groups.owner@example.com')
    ).browser.json<[{ account_id: string }]>('/api/me/accounts');
    const connectionId = randomUUID();
    await rows(sql`
      insert into sso_connection (id, account_id, name, issuer, client_id, scopes, is_enabled, is_enforced,
        assumes_email_verified, is_just_in_time, default_account_role_id)
      values (${connectionId}, ${accountId}, 'x', ${okta.issuer}, 'x', '{}', true, false, false, true, ${ACCOUNT_ROLES.Member})`);
    await rows(sql`
      insert into sso_group_mapping (id, account_id, connection_id, group_name, account_role_id)
      values (${randomUUID()}, ${accountId}, ${connectionId}, 'admins', ${ACCOUNT_ROLES.Admin})`);
    const roleOf = async (id: string) =>
      (
        await rows<{ role_id: string }>(
          sql`select role_id from account_member where account_id = ${accountId} and actor_id = ${id}`,
        )
      )[0]?.role_id;
    person('greta', { groups: ['admins'] });
    const page = browser();
    await page.signIn('server');
    const { id } = (await page.whoAmI())!;
    expect(await roleOf(id)).toBeUndefined();
    await rows(sql`
      insert into account_member (account_id, actor_id, actor_kind, role_id)
      values (${accountId}, ${id}, 'user', ${ACCOUNT_ROLES.Member})`);
    await browser().signIn('server');
    expect(await roleOf(id)).toBe(ACCOUNT_ROLES.Admin);
  });

  it('where signing up needs an invitation, so does the first sign-in; it makes no account then', async () => {
    const invited = await IdentityApp.start(db.url, { ...env(), ORCH_SIGN_UP: 'invitation' });
    const at = () => new SsoBrowser(invited, `198.51.100.${(network += 1)}`);
    person('ivy');
    expect((await at().signIn('server')).location).toContain('sso_error=no_user');
    const [{ account_id: accountId }] = await (
      await known('inviter@example.com')
    ).browser.json<[{ account_id: string }]>('/api/me/accounts');
    await rows(sql`
      insert into invitation (id, account_id, email, account_role_id, token_hash, invited_by, invited_by_kind, invited_by_name, expires_at)
      values (${randomUUID()}, ${accountId}, 'Ivy@corp.test', ${ACCOUNT_ROLES.Member}, ${Buffer.alloc(32, 9)}, ${randomUUID()},
        'user', 'x', now() + interval '1 day')`);
    const page = at();
    expect((await page.signIn('server')).location).toBe('http://127.0.0.1:4200/dashboard');
    expect(await page.whoAmI()).toMatchObject({ email: 'ivy@corp.test' });
    expect(await page.json('/api/me/accounts')).toEqual([]);
    await invited.stop();
  });

  it('two first sign-ins at once make one user', async () => {
    person('twin');
    const pages = [browser(), browser()];
    const backs = await Promise.all(
      pages.map(async (page) =>
        page.throughProvider((await page.visit('/api/auth/sso/start/server')).location!),
      ),
    );
    await Promise.all(pages.map((page, i) => page.visit(backs[i]!)));
    const [a, b] = await Promise.all(pages.map((page) => page.whoAmI()));
    expect(a?.id).toBeDefined();
    expect(a?.id).toBe(b?.id);
  });

  it.each(['unknown', randomUUID(), 'server%2f..', '../server'])('%s is no provider', async (id) => {
    expect((await browser().visit(`/api/auth/sso/start/${id}`)).status).toBeGreaterThanOrEqual(400);
    expect((await browser().visit(`/api/auth/sso/start/${id}`)).status).toBeLessThan(500);
  });
});

describe('what does not belong together is refused', () => {
  const begun = async () => {
    person('mallory');
    const page = browser();
    const { location = '' } = await page.visit('/api/auth/sso/start/server');
    return { page, back: await page.throughProvider(location) };
  };
  const changed = (back: string, change: (query: URLSearchParams) => void): string => {
    const url = new URL(back, 'http://x');
    change(url.searchParams);
    return url.pathname + url.search;
  };

  it.each<[string, (query: URLSearchParams) => void]>([
    ['another state', (q) => q.set('state', 'x'.repeat(43))],
    ['no state', (q) => q.delete('state')],
    ['two states', (q) => q.append('state', q.get('state')!)],
    ['another issuer (mix-up)', (q) => q.set('iss', 'https://evil.example')],
    ['no issuer, though the provider always sends one', (q) => q.delete('iss')],
    ['no code', (q) => q.delete('code')],
    ['an invented code', (q) => q.set('code', 'x'.repeat(43))],
    ['an error with another state', (q) => (q.set('error', 'access_denied'), q.set('state', 'y'))],
  ])('%s', async (_what, change) => {
    const { page, back } = await begun();
    const answer = await page.visit(changed(back, change));
    expect(answer.status).toBe(401);
    expect(answer.body).not.toContain('mallory');
    expect(await page.whoAmI()).toBeNull();
  });

  it('no cookie, a cookie of another browser, a forged one, and one that is used twice', async () => {
    const { page, back } = await begun();
    expect((await browser().visit(back)).status).toBe(401);
    const forger = browser();
    forger.ours.set('orch_sso', `${page.ours.get('orch_sso')!.slice(0, -4)}AAAA`);
    expect((await forger.visit(back)).status).toBe(401);
    const second = await begun();
    const mixed = browser();
    mixed.ours.set('orch_sso', second.page.ours.get('orch_sso')!);
    expect((await mixed.visit(back)).status).toBe(401);
    expect((await page.visit(back)).status).toBe(302);
    expect((await page.visit(back)).status).toBe(401);
  });

  it('a code that was redeemed is refused by the provider, even with the cookie kept', async () => {
    const { page, back } = await begun();
    const cookie = page.ours.get('orch_sso')!;
    expect((await page.visit(back)).status).toBe(302);
    const thief = browser();
    thief.ours.set('orch_sso', cookie);
    expect((await thief.visit(back)).status).toBe(401);
    expect(await thief.whoAmI()).toBeNull();
  });

  it('a code of another sign-in (injection): PKCE does not fit', async () => {
    const victim = await begun();
    const attacker = await begun();
    const stolen = new URL(victim.back, 'http://x').searchParams.get('code')!;
    const answer = await attacker.page.visit(changed(attacker.back, (q) => q.set('code', stolen)));
    expect(answer.status).toBe(401);
  });

  it('an ID token that is only signed again is none of these', async () => {
    const { page, back } = await begun();
    okta.tampering = { claims: (c) => c, header: (h) => h };
    expect((await page.visit(back)).status).toBe(302);
    expect(await page.whoAmI()).toMatchObject({ email: 'mallory@corp.test' });
  });

  const nowSeconds = () => Math.floor(Date.now() / 1000);
  it.each<[string, Tampering]>([
    ['another issuer', { claims: (c) => ({ ...c, iss: 'https://evil.example' }) }],
    ['another audience', { claims: (c) => ({ ...c, aud: 'other' }) }],
    ['another audience besides ours', { claims: (c) => ({ ...c, aud: ['orch', 'other'], azp: 'other' }) }],
    ['another nonce', { claims: (c) => ({ ...c, nonce: 'x' }) }],
    ['no nonce', { claims: ({ nonce: _nonce, ...c }) => c }],
    ['expired', { claims: (c) => ({ ...c, exp: nowSeconds() - 120, iat: nowSeconds() - 600 }) }],
    ['of tomorrow', { claims: (c) => ({ ...c, nbf: nowSeconds() + 86_400 }) }],
    ['no subject', { claims: ({ sub: _sub, ...c }) => c }],
    ['no expiry', { claims: ({ exp: _exp, ...c }) => c }],
    ['alg none', { header: () => ({ alg: 'none' }), signature: 'none' }],
    ['alg none, still signed', { header: (h) => ({ ...h, alg: 'none' }) }],
    ['a symmetric algorithm', { header: (h) => ({ ...h, alg: 'HS256' }) }],
    ['another key', { foreignKey: true }],
    ['an unknown key id', { header: (h) => ({ ...h, kid: 'other' }), foreignKey: true }],
    ['changed claims under the old signature', { claims: (c) => ({ ...c, sub: 'ada' }), signature: 'none' }],
    ['no ID token at all', { drop: true }],
  ])('an ID token with %s', async (_what, tampering) => {
    const { page, back } = await begun();
    okta.tampering = tampering;
    expect((await page.visit(back)).status).toBe(401);
    expect(await page.whoAmI()).toBeNull();
    const [last] = await rows<{ outcome: string; after: string }>(
      sql`select outcome, after::text from audit_event where action = 'sso.refused' order by occurred desc limit 1`,
    );
    expect(last).toMatchObject({ outcome: 'failure', after: expect.stringContaining('forged') });
  });
});
