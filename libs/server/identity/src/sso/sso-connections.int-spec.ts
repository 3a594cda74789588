import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SsoConnectionResponse, SsoDomainResponse } from '@orch/contract';
import { Secret } from '@orch/kernel';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { BackgroundDatabase, RotateRootKey, Sealer, sql, TxtRecords } from '@orch/platform';
import { hashKey, mintKey } from '../api-keys/api-key-format.ts';
import { MailOutbox } from '../mail/mail-outbox.ts';
import { ACCOUNT_ROLES, WORKSPACE_ROLES } from '../roles/roles.ts';
import { GOOD_PASSWORD } from '../testing/browser.ts';
import { IdentityApp } from '../testing/identity-app.ts';
import { OktaLike, type OktaUser } from '../testing/okta-like.ts';
import { SsoBrowser } from '../testing/sso-browser.ts';
import { clientSecretOf } from './connections/client-secret.ts';
import { SsoConnectionRepository } from './connections/sso-connection.repository.ts';

let db: TestDatabase;
let app: IdentityApp;
let okta: OktaLike;
let entra: OktaLike; // does not say whether addresses are verified, and sends groups in the ID token
let canary: Server;
let canaryUrl: string;
let canaryHits = 0;
const dns = new Map<string, string[]>();
let network = 0;
const browser = () => new SsoBrowser(app, `198.51.100.${(network += 1)}`);

interface Tenant {
  readonly id: string;
  readonly key: string;
  readonly ownerId: string;
  readonly ownerEmail: string;
  readonly workspaces: readonly string[];
}
let a: Tenant;
let b: Tenant;
const rows = <R extends object>(statement: ReturnType<typeof sql>) => app.database.queryOutside<R>(statement);

async function tenant(handle: string, ownerEmail: string): Promise<Tenant> {
  const page = browser();
  const body = { email: ownerEmail, password: GOOD_PASSWORD, account_name: handle };
  expect((await page.visit('/api/auth/sign-up', { method: 'POST', body })).status).toBe(201);
  await rows(sql`update app_user set email_verified_at = now() where email = ${ownerEmail}`);
  const owner = (await page.whoAmI())!;
  const [{ account_id: id, workspace_id: first }] =
    await page.json<[{ account_id: string; workspace_id: string }]>('/api/me/workspaces');
  const second = randomUUID();
  await rows(
    sql`insert into workspace (id, account_id, name, handle) values (${second}, ${id}, 'two', 'two')`,
  );
  const key = mintKey('user');
  await rows(sql`
    insert into api_key (id, actor_id, actor_kind, name, hash, shown)
    values (${randomUUID()}, ${owner.id}, 'user', 'test', ${Buffer.from(hashKey(key), 'base64')}, 'x')`);
  return { id, key, ownerId: owner.id, ownerEmail, workspaces: [first, second] };
}

const connections = (t: Tenant, path = '') => `/api/accounts/${t.id}/sso/connections${path}`;
async function connection(t: Tenant, provider: OktaLike, more: object = {}): Promise<SsoConnectionResponse> {
  const answer = await app.call(t.key, 'POST', connections(t), {
    name: `of ${t.id}`,
    issuer: provider.issuer,
    client_id: provider.clientId,
    client_secret: provider.clientSecret,
    scopes: ['openid', 'email', 'profile', 'groups'],
    group_claim: 'groups',
    ...more,
  });
  expect(answer.status).toBe(201);
  return answer.body;
}
async function domain(t: Tenant, connectionId: string, name: string): Promise<SsoDomainResponse> {
  const path = connections(t, `/${connectionId}/domains`);
  const { status, body } = await app.call(t.key, 'POST', path, { domain: name });
  expect(status).toBe(201);
  dns.set(body.txt_name, ['something else', body.txt_value]);
  const verified = await app.call(t.key, 'POST', `${path}/${body.id}/verify`);
  expect(verified).toMatchObject({ status: 200, body: { verified: expect.any(String), verified_by: 'dns' } });
  return verified.body;
}
async function map(t: Tenant, connectionId: string, body: object): Promise<string> {
  const answer = await app.call(t.key, 'POST', connections(t, `/${connectionId}/group_mappings`), body);
  expect(answer.status).toBe(201);
  return answer.body.id;
}
/** Signs somebody in at a connection; the page and who they are. */
async function enter(provider: OktaLike, connectionId: string, id: string, user: OktaUser) {
  provider.users.set(id, user);
  provider.current = id;
  const page = browser();
  const { location = '' } = await page.signIn(connectionId);
  return { page, location, user: await page.whoAmI() };
}
const holds = async (t: Tenant, userId: string) => {
  const [member] = await rows<{ role_id: string }>(
    sql`select role_id from account_member where account_id = ${t.id} and actor_id = ${userId}`,
  );
  const access = await rows<{ workspace_id: string; role_id: string }>(sql`
    select workspace_id, role_id from workspace_access where actor_id = ${userId} order by workspace_id`);
  return { account: member?.role_id, workspaces: new Map(access.map((x) => [x.workspace_id, x.role_id])) };
};
const auditedIn = async (accountId: string, action: string) =>
  rows<{ before: string | null; after: string | null }>(sql`
    select before::text, after::text from audit_event where account_id = ${accountId} and action = ${action} order by sequence`);

