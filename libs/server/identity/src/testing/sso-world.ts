import { randomUUID } from 'node:crypto';
import type { SsoConnectionResponse, SsoDomainResponse } from '@orch/contract';
import { type Sql, sql, TxtRecords } from '@orch/platform';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { hashKey, mintKey } from '../api-keys/api-key-format.ts';
import { GOOD_PASSWORD } from './browser.ts';
import { IdentityApp } from './identity-app.ts';
import { OktaLike, type OktaUser } from './okta-like.ts';
import { SsoBrowser } from './sso-browser.ts';

/** An account with its owner's key. */
export interface Tenant {
  readonly id: string;
  readonly key: string;
  readonly workspaces: readonly [string, string];
}

/** One server, two accounts, two identity providers, and the names that the domain name system knows. */
export class SsoWorld {
  private network = 0;
  readonly dns = new Map<string, string[]>();
  a!: Tenant; // made by `start`, which needs the rest
  b!: Tenant;

  private constructor(
    readonly db: TestDatabase,
    readonly app: IdentityApp,
    readonly okta: OktaLike,
    /** Says nothing about whether addresses are verified, and sends everything in the ID token. */
    readonly entra: OktaLike,
  ) {}

  static async start(): Promise<SsoWorld> {
    const db = await createTestDatabase();
    const [okta, entra] = await Promise.all([OktaLike.start(), OktaLike.start({ fatIdToken: true })]);
    const env = { ORCH_SIGN_UP: 'open', ORCH_EGRESS_ALLOW: '127.0.0.1/32' };
    const world = new SsoWorld(db, await IdentityApp.start(db.url, env), okta, entra);
    const records = world.app.app.get<{ of: TxtRecords['of'] }>(TxtRecords);
    records.of = async (name) => world.dns.get(name) ?? [];
    world.a = await world.tenant('acme', 'owner@acme.test');
    world.b = await world.tenant('other', 'owner@other.test');
    return world;
  }

  async stop(): Promise<void> {
    await this.app.stop();
    await Promise.all([this.okta.close(), this.entra.close()]);
    await this.db.drop();
  }

  browser(): SsoBrowser {
    return new SsoBrowser(this.app, `198.51.100.${(this.network += 1)}`);
  }

  rows<R extends object>(statement: Sql): Promise<R[]> {
    return this.app.database.queryOutside<R>(statement);
  }

  /** Somebody signs up with a password, in a browser of their own; their address is proven as by the mail. */
  async signUp(email: string, more: object = {}): Promise<SsoBrowser> {
    const page = this.browser();
    const body = { email, password: GOOD_PASSWORD, ...more };
    expect((await page.visit('/api/auth/sign-up', { method: 'POST', body })).status).toBe(201);
    await this.rows(sql`update app_user set email_verified_at = now() where email = ${email}`);
    return page;
  }

  async keyOf(userId: string): Promise<string> {
    const key = mintKey('user');
    await this.rows(sql`
      insert into api_key (id, actor_id, actor_kind, name, hash, shown)
      values (${randomUUID()}, ${userId}, 'user', 'test', ${Buffer.from(hashKey(key), 'base64')}, 'x')`);
    return key;
  }

  private async tenant(name: string, ownerEmail: string): Promise<Tenant> {
    const page = await this.signUp(ownerEmail, { account_name: name });
    const owner = (await page.whoAmI())!;
    const [{ account_id: id, workspace_id: first }] =
      await page.json<[{ account_id: string; workspace_id: string }]>('/api/me/workspaces');
    const second = randomUUID();
    await this.rows(
      sql`insert into workspace (id, account_id, name, handle) values (${second}, ${id}, 'two', 'two')`,
    );
    return { id, key: await this.keyOf(owner.id), workspaces: [first, second] };
  }

  async connection(t: Tenant, provider: OktaLike, more: object = {}): Promise<SsoConnectionResponse> {
    const answer = await this.app.call(t.key, 'POST', connectionsOf(t), {
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

  /** A domain of a connection, proven by DNS. */
  async domain(t: Tenant, connectionId: string, name: string): Promise<SsoDomainResponse> {
    const path = connectionsOf(t, `/${connectionId}/domains`);
    const { status, body } = await this.app.call(t.key, 'POST', path, { domain: name });
    expect(status).toBe(201);
    this.dns.set(body.txt_name, ['something else', body.txt_value]);
    const verified = await this.app.call(t.key, 'POST', `${path}/${body.id}/verify`);
    expect(verified).toMatchObject({
      status: 200,
      body: { verified: expect.any(String), verified_by: 'dns' },
    });
    return verified.body;
  }

  async mapping(t: Tenant, connectionId: string, body: object): Promise<string> {
    const path = connectionsOf(t, `/${connectionId}/group_mappings`);
    const answer = await this.app.call(t.key, 'POST', path, body);
    expect(answer.status).toBe(201);
    return answer.body.id;
  }

  /** Signs somebody in at a connection; where that ended, the page, and who they are. */
  async enter(provider: OktaLike, connectionId: string, id: string, user: OktaUser) {
    provider.users.set(id, user);
    provider.current = id;
    const page = this.browser();
    const { location = '' } = await page.signIn(connectionId);
    return { page, location, user: await page.whoAmI() };
  }

  async audited(
    t: Tenant,
    action: string,
  ): Promise<{ target_name: string; before: string; after: string }[]> {
    return this.rows(sql`
      select target_name, before::text, after::text from audit_event
      where account_id = ${t.id} and action = ${action} order by sequence`);
  }
}

/** A route of the connections of an account. */
export const connectionsOf = (t: Tenant, path = ''): string => `/api/accounts/${t.id}/sso/connections${path}`;
