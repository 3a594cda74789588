import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Secret } from '@orch/kernel';
import { BackgroundDatabase, RotateRootKey, Sealer, type Sql, sql } from '@orch/platform';
import { MailOutbox } from '../mail/mail-outbox.ts';
import { ACCOUNT_ROLES, WORKSPACE_ROLES } from '../roles/roles.ts';
import type { IdentityApp } from '../testing/identity-app.ts';
import type { OktaLike } from '../testing/okta-like.ts';
import { connectionsOf, SsoWorld, type Tenant } from '../testing/sso-world.ts';
import { clientSecretOf } from './connections/client-secret.ts';
import { SsoConnectionRepository } from './connections/sso-connection.repository.ts';

let world: SsoWorld;
let app: IdentityApp;
let okta: OktaLike;
let canary: Server;
let canaryUrl: string;
let canaryHits = 0;
let a: Tenant;
let b: Tenant;
const browser = () => world.browser();
const rows = <R extends object>(statement: Sql) => world.rows<R>(statement);
const connections = connectionsOf;
const connection: SsoWorld['connection'] = (...given) => world.connection(...given);
const domain: SsoWorld['domain'] = (...given) => world.domain(...given);
const map: SsoWorld['mapping'] = (...given) => world.mapping(...given);
const auditedIn: SsoWorld['audited'] = (...given) => world.audited(...given);

beforeAll(async () => {
  world = await SsoWorld.start();
  ({ app, okta, a, b } = world);
  canary = createServer((_request, response) => {
    canaryHits += 1;
    response.end('{}');
  });
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.2', resolve));
  canaryUrl = `http://127.0.0.2:${(canary.address() as AddressInfo).port}`; // of TCP
});
afterAll(async () => {
  await world?.stop();
  await new Promise((resolve) => canary?.close(resolve));
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
      const entries = await auditedIn(a, `sso_connection.${action}`);
      expect(entries.length).toBeGreaterThan(0);
      expect(JSON.stringify(entries)).not.toContain('canary-secret');
    }
  });

  it('secrets are sealed anew when the root key is rotated, and open for their own row only', async () => {
    const made = await connection(a, okta, { client_secret: 'rotated' });
    const [old, current] = [new Secret(Buffer.alloc(32, 7)), new Secret(randomBytes(32))];
    const options = { connectionsMax: 2, statementTimeoutMs: 10_000, onError: () => undefined };
    const background = new BackgroundDatabase({ ...options, url: world.db.url, role: 'orch_background' });
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
    const id = randomUUID();
    const key = await world.keyOf(id);
    await rows(sql`insert into app_user (id, email, handle) values (${id}, 'admin@acme.test', 'acme-admin')`);
    await rows(
      sql`insert into account_member (account_id, actor_id, actor_kind, role_id) values (${a.id}, ${id}, 'user', ${ACCOUNT_ROLES.Admin})`,
    );
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
      const page = await world.signUp(`linker-${made.id}@example.com`);
      await page.whoAmI();
      const body = { provider: made.id };
      expect((await page.visit('/api/auth/sso/link', { method: 'POST', body })).status).toBe(422);
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
    world.dns.set(claimed.txt_name, [claimed.txt_value]);
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
    world.dns.set(claimed.txt_name, [claimed.txt_value, second.body.txt_value]);
    const verify = connections(b, `/${theirs.id}/domains/${second.body.id}/verify`);
    expect((await app.call(b.key, 'POST', verify)).status).toBe(409);
    for (const action of ['sso_domain.created', 'sso_domain.verified'])
      expect((await auditedIn(a, action)).at(-1)?.after).toContain(made.id);
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