const auditedOf = async (action: string, name: string) =>
  (
    await rows(sql`
      select 1 from audit_event where account_id = ${a.id} and action = ${action} and target_name = ${name}`)
  ).length;

beforeAll(async () => {
  db = await createTestDatabase();
  [okta, entra] = await Promise.all([OktaLike.start(), OktaLike.start({ fatIdToken: true })]);
  app = await IdentityApp.start(db.url, { ORCH_SIGN_UP: 'open', ORCH_EGRESS_ALLOW: '127.0.0.1/32' });
  (app.app.get(TxtRecords) as { of: TxtRecords['of'] }).of = async (name) => dns.get(name) ?? [];
  canary = createServer((_request, response) => {
    canaryHits += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.2', resolve));
  canaryUrl = `http://127.0.0.2:${(canary.address() as AddressInfo).port}`; // of TCP
  a = await tenant('acme', 'owner@acme.test');
  b = await tenant('other', 'owner@other.test');
});
afterAll(async () => {
  await app?.stop();
  await Promise.all([okta?.close(), entra?.close()]);
  await new Promise((resolve) => canary?.close(resolve));
  await db?.drop();
});

describe('settings of a connection', () => {
  it('are made, read, changed and deleted; the secret is sealed and never shown', async () => {
    const made = await connection(a, okta, { client_secret: 'canary-secret-1', name: 'Settings' });
    expect(made).toEqual({
      id: expect.any(String),
      created: expect.any(String),
      updated: expect.any(String),
      account_id: a.id,
      name: 'Settings',
      issuer: okta.issuer,
      client_id: 'orch',
      has_client_secret: true,
      scopes: ['openid', 'email', 'profile', 'groups'],
      group_claim: 'groups',
      enabled: true,
      enforced: false,
      assumes_email_verified: false,
      just_in_time: true,
      default_account_role_id: ACCOUNT_ROLES.Member,
      default_workspace_id: null,
      default_workspace_role_id: null,
      redirect_uri: 'http://127.0.0.1:4200/api/auth/sso/callback',
      start_url: `http://127.0.0.1:4200/api/auth/sso/start/${made.id}`,
    });
    const path = connections(a, `/${made.id}`);
    expect((await app.call(a.key, 'GET', path)).body).toEqual(made);
    expect((await app.call(a.key, 'GET', connections(a))).body).toContainEqual(made);
    const change = {
      name: 'Changed',
      client_secret: 'canary-secret-2',
      default_workspace_id: a.workspaces[0],
      default_workspace_role_id: WORKSPACE_ROLES.Viewer,
    };
    expect((await app.call(a.key, 'PATCH', path, change)).status).toBe(204);
    expect((await app.call(a.key, 'GET', path)).body).toMatchObject({
      name: 'Changed',
      has_client_secret: true,
    });
    const [kept] = await rows<{ text: string }>(
      sql`select encode(sealed, 'escape') || row_to_json(c)::text as text from sso_connection c where id = ${made.id}`,
    );
    expect(kept!.text).not.toContain('canary-secret');
    expect((await app.call(a.key, 'PATCH', path, { client_secret: null })).status).toBe(204);
    expect((await app.call(a.key, 'GET', path)).body.has_client_secret).toBe(false);
    expect((await app.call(a.key, 'DELETE', path)).status).toBe(204);
    expect((await app.call(a.key, 'GET', path)).status).toBe(404);
    for (const action of ['created', 'updated', 'deleted']) {
      const entries = await auditedIn(a.id, `sso_connection.${action}`);
      expect(entries.length).toBeGreaterThan(0);
      expect(JSON.stringify(entries)).not.toContain('canary-secret');
    }
  });

  it('secrets are sealed anew when the root key is rotated, and open for their own row only', async () => {
    const made = await connection(a, okta, { client_secret: 'rotated' });
    const [old, current] = [new Secret(Buffer.alloc(32, 7)), new Secret(randomBytes(32))];
    const options = { connectionsMax: 2, statementTimeoutMs: 10_000, onError: () => undefined };
    const background = new BackgroundDatabase({ ...options, url: db.url, role: 'orch_background' });
    const report = await new RotateRootKey(background, new Sealer(current, [old])).execute();
    await background.close();
    expect(report).toMatchObject({ isSettled: true, unreadable: [] });
    const row = (await app.app.get(SsoConnectionRepository).byId(a.id, made.id))!;
    expect(clientSecretOf(new Sealer(current), row)?.reveal()).toBe('rotated');
    expect(() => clientSecretOf(new Sealer(old), row)).toThrow();
    expect(() => clientSecretOf(new Sealer(current), { ...row, account_id: b.id })).toThrow();
    expect(() => clientSecretOf(new Sealer(current), { ...row, id: randomUUID() })).toThrow();
    await app.call(a.key, 'DELETE', connections(a, `/${made.id}`));
  });

  it.each([
    [{ issuer: 'nonsense' }, 422],
    [{ issuer: 'ftp://okta.test' }, 422],
    [{ issuer: 'https://user:x@okta.test' }, 422],
    [{ issuer: 'https://okta.test?x=y' }, 422],
    [{ issuer: 'https://okta.test/.well-known/openid-configuration' }, 422],
    [{ issuer: 'https://' }, 422],
    [{ scopes: ['open id'] }, 422],
    [{ group_claim: 'gr"oups' }, 422],
    [{ client_id: undefined }, 422],
    [{ default_account_role_id: ACCOUNT_ROLES.Owner }, 422],
    [{ default_account_role_id: randomUUID() }, 422],
    [{ default_account_role_id: WORKSPACE_ROLES.Viewer }, 422],
    [{ default_workspace_role_id: WORKSPACE_ROLES.Viewer }, 422],
    [{ default_workspace_id: randomUUID(), default_workspace_role_id: WORKSPACE_ROLES.Viewer }, 422],
  ])('%j answers %i', async (change, status) => {
    const body = { name: 'x', issuer: 'https://okta.test', client_id: 'orch', ...change };
    expect((await app.call(a.key, 'POST', connections(a), body)).status).toBe(status);
  });

  it('nobody sees, changes or names what is of another account', async () => {
    const made = await connection(a, okta);
    const owned = await domain(a, made.id, 'isolated.test');
    const mapping = await map(a, made.id, { group: 'g', account_role_id: ACCOUNT_ROLES.Member });
    const inner = [
      ['GET', ''],
      ['PATCH', '', { name: 'x' }],
      ['DELETE', ''],
      ['POST', '/test'],
      ['POST', '/domains', { domain: 'b.test' }],
      ['POST', `/domains/${owned.id}/verify`],
      ['POST', `/domains/${owned.id}/send_confirmation`, {}],
      ['DELETE', `/domains/${owned.id}`],
      ['POST', '/group_mappings', { group: 'x', account_role_id: ACCOUNT_ROLES.Member }],
      ['DELETE', `/group_mappings/${mapping}`],
    ] as const;
    for (const [method, path, body] of inner) {
      // B's key in A's account, and A's connection in B's account
      const foreign = await app.call(b.key, method, connections(a, `/${made.id}${path}`), body);
      const smuggled = await app.call(b.key, method, connections(b, `/${made.id}${path}`), body);
      expect([method, path, foreign.status, smuggled.status]).toEqual([method, path, 404, 404]);
    }
    expect((await app.call(b.key, 'GET', connections(a))).status).toBe(404);
    expect((await app.call(b.key, 'GET', connections(b))).body).toEqual([]);
    for (const list of ['domains', 'group_mappings'])
      expect((await app.call(b.key, 'GET', connections(b, `/${made.id}/${list}`))).body).toEqual([]);
    const theirs = {
      default_workspace_id: a.workspaces[0],
      default_workspace_role_id: WORKSPACE_ROLES.Viewer,
    };
    const body = { name: 'x', issuer: 'https://okta.test', client_id: 'orch', ...theirs };
    expect((await app.call(b.key, 'POST', connections(b), body)).status).toBe(422);
    expect((await app.call(a.key, 'DELETE', connections(a, `/${made.id}`))).status).toBe(204);
  });

  it('is for owners of the account only', async () => {
    const { id, key } = { id: randomUUID(), key: mintKey('user') };
    await rows(sql`insert into app_user (id, email, handle) values (${id}, 'admin@acme.test', 'acme-admin')`);
    await rows(
      sql`insert into account_member (account_id, actor_id, actor_kind, role_id) values (${a.id}, ${id}, 'user', ${ACCOUNT_ROLES.Admin})`,
    );
    await rows(sql`
      insert into api_key (id, actor_id, actor_kind, name, hash, shown)
      values (${randomUUID()}, ${id}, 'user', 'test', ${Buffer.from(hashKey(key), 'base64')}, 'x')`);
    expect((await app.call(key, 'GET', connections(a))).status).toBe(403);
    expect((await app.call(key, 'POST', connections(a), { name: 'x' })).status).toBe(403);
  });

  it.each([
    ['a good one', () => okta.issuer, { ok: true, problem: null }],
    [
      'an address that is not allowed',
      () => canaryUrl,
      { ok: false, problem: 'The issuer cannot be reached.' },
    ],
    [
      'metadata of the cloud',
      () => 'http://169.254.169.254',
      { ok: false, problem: 'The issuer cannot be reached.' },
    ],
    ['nobody', () => 'http://127.0.0.1:1', { ok: false, problem: 'The issuer cannot be reached.' }],
    [
      'a name of loopback in hexadecimal',
      () => 'https://0x7f000002',
      { ok: false, problem: 'The issuer cannot be reached.' },
    ],
    [
      'another path',
      () => `${okta.issuer}/x`,
      { ok: false, problem: expect.stringContaining('not with the metadata') },
    ],
    ['another name', () => okta.issuer.replace('127.0.0.1', '127.1'), { ok: true, problem: null }],
  ])('the test of a connection with %s says so', async (_what, issuer, expected) => {
    const made = await connection(a, okta, { issuer: issuer() });
    const answer = await app.call(a.key, 'POST', connections(a, `/${made.id}/test`));
    expect(answer).toEqual({ status: 200, body: expected });
    expect(canaryHits).toBe(0);
    if (!expected.ok) {
      const { location } = await browser().signIn(made.id, '/x');
      expect(location).toContain('sso_error=unavailable');
    }
    await app.call(a.key, 'DELETE', connections(a, `/${made.id}`));
  });
});

describe('domains', () => {
  it('are proven by a TXT record, lead to one connection, and are found by discovery', async () => {
    const made = await connection(a, okta);
    const path = connections(a, `/${made.id}/domains`);
    const { body: claimed } = await app.call(a.key, 'POST', path, { domain: 'DNS.test' });
    expect(claimed).toMatchObject({
      domain: 'dns.test',
      verified: null,
      txt_name: '_orch-challenge.dns.test',
      txt_value: expect.stringMatching(/^orch-domain-verification=[\w-]{32}$/),
    });
    expect((await app.call(a.key, 'POST', `${path}/${claimed.id}/verify`)).status).toBe(422);
    const discover = async () =>
      (await app.call(null, 'POST', '/api/auth/sso/discover', { email: 'x@Dns.Test' })).body;
    expect(await discover()).toEqual({ provider: null, enforced: false });
    dns.set(claimed.txt_name, [claimed.txt_value]);
    expect((await app.call(a.key, 'POST', `${path}/${claimed.id}/verify`)).status).toBe(200);
    expect(await discover()).toEqual({
      provider: { id: made.id, name: made.name, start_url: `/api/auth/sso/start/${made.id}` },
      enforced: false,
    });
    expect((await app.call(a.key, 'POST', path, { domain: 'dns.test' })).status).toBe(409);

    const theirs = await connection(b, okta);
    const second = await app.call(b.key, 'POST', connections(b, `/${theirs.id}/domains`), {
      domain: 'dns.test',
    });
    dns.set(claimed.txt_name, [claimed.txt_value, second.body.txt_value]);
    const verify = connections(b, `/${theirs.id}/domains/${second.body.id}/verify`);
    expect((await app.call(b.key, 'POST', verify)).status).toBe(409);
    for (const action of ['sso_domain.created', 'sso_domain.verified'])
      expect((await auditedIn(a.id, action)).at(-1)?.after).toContain(made.id);
  });

  it('are proven by a mail to an address that only their owner reads, once', async () => {
    const made = await connection(a, okta);
    const path = connections(a, `/${made.id}/domains`);
    const { body: claimed } = await app.call(a.key, 'POST', path, { domain: 'mail.test' });
    const send = `${path}/${claimed.id}/send_confirmation`;
    expect((await app.call(a.key, 'POST', send, { mailbox: 'ceo' })).status).toBe(422);
    expect((await app.call(a.key, 'POST', send, { mailbox: 'hostmaster' })).status).toBe(202);
    expect((await app.call(a.key, 'POST', send)).status).toBe(429);
    const [mail] = await rows<{ id: string; account_id: string | null; recipient: string; content: Buffer }>(
      sql`select id, account_id, recipient, content from mail where kind = 'confirm_domain'`,
    );
    expect(mail).toMatchObject({ account_id: null, recipient: 'hostmaster@mail.test' });
    const link = new URL(app.app.get(MailOutbox).open(mail!.id, mail!.content)!.link!);
    expect(link.pathname).toBe('/auth/sso/confirm-domain');
    const confirm = (token: string) => app.call(null, 'POST', '/api/auth/sso/domains/confirm', { token });
    expect((await confirm('wrong')).status).toBe(404);
    const token = link.searchParams.get('token')!;
    expect(await confirm(token)).toEqual({ status: 200, body: { domain: 'mail.test' } });
    expect((await confirm(token)).status).toBe(404);
    const { body: listed } = await app.call(a.key, 'GET', path);
    expect(listed).toMatchObject([{ domain: 'mail.test', verified_by: 'mail' }]);
    expect((await app.call(a.key, 'DELETE', `${path}/${claimed.id}`)).status).toBe(204);
    expect((await app.call(a.key, 'GET', path)).body).toEqual([]);
  });

  it.each([
    'localhost',
    'a',
    '-a.test',
    'a..test',
    'x@y.test',
    '127.0.0.1',
    `${'a'.repeat(64)}.test`,
    'ä.test',
  ])('%s is no domain', async (name) => {
    const made = await connection(b, okta);
    const answer = await app.call(b.key, 'POST', connections(b, `/${made.id}/domains`), { domain: name });
    expect(answer.status).toBe(422);
    await app.call(b.key, 'DELETE', connections(b, `/${made.id}`));
  });
});

describe('signing in through a connection', () => {
  it('makes members with the default roles, who see that account only', async () => {
    const made = await connection(a, okta, {
      default_workspace_id: a.workspaces[0],
      default_workspace_role_id: WORKSPACE_ROLES.Viewer,
    });
    await domain(a, made.id, 'jit.test');
    const { user, page } = await enter(okta, made.id, 'jit-1', {
      email: 'new@jit.test',
      email_verified: true,
    });
    expect(user).toMatchObject({ email: 'new@jit.test' });
    expect(await holds(a, user!.id)).toEqual({
      account: ACCOUNT_ROLES.Member,
      workspaces: new Map([[a.workspaces[0], WORKSPACE_ROLES.Viewer]]),
    });
    expect(await page.json('/api/me/workspaces')).toMatchObject([{ workspace_id: a.workspaces[0] }]);
    expect(await page.json('/api/me/accounts')).toMatchObject([{ account_id: a.id }]);
    for (const action of ['user.created', 'account_membership.created', 'sso_identity.linked', 'sso.login'])
      expect([action, await auditedOf(action, user!.handle)]).toEqual([action, 1]);
    expect((await auditedIn(a.id, 'sso.login')).at(-1)?.after).toContain(made.id);
  });

  it('refuses addresses outside the verified domains, unverified ones, and strangers when nobody is made', async () => {
    const made = await connection(a, okta, { just_in_time: false });
    await domain(a, made.id, 'strict.test');
    const outside = await enter(okta, made.id, 'out', { email: 'out@elsewhere.test', email_verified: true });
    expect(outside.location).toContain('sso_error=domain_unverified');
    const under = await enter(okta, made.id, 'sub', { email: 'x@sub.strict.test', email_verified: true });
    expect(under.location).toContain('sso_error=domain_unverified');
    const unverified = await enter(okta, made.id, 'unv', { email: 'unv@strict.test' });
    expect(unverified.location).toContain('sso_error=email_unverified');
    const none = await enter(okta, made.id, 'none', {});
    expect(none.location).toContain('sso_error=email_unverified');
    const stranger = await enter(okta, made.id, 'str', { email: 'str@strict.test', email_verified: true });
    expect(stranger.location).toContain('sso_error=no_user');
    expect(stranger.user).toBeNull();
    expect((await auditedIn(a.id, 'sso.refused')).length).toBeGreaterThanOrEqual(5);
  });

  it('an account whose provider never says "verified" may vouch for its own domains only', async () => {
    const made = await connection(a, entra, { assumes_email_verified: true });
    await domain(a, made.id, 'entra.test');
    const { user } = await enter(entra, made.id, 'e-1', { email: 'e1@entra.test' });
    expect(user).toMatchObject({ email: 'e1@entra.test' });
    const outside = await enter(entra, made.id, 'e-2', { email: 'owner@acme.test' });
    expect(outside.location).toContain('sso_error=domain_unverified');
  });

  it('links a user with a proven address, and asks one with an unproven address to sign in first', async () => {
    const made = await connection(a, okta);
    await domain(a, made.id, 'link.test');
    for (const [email, isProven] of [
      ['proven@link.test', true],
      ['squatted@link.test', false],
    ] as const) {
      const page = browser();
      const body = { email, password: GOOD_PASSWORD };
      await page.visit('/api/auth/sign-up', { method: 'POST', body });
      const before = await page.whoAmI();
      if (isProven) await rows(sql`update app_user set email_verified_at = now() where email = ${email}`);
      const { user, location } = await enter(okta, made.id, email, { email, email_verified: true });
      if (isProven) expect(user?.id).toBe(before!.id);
      else expect(location).toContain('sso_error=link_required');
    }
  });

  it('two providers with the same subject and address are two: nothing is linked without proof', async () => {
    const [mine, theirs] = [await connection(a, okta), await connection(b, entra)];
    await domain(a, mine.id, 'twins.test');
    await domain(b, theirs.id, 'attackers.test');
    const victim = await enter(okta, mine.id, 'same-subject', {
      email: 'v@twins.test',
      email_verified: true,
    });
    expect(victim.user).not.toBeNull();
    const thief = await enter(entra, theirs.id, 'same-subject', {
      email: 'v@twins.test',
      email_verified: true,
    });
    expect(thief.location).toContain('sso_error=domain_unverified');
    const third = await enter(entra, theirs.id, 'same-subject', {
      email: 't@attackers.test',
      email_verified: true,
    });
    expect(third.user?.id).toBeDefined();
    expect(third.user?.id).not.toBe(victim.user!.id);
  });

  it('another account with the same issuer has its own identities', async () => {
    const [mine, theirs] = [
      await connection(a, okta),
      await connection(b, okta, { client_secret: okta.clientSecret }),
    ];
    await domain(a, mine.id, 'shared.test');
    const first = await enter(okta, mine.id, 'shared', { email: 's@shared.test', email_verified: true });
    expect(first.user).not.toBeNull();
    const second = await enter(okta, theirs.id, 'shared', { email: 's@shared.test', email_verified: true });
    expect(second.location).toContain('sso_error=domain_unverified');
  });

  it('a disabled connection, and one of a deleted account, is none', async () => {
    const made = await connection(a, okta, { enabled: false });
    expect((await browser().visit(`/api/auth/sso/start/${made.id}`)).status).toBe(404);
    await app.call(a.key, 'PATCH', connections(a, `/${made.id}`), { enabled: true });
    expect((await browser().visit(`/api/auth/sso/start/${made.id}`)).status).toBe(302);
    await rows(sql`update account set deleted_at = now() where id = ${a.id}`);
    expect((await browser().visit(`/api/auth/sso/start/${made.id}`)).status).toBe(404);
    await rows(sql`update account set deleted_at = null where id = ${a.id}`);
  });
});

describe('groups', () => {
  it('give roles and teams, change them and take them back; what was given by hand stays', async () => {
    const made = await connection(a, okta, {
      default_workspace_id: a.workspaces[0],
      default_workspace_role_id: WORKSPACE_ROLES.Viewer,
    });
    await domain(a, made.id, 'groups.test');
    const team = randomUUID();
    await rows(sql`insert into team (id, account_id, name) values (${team}, ${a.id}, 'Data')`);
    const [one, two] = a.workspaces as [string, string];
    await map(a, made.id, { group: 'admins', account_role_id: ACCOUNT_ROLES.Admin });
    await map(a, made.id, { group: 'devs', workspace_id: one, workspace_role_id: WORKSPACE_ROLES.Developer });
    await map(a, made.id, { group: 'staff', workspace_id: one, workspace_role_id: WORKSPACE_ROLES.Runner });
    await map(a, made.id, { group: 'staff', workspace_id: two, workspace_role_id: WORKSPACE_ROLES.Viewer });
    await map(a, made.id, { group: 'data', team_id: team });
    const come = (...groups: string[]) =>
      enter(okta, made.id, 'gina', { email: 'gina@groups.test', email_verified: true, groups });
    const inTeam = async (id: string) =>
      (await rows(sql`select 1 from team_member where team_id = ${team} and actor_id = ${id}`)).length === 1;

    const id = (await come('staff', 'devs', 'data', 'unmapped')).user!.id;
    expect(await holds(a, id)).toEqual({
      account: ACCOUNT_ROLES.Member,
      workspaces: new Map(
        [
          [one, WORKSPACE_ROLES.Developer],
          [two, WORKSPACE_ROLES.Viewer],
        ].sort() as [string, string][],
      ),
    });
    expect(await inTeam(id)).toBe(true);

    await come('admins', 'staff');
    let now = await holds(a, id);
    expect([now.account, now.workspaces.get(one)]).toEqual([ACCOUNT_ROLES.Admin, WORKSPACE_ROLES.Runner]);
    expect(await inTeam(id)).toBe(false);

    await rows(
      sql`update workspace_access set role_id = ${WORKSPACE_ROLES.Owner} where workspace_id = ${two} and actor_id = ${id}`,
    );
    await come();
    now = await holds(a, id);
    expect(now.account).toBe(ACCOUNT_ROLES.Member);
    expect(now.workspaces.get(one)).toBe(WORKSPACE_ROLES.Viewer); // the default again
    expect(now.workspaces.get(two)).toBe(WORKSPACE_ROLES.Owner); // by hand

    await come('staff');
    expect((await holds(a, id)).workspaces.get(two)).toBe(WORKSPACE_ROLES.Owner);
    expect((await auditedIn(a.id, 'sso_groups.applied')).length).toBeGreaterThanOrEqual(3);

    await rows(
      sql`update account_member set role_id = ${ACCOUNT_ROLES.Owner} where account_id = ${a.id} and actor_id = ${id}`,
    );
    await come('admins');
    await come();
    expect((await holds(a, id)).account).toBe(ACCOUNT_ROLES.Owner);
  });

  it.each([
    [{ group: 'g' }],
    [{ group: 'g', account_role_id: ACCOUNT_ROLES.Owner }],
    [{ group: 'g', account_role_id: ACCOUNT_ROLES.Admin, team_id: randomUUID() }],
    [{ group: 'g', workspace_role_id: WORKSPACE_ROLES.Viewer }],
    [{ group: 'g', team_id: randomUUID() }],
    [{ group: 'g', workspace_id: randomUUID(), workspace_role_id: WORKSPACE_ROLES.Viewer }],
    [{ account_role_id: ACCOUNT_ROLES.Admin }],
  ])('%j is no mapping', async (body) => {
    const made = await connection(b, okta);
    const path = connections(b, `/${made.id}/group_mappings`);
    expect((await app.call(b.key, 'POST', path, body)).status).toBe(422);
    await app.call(b.key, 'DELETE', connections(b, `/${made.id}`));
  });

  it('a mapping is there once, is listed, and is deleted', async () => {
    const made = await connection(b, okta);
    const path = connections(b, `/${made.id}/group_mappings`);
    const body = { group: 'g', account_role_id: ACCOUNT_ROLES.Admin };
    const id = await map(b, made.id, body);
    expect((await app.call(b.key, 'POST', path, body)).status).toBe(409);
    expect((await app.call(b.key, 'GET', path)).body).toMatchObject([{ id, ...body, workspace_id: null }]);
    expect((await app.call(b.key, 'DELETE', `${path}/${id}`)).status).toBe(204);
    expect((await app.call(b.key, 'DELETE', `${path}/${id}`)).status).toBe(404);
    expect((await auditedIn(b.id, 'sso_group_mapping.created')).length).toBe(1);
    expect((await auditedIn(b.id, 'sso_group_mapping.deleted')).length).toBe(1);
  });
});

describe('enforcement', () => {
  it('refuses passwords of the domain to all but owners, whose use of it is noted', async () => {
    const made = await connection(a, okta, { enforced: true });
    const signUp = async (email: string) => {
      await browser().visit('/api/auth/sign-up', {
        method: 'POST',
        body: { email, password: GOOD_PASSWORD },
      });
      await rows(sql`update app_user set email_verified_at = now() where email = ${email}`);
    };
    await signUp('member@forced.test');
    await signUp('boss@forced.test');
    await rows(sql`
      insert into account_member (account_id, actor_id, actor_kind, role_id)
      select ${a.id}, id, 'user', ${ACCOUNT_ROLES.Owner} from app_user where email = 'boss@forced.test'`);
    const signIn = async (email: string, password = GOOD_PASSWORD) => {
      const { status, body } = await browser().visit('/api/auth/sign-in', {
        method: 'POST',
        body: { email, password },
      });
      return [status, JSON.parse(body).detail];
    };
    expect((await signIn('member@forced.test'))[0]).toBe(200); // nothing is proven yet
    await domain(a, made.id, 'forced.test');
    expect(
      await app.call(null, 'POST', '/api/auth/sso/discover', { email: 'who@forced.test' }),
    ).toMatchObject({
      body: { enforced: true, provider: { id: made.id } },
    });
    expect(await signIn('member@forced.test')).toEqual([403, expect.stringContaining('identity provider')]);
    // a wrong password says nothing about who owns what
    expect(await signIn('member@forced.test', 'wrong')).toEqual(await signIn('boss@forced.test', 'wrong'));
    expect((await signIn('boss@forced.test'))[0]).toBe(200);
    expect(await auditedIn(a.id, 'sso.bypassed')).toHaveLength(1);
    expect((await signIn('owner@other.test'))[0]).toBe(200);
    const { user } = await enter(okta, made.id, 'member', {
      email: 'member@forced.test',
      email_verified: true,
    });
    expect(user).toMatchObject({ email: 'member@forced.test' });
    await app.call(a.key, 'PATCH', connections(a, `/${made.id}`), { enabled: false });
    expect((await signIn('member@forced.test'))[0]).toBe(200);
  });
});
