import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { sql } from '@orch/platform';
import * as client from 'openid-client';
import { GOOD_PASSWORD } from '../testing/browser.ts';
import { IdentityApp } from '../testing/identity-app.ts';
import { SsoBrowser } from '../testing/sso-browser.ts';

/** An ordinary OAuth client library judges us: it knows nothing but our address. */
let db: TestDatabase;
let app: IdentityApp;
let server: Server;
let base: string;
let cli: client.Configuration;
let network = 0;

async function person(email: string): Promise<SsoBrowser> {
  const page = new SsoBrowser(app, `203.0.113.${(network += 1)}`);
  const body = { email, password: GOOD_PASSWORD };
  expect((await page.visit('/api/auth/sign-up', { method: 'POST', body })).status).toBe(201);
  await page.whoAmI();
  return page;
}
const handleOf = async (key: string): Promise<string> => (await app.call(key, 'GET', '/api/me')).body.handle;
const form = (path: string, members: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${base}/oauth/${path}`, { method: 'POST', body: new URLSearchParams(members), headers });
const audited = (action: string) =>
  app.database.queryOutside<{ actor_name: string; after: string | null }>(
    sql`select actor_name, after::text from audit_event where action = ${action} order by occurred`,
  );

beforeAll(async () => {
  db = await createTestDatabase();
  app = await IdentityApp.start(db.url, { ORCH_SIGN_UP: 'open' });
  // a socket for the library; the answers are the application's own
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      void app.app
        .inject({
          method: request.method as 'GET',
          url: request.url!,
          headers: request.headers as Record<string, string>,
          payload: Buffer.concat(chunks),
          remoteAddress: '192.0.2.1',
        })
        .then((answer) => {
          response
            .writeHead(answer.statusCode, answer.headers as Record<string, string>)
            .end(answer.rawPayload);
        });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // of TCP
  cli = await client.discovery(new URL(base), 'orch-cli', undefined, client.None(), {
    algorithm: 'oauth2',
    execute: [client.allowInsecureRequests],
  });
});
afterAll(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
  await app?.stop();
  await db?.drop();
});

describe('the browser log-in of the Python client', () => {
  it('consent names what will be made, and the key of the answer works', async () => {
    const page = await person('py@example.com');
    const callback = 'http://localhost:33799';
    const query = `callback=${encodeURIComponent(callback)}`;
    expect(await page.json(`/api/auth/client-grants?${query}`)).toMatchObject({
      client_name: 'Prefect CLI',
      destination: 'localhost:33799',
      key_name: expect.stringMatching(/^Prefect CLI, \d{4}-\d\d-\d\d$/),
      expires_in_days: 90,
      expires_in_days_max: 365,
      user: { handle: 'py', email: 'py@example.com' },
    });
    const body = { callback, source: 'prefect-cloud', expires_in_days: 7 };
    const { status, body: text } = await page.visit('/api/auth/client-grants', { method: 'POST', body });
    const grant = JSON.parse(text);
    expect(status).toBe(201);
    expect(grant).toMatchObject({
      api_key: expect.stringMatching(/^pnu_[0-9A-Za-z]{42}$/),
      name: expect.stringContaining('Prefect Cloud CLI'),
      success_url: 'http://localhost:33799/success',
      failure_url: 'http://localhost:33799/failure',
    });
    expect(Date.parse(grant.expiration) - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    expect(Date.parse(grant.expiration) - Date.now()).toBeLessThan(7.1 * 86_400_000);
    expect(await handleOf(grant.api_key)).toBe('py');
    const made = await audited('api_key.created');
    expect(made.at(-1)).toMatchObject({ actor_name: 'py', after: expect.stringContaining('client grant') });
    expect(JSON.stringify(made)).not.toContain(grant.api_key);
  });

  it('a key is named and dated as the person says; null means it does not expire', async () => {
    const page = await person('named@example.com');
    const body = { callback: 'http://127.0.0.1:1', name: ' My \n laptop ', expires_in_days: null };
    const grant = await page.json<{ name: string; expiration: null }>('/api/auth/client-grants', {
      method: 'POST',
      body,
    });
    expect(grant).toMatchObject({ name: 'My laptop', expiration: null });
  });

  it.each([
    ['https://evil.example', undefined, 422],
    ['http://evil.example#localhost', undefined, 422],
    ['http://localhost:1@evil.example', undefined, 422],
    ['http://localhost:1', 0, 422],
    ['http://localhost:1', 366, 422],
    ['http://localhost:1', 'never', 422],
  ])('callback %s with %j days answers %i', async (callback, expires_in_days, status) => {
    const page = await person(`bad${(network += 1)}@example.com`);
    const body = { callback, ...(expires_in_days === undefined ? {} : { expires_in_days }) };
    const answer = await page.visit('/api/auth/client-grants', { method: 'POST', body });
    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain('pnu_');
  });

  it('needs a person at our page: no stranger, no API key, no other site', async () => {
    const page = await person('cautious@example.com');
    const body = { callback: 'http://localhost:1' };
    const path = '/api/auth/client-grants';
    const { api_key } = await page.json<{ api_key: string }>(path, { method: 'POST', body });
    for (const [method, route] of [
      ['POST', path],
      ['GET', `${path}?callback=http://localhost:1`],
      ['GET', '/api/auth/device?user_code=BCDFGHJK'],
      ['POST', '/api/auth/device'],
      ['POST', '/api/auth/authorizations'],
    ] as const) {
      const given = method === 'POST' ? { ...body, user_code: 'BCDFGHJK', decision: 'approve' } : undefined;
      expect([route, (await app.call(null, method, route, given)).status]).toEqual([route, 401]);
      expect([route, (await app.call(api_key, method, route, given)).status]).toEqual([route, 403]);
    }
    page.csrf = 'x';
    expect((await page.visit(path, { method: 'POST', body })).status).toBe(403);
  });
});

describe('authorization code with PKCE', () => {
  const redirectUri = 'http://127.0.0.1:5123/callback';
  const begin = async (parameters: Record<string, string> = {}) => {
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const url = client.buildAuthorizationUrl(cli, {
      redirect_uri: redirectUri,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      device_name: 'thinkpad',
      ...parameters,
    });
    return { url, verifier, state };
  };
  /** From the library's URL over our page's decision to the redirect. */
  const decided = async (page: SsoBrowser, url: URL, decision: string, more: object = {}) => {
    const { status, headers } = await fetch(url, { redirect: 'manual' });
    const consent = new URL(headers.get('location')!);
    expect([status, consent.origin, consent.pathname]).toEqual([302, base, '/auth/authorize']);
    const query = Object.fromEntries(consent.searchParams);
    const shown = await page.json<object>(`/api/auth/authorizations?${consent.searchParams}`);
    expect(shown).toMatchObject({
      client_name: 'Orch CLI',
      destination: '127.0.0.1:5123',
      key_name: expect.stringMatching(/^Orch CLI on thinkpad, /),
    });
    const body = { ...query, decision, ...more };
    const answer = await page.visit('/api/auth/authorizations', { method: 'POST', body });
    expect(answer.status).toBe(200);
    const back = new URL(JSON.parse(answer.body).redirect_to);
    // our pages know us by another name than the library does
    back.searchParams.set('iss', base);
    return back;
  };

  it('an ordinary client gets a key that works as Bearer, once', async () => {
    const page = await person('coder@example.com');
    const { url, verifier, state } = await begin();
    const back = await decided(page, url, 'approve', { expires_in_days: 30 });
    const checks = { pkceCodeVerifier: verifier, expectedState: state };
    const tokens = await client.authorizationCodeGrant(cli, back, checks);
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 30 * 86_400, scope: '' });
    expect(await handleOf(tokens.access_token)).toBe('coder');
    expect((await app.call(tokens.access_token, 'GET', '/api/me/workspaces')).body).toHaveLength(1);

    // whoever brings the code a second time ends the key: nobody knows who the first one was
    await expect(client.authorizationCodeGrant(cli, back, checks)).rejects.toMatchObject({
      error: 'invalid_grant',
    });
    expect((await app.call(tokens.access_token, 'GET', '/api/me')).status).toBe(401);
    expect((await audited('api_key.revoked')).at(-1)?.actor_name).toBe('authorization code used twice');
  });

  it('two who redeem a code at once: one gets a key, and loses it', async () => {
    const page = await person('racer@example.com');
    const { url, verifier } = await begin();
    const code = (await decided(page, url, 'approve')).searchParams.get('code')!;
    const members = {
      grant_type: 'authorization_code',
      client_id: 'orch-cli',
      redirect_uri: redirectUri,
      code_verifier: verifier,
      code,
    };
    const answers = await Promise.all([1, 2].map(() => form('token', members)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
    const { access_token } = (await answers.find(({ status }) => status === 200)!.json()) as {
      access_token: string;
    };
    expect((await app.call(access_token, 'GET', '/api/me')).status).toBe(401);
  });

  it('a denial is told to the client', async () => {
    const page = await person('denier@example.com');
    const { url, verifier, state } = await begin();
    const back = await decided(page, url, 'deny');
    await expect(
      client.authorizationCodeGrant(cli, back, { pkceCodeVerifier: verifier, expectedState: state }),
    ).rejects.toMatchObject({ error: 'access_denied' });
  });

  it.each<[string, Record<string, string | undefined>, string]>([
    ['another verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant'],
    ['the challenge as verifier', { code_verifier: 'CHALLENGE' }, 'invalid_grant'],
    ['a verifier that is too short', { code_verifier: 'short' }, 'invalid_grant'],
    ['no verifier', { code_verifier: undefined }, 'invalid_request'],
    ['another redirect URI', { redirect_uri: 'http://127.0.0.1:5124/callback' }, 'invalid_grant'],
    ['no redirect URI', { redirect_uri: undefined }, 'invalid_request'],
    ['an invented code', { code: 'x' }, 'invalid_grant'],
    ['another client', { client_id: 'other' }, 'invalid_client'],
    ['no client', { client_id: undefined }, 'invalid_client'],
    ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['no grant', { grant_type: undefined }, 'unsupported_grant_type'],
  ])('a token for %s is refused', async (_what, change, error) => {
    const page = await person(`wrong${(network += 1)}@example.com`);
    const { url, verifier } = await begin();
    const code = (await decided(page, url, 'approve')).searchParams.get('code')!;
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const members = Object.entries({
      grant_type: 'authorization_code',
      client_id: 'orch-cli',
      redirect_uri: redirectUri,
      code_verifier: verifier,
      code,
      ...change,
    }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value === 'CHALLENGE' ? challenge : value] as const],
    );
    const answer = await form('token', Object.fromEntries(members));
    expect([answer.status, await answer.json()]).toEqual([
      error === 'invalid_client' ? 401 : 400,
      { error, error_description: expect.any(String) },
    ]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('a code is good for a minute, and not after its person was disabled', async () => {
    for (const change of [
      sql`update oauth_code set expires_at = now() - interval '1 second' where used_at is null`,
      sql`update app_user set is_disabled = true where email like 'late%'`,
    ]) {
      const page = await person(`late${(network += 1)}@example.com`);
      const { url, verifier, state } = await begin();
      const back = await decided(page, url, 'approve');
      const [{ life } = { life: 0 }] = await app.database.queryOutside<{ life: number }>(
        sql`select extract(epoch from expires_at - created)::float8 as life from oauth_code order by created desc limit 1`,
      );
      expect(Math.round(life)).toBe(60);
      await app.database.queryOutside(change);
      const checks = { pkceCodeVerifier: verifier, expectedState: state };
      await expect(client.authorizationCodeGrant(cli, back, checks)).rejects.toMatchObject({
        error: 'invalid_grant',
      });
    }
  });

  it('wrong clients and redirect URIs are told on the spot, other mistakes at the redirect URI', async () => {
    for (const parameters of [
      { redirect_uri: 'https://evil.example/callback' },
      { redirect_uri: 'http://127.0.0.1:5123/elsewhere' },
      { client_id: 'other' },
    ] as Record<string, string>[]) {
      const { url } = await begin(parameters);
      const answer = await fetch(url, { redirect: 'manual' });
      expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    }
    const { url, state } = await begin({ code_challenge_method: 'plain' });
    const answer = await fetch(url, { redirect: 'manual' });
    const back = new URL(answer.headers.get('location')!);
    expect(back.origin + back.pathname).toBe(redirectUri);
    expect(Object.fromEntries(back.searchParams)).toEqual({
      error: 'invalid_request',
      error_description: expect.any(String),
      state,
      iss: base,
    });
  });
});

describe('device code', () => {
  const begin = () => client.initiateDeviceAuthorization(cli, { device_name: 'server-7' });
  const poll = async (deviceCode: string, clientId = 'orch-cli') => {
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
    const answer = await form('token', { grant_type, client_id: clientId, device_code: deviceCode });
    const body = (await answer.json()) as { error?: string; access_token?: string };
    return body.error ?? body.access_token!;
  };
  const waited = (deviceCode: string, seconds: number) =>
    app.database.queryOutside(sql`
      update oauth_device set last_polled_at = last_polled_at - make_interval(secs => ${seconds})
      where hash = ${createHash('sha256').update(deviceCode).digest()}`);
  const decide = (page: SsoBrowser, userCode: string, decision: string, more: object = {}) =>
    page.visit('/api/auth/device', { method: 'POST', body: { user_code: userCode, decision, ...more } });

  it('an ordinary client waits, a person approves on another computer, and the key works', async () => {
    const page = await person('approver@example.com');
    const device = await begin();
    expect(device).toMatchObject({
      user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
      verification_uri: `${base}/auth/device`,
      verification_uri_complete: `${base}/auth/device?user_code=${device.user_code}`,
      expires_in: 600,
      interval: 5,
    });
    const typed = device.user_code.toLowerCase().replace('-', ' ');
    expect(await page.json(`/api/auth/device?user_code=${encodeURIComponent(typed)}`)).toMatchObject({
      client_name: 'Orch CLI',
      destination: 'server-7',
      user_code: device.user_code,
      ip: '192.0.2.1',
      user_agent: expect.any(String),
      key_name: expect.stringMatching(/^Orch CLI on server-7, /),
    });
    expect(await poll(device.device_code)).toBe('authorization_pending');
    expect((await decide(page, typed, 'approve', { name: 'Server 7', expires_in_days: 1 })).body).toBe(
      '{"status":"approved"}',
    );
    const tokens = await client.pollDeviceAuthorizationGrant(cli, { ...device, interval: 0.01 });
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 86_400 });
    expect(await handleOf(tokens.access_token)).toBe('approver');
    expect(await poll(device.device_code)).toBe('invalid_grant');
    expect((await audited('oauth_device.approved')).at(-1)?.actor_name).toBe('approver');
    expect((await decide(page, typed, 'approve')).status).toBe(404);
  });

  it('who asks too often is slowed down, each time by five seconds more', async () => {
    const { device_code } = await begin();
    expect(await poll(device_code)).toBe('authorization_pending');
    expect(await poll(device_code)).toBe('slow_down'); // ten seconds from here on
    await waited(device_code, 6);
    expect(await poll(device_code)).toBe('slow_down'); // fifteen
    await waited(device_code, 15);
    expect(await poll(device_code)).toBe('authorization_pending');
  });

  it('a denial, an expired code, an invented one and one of another client', async () => {
    const page = await person('careful@example.com');
    const denied = await begin();
    expect((await decide(page, denied.user_code, 'deny')).status).toBe(200);
    expect(await poll(denied.device_code)).toBe('access_denied');
    expect(await poll(denied.device_code)).toBe('invalid_grant');
    const late = await begin();
    await app.database.queryOutside(sql`update oauth_device set expires_at = now()`);
    expect(await poll(late.device_code)).toBe('expired_token');
    expect((await decide(page, late.user_code, 'approve')).status).toBe(404);
    expect(await poll(randomBytes(32).toString('base64url'))).toBe('invalid_grant');
    const fresh = await begin();
    expect(await poll(fresh.device_code, 'other')).toBe('invalid_client');
  });

  it('of two polls at once after the approval one gets the key', async () => {
    const page = await person('both.polls@example.com');
    const { device_code, user_code } = await begin();
    await decide(page, user_code, 'approve');
    const answers = await Promise.all([poll(device_code), poll(device_code)]);
    expect(answers.filter((answer) => answer.startsWith('pnu_'))).toHaveLength(1);
    expect(answers).toContain('invalid_grant');
  });

  it('of two people who decide at once one decides', async () => {
    const [a, b] = [await person('first@example.com'), await person('second@example.com')];
    const { user_code } = await begin();
    const answers = await Promise.all([decide(a, user_code, 'approve'), decide(b, user_code, 'deny')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
  });

  it('codes cannot be guessed quickly', async () => {
    const page = await person('guesser@example.com');
    const answers = [];
    for (let i = 0; i < 12; i += 1) answers.push(await page.visit('/api/auth/device?user_code=BCDFGHJK'));
    expect(answers.slice(0, 10).map(({ status }) => status)).toEqual(Array(10).fill(404));
    expect(answers.at(-1)!.status).toBe(429);
  });
});

describe('revocation', () => {
  it('ends a key at once, and says nothing about others', async () => {
    const page = await person('done@example.com');
    const body = { callback: 'http://localhost:1' };
    const { api_key } = await page.json<{ api_key: string }>('/api/auth/client-grants', {
      method: 'POST',
      body,
    });
    expect(await handleOf(api_key)).toBe('done');
    await client.tokenRevocation(cli, api_key);
    expect((await app.call(api_key, 'GET', '/api/me')).status).toBe(401);
    await client.tokenRevocation(cli, api_key);
    await client.tokenRevocation(cli, 'anything');
    expect((await form('revoke', {})).status).toBe(400);
    expect((await audited('api_key.revoked')).at(-1)?.after).toContain('token revocation');
  });
});

describe('forms', () => {
  it.each([
    ['application/json', '{"grant_type":"authorization_code","client_id":"orch-cli"}'],
    ['text/plain', 'grant_type=authorization_code&client_id=orch-cli'],
    ['application/x-www-form-urlencoded', 'client_id=orch-cli&client_id=orch-cli&grant_type=x'],
  ])('%s: %s is an invalid request', async (type, body) => {
    const answer = await fetch(`${base}/oauth/token`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'invalid_request' }]);
  });

  it('are taken by OAuth routes only', async () => {
    const answer = await fetch(`${base}/api/auth/sign-in`, {
      method: 'POST',
      body: new URLSearchParams({ email: 'a@example.com', password: 'x' }),
    });
    expect(answer.status).toBe(415);
  });

  it('NUL and endless values are refused, not stored', async () => {
    for (const device_name of ['a\0b', 'x'.repeat(101)]) {
      const answer = await form('device_authorization', { client_id: 'orch-cli', device_name });
      expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'invalid_request' }]);
    }
  });
});
