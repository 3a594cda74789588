import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { sql } from '@orch/platform';
import { Browser, GOOD_PASSWORD } from '../testing/browser.ts';
import { IdentityApp } from '../testing/identity-app.ts';
import { soon } from '../testing/soon.ts';

let db: TestDatabase;
let one: IdentityApp;
let two: IdentityApp;
let ip = 0;
/** A browser of its own network, so that tests do not count against each other. */
const browser = (app = one) => new Browser(app, `198.51.100.${(ip += 1)}`);

beforeAll(async () => {
  db = await createTestDatabase();
  [one, two] = (await Promise.all([1, 2].map(() => IdentityApp.start(db.url, { ORCH_SIGN_UP: 'open' })))) as [
    IdentityApp,
    IdentityApp,
  ];
});
afterAll(async () => {
  await Promise.all([one?.stop(), two?.stop()]);
  await db?.drop();
});

const audit = (action: string, target: string) =>
  one.database.queryOutside<{ outcome: string; actor_id: string | null; after: string | null }>(
    sql`select outcome, actor_id, after::text from audit_event where action = ${action} and (target_id = ${target} or target_name = ${target}) order by sequence`,
  );

describe('signing up', () => {
  it('makes a person with an account and a workspace of their own, signed in', async () => {
    const ada = browser();
    const session = await ada.signUp('Ada.L@example.com', { first_name: 'Ada', last_name: 'Lovelace' });
    expect(session.user).toEqual({
      id: expect.any(String),
      handle: 'ada-l',
      email: 'Ada.L@example.com',
      first_name: 'Ada',
      last_name: 'Lovelace',
      email_verified: false,
      has_password: true,
      is_operator: false,
    });
    expect(ada.cookie).toMatch(/^orch_session=[\w-]{43}$/);
    expect((await ada.call('GET', '/api/me')).body).toMatchObject({ handle: 'ada-l' });
    expect((await ada.call('GET', '/api/me/workspaces')).body).toMatchObject([
      { account_name: 'Ada Lovelace', account_handle: 'ada-l', workspace_handle: 'default' },
    ]);
    expect((await ada.call('GET', '/api/auth/state')).body).toMatchObject({
      local_mode: false,
      sign_up: 'open',
      needs_first_owner: false,
      password: true,
      mail: false,
      session,
    });
    expect(await audit('user.created', session.user.id)).toMatchObject([{ actor_id: session.user.id }]);
    expect(await audit('session.created', session.id)).toHaveLength(1);
  });

  it('keeps the accounts of two people apart', async () => {
    const [eve, mallory] = [browser(), browser()];
    await eve.signUp('eve@example.com');
    await mallory.signUp('mallory@example.com');
    const [{ account_id, workspace_id }] = (await eve.call('GET', '/api/me/workspaces')).body;
    expect((await eve.call('GET', `/api/accounts/${account_id}`)).status).toBe(200);
    for (const path of [
      `/api/accounts/${account_id}`,
      `/api/accounts/${account_id}/mails`,
      `/api/accounts/${account_id}/workspaces/${workspace_id}`,
    ]) {
      expect((await eve.call('GET', path)).status).toBe(200);
      expect((await mallory.call('GET', path)).status).toBe(404);
    }
  });

  it('gives a free handle when the wanted one is taken', async () => {
    const people = await Promise.all(
      ['grace@a.example', 'grace@b.example', 'grace@c.example'].map((email) => browser().signUp(email)),
    );
    const handles = people.map(({ user }) => user.handle);
    expect(new Set(handles).size).toBe(3);
    expect(handles.filter((h) => h === 'grace')).toHaveLength(1);
    expect(handles.every((h) => /^grace(-[a-z0-9]{4})?$/.test(h))).toBe(true);
  });

  it('takes an account name, refuses weak passwords, odd addresses and known ones', async () => {
    const known = browser();
    await known.signUp('known@example.com', { account_name: 'Acme Rockets' });
    expect((await known.call('GET', '/api/me/accounts')).body).toMatchObject([
      { account_name: 'Acme Rockets', account_handle: 'acme-rockets' },
    ]);
    const other = browser();
    const tried = (body: object) =>
      other.post('/api/auth/sign-up', { email: 'x@example.com', password: GOOD_PASSWORD, ...body });
    expect(await tried({ password: 'password123' })).toMatchObject({
      status: 422,
      body: { detail: /easy to guess/ },
    });
    expect(await tried({ password: 'short' })).toMatchObject({ status: 422 });
    expect((await tried({ email: 'KNOWN@example.com' })).status).toBe(409);
    for (const email of ['x', 'a@b@c', 'a@b.c\r\nbcc: d@e.f', '<a@b.c>', 'a@b.c,d@e.f', ''])
      expect((await tried({ email })).status).toBe(422);
    expect(JSON.stringify((await tried({ password: 12 })).body)).not.toContain(GOOD_PASSWORD);
  });

  it('takes nothing but what it asks for', async () => {
    const eve = browser();
    const session = await eve.signUp('mass@example.com', {
      id: 'x',
      is_operator: true,
      email_verified: true,
      handle: 'root',
    });
    expect(session.user).toMatchObject({ is_operator: false, email_verified: false, handle: 'mass' });
  });
});

describe('signing in', () => {
  it('gives another token each time, ends the one the browser came with, and takes a planted one away', async () => {
    const first = browser();
    await first.signUp('rotate@example.com');
    const before = first.cookie;
    const again = await first.signIn('ROTATE@example.com');
    expect(again.status).toBe(200);
    expect(first.cookie).not.toBe(before);
    expect(again.headers['set-cookie']).toMatch(
      /^orch_session=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/,
    );
    const old = browser();
    old.cookie = before;
    expect((await old.call('GET', '/api/me')).status).toBe(401);

    const planted = browser();
    planted.cookie = 'orch_session=planted-by-somebody-else';
    await planted.signIn('rotate@example.com');
    expect(planted.cookie).not.toContain('planted');
  });

  it('over TLS the cookie is bound to the host', async () => {
    const app = await IdentityApp.start(db.url, {
      ORCH_SIGN_UP: 'open',
      ORCH_PUBLIC_URL: 'https://orch.example.com',
    });
    const secure = new Browser(app, '198.51.100.250');
    secure.headers = { origin: 'https://orch.example.com' };
    await secure.signUp('tls@example.com');
    expect(secure.cookie).toMatch(/^__Host-orch_session=/);
    const { headers } = await secure.signIn('tls@example.com');
    expect(headers['set-cookie']).toMatch(/Path=\/; Max-Age=60\d{4}; HttpOnly; SameSite=Lax; Secure$/);
    expect((await secure.call('GET', '/api/me')).status).toBe(200);
    secure.headers = { origin: 'http://127.0.0.1:4200' };
    expect((await secure.call('PATCH', '/api/me', { first_name: 'x' })).status).toBe(403);
    await app.stop();
  });

  it('answers a wrong password, an unknown address and a disabled person alike, and writes it down', async () => {
    await browser().signUp('alike@example.com');
    const off = await browser().signUp('disabled@example.com');
    await one.database.queryOutside(sql`update app_user set is_disabled = true where id = ${off.user.id}`);
    const wrong = await browser().signIn('alike@example.com', 'not the password');
    const answers = [
      await browser().signIn('nobody@example.com', 'not the password'),
      await browser().signIn('disabled@example.com'),
    ];
    expect(wrong.status).toBe(401);
    for (const { status, body } of answers)
      expect({ status, body }).toEqual({ status: 401, body: wrong.body });
    expect(await audit('session.refused', 'nobody@example.com')).toMatchObject([
      { outcome: 'failure', actor_id: null, after: '{"reason":"credentials"}' },
    ]);
  });

  it('takes as long for an unknown address as for a wrong password', async () => {
    await browser().signUp('timed@example.com');
    const timesMs = { unknown: [] as number[], known: [] as number[] };
    // taken in turn, and the shortest compared: what else the machine does makes answers longer, never shorter
    for (let i = 0; i < 9; i += 1)
      for (const [kind, email] of [
        ['unknown', `unknown${i}@example.com`],
        ['known', 'timed@example.com'],
      ] as const) {
        const visitor = browser();
        const started = performance.now();
        await visitor.signIn(email, 'not the password at all');
        timesMs[kind].push(performance.now() - started);
        await one.database.queryOutside(sql`delete from sign_in_failure`);
      }
    const [unknown, known] = [Math.min(...timesMs.unknown), Math.min(...timesMs.known)];
    // without the dummy hash an unknown address is answered in a tenth of the time
    expect(unknown / known).toBeGreaterThan(0.5);
    expect(unknown / known).toBeLessThan(2);
  });

  it('holds back guesses of one address from any network and in any process, known or not', async () => {
    await browser().signUp('guessed@example.com');
    for (const email of ['guessed@example.com', 'unknown-guessed@example.com']) {
      const answers = [];
      for (let i = 0; i < 7; i += 1)
        answers.push(await browser(i % 2 ? one : two).signIn(email, 'wrong wrong wrong'));
      expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429, 429]);
      expect(Number(answers[5]!.headers['retry-after'])).toBeGreaterThan(5);
      expect(Number(answers[5]!.headers['retry-after'])).toBeLessThanOrEqual(15);
    }
    // also the right password has to wait; afterwards everything is as before
    expect((await browser().signIn('guessed@example.com')).status).toBe(429);
    await one.database.queryOutside(
      sql`update sign_in_failure set blocked_until = now() - interval '1 second'`,
    );
    expect((await browser().signIn('guessed@example.com', 'wrong wrong wrong')).status).toBe(401);
    const { headers } = await browser().signIn('guessed@example.com');
    expect(Number(headers['retry-after'])).toBeGreaterThan(20); // doubled
    await one.database.queryOutside(
      sql`update sign_in_failure set blocked_until = now() - interval '1 second'`,
    );
    expect((await browser().signIn('guessed@example.com')).status).toBe(200);
    expect(
      await one.database.queryOutside(
        sql`select from sign_in_failure where subject like 'email:%' and failures > 6 and blocked_until is null`,
      ),
    ).toEqual([]);
  });

  it('an attempt that began before the last one was written counts as one', async () => {
    await browser().signUp('late@example.com');
    expect((await browser().signIn('late@example.com', 'wrong 0')).status).toBe(401);
    await one.database.queryOutside(
      sql`update sign_in_failure set updated = now() + interval '3 seconds' where subject like 'email:%' and failures = 1`,
    );
    const answers = [];
    for (let i = 1; i < 6; i += 1)
      answers.push((await browser().signIn('late@example.com', `wrong ${i}`)).status);
    expect(answers).toEqual([401, 401, 401, 401, 429]);
  });

  it('a hundred guesses at once are no more than five', async () => {
    await browser().signUp('parallel@example.com');
    const answers = await Promise.all(
      Array.from({ length: 9 }, (_, i) =>
        browser(i % 2 ? one : two).signIn('parallel@example.com', `wrong ${i}`),
      ),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(5);
  });

  it('one network cannot knock without end', async () => {
    const flood = new Browser(one, '2001:db8:1:2::7');
    let last = await flood.signIn('a@example.com', 'wrong');
    for (let i = 0; i < 60 && last.status !== 429; i += 1) {
      flood.headers = { origin: 'http://127.0.0.1:4200' };
      last = await new Browser(one, `2001:db8:1:2::${i}`).signIn(`a${i}@example.com`, 'wrong');
    }
    expect(last.status).toBe(429);
    expect((await new Browser(one, '2001:db8:1:3::7').signIn('b@example.com', 'wrong')).status).toBe(401);
  });
});

describe('requests by cookie', () => {
  it('change something only from our pages and with the token of the session', async () => {
    const ada = browser();
    await ada.signUp('csrf@example.com');
    const change = () => ada.call('PATCH', '/api/me', { first_name: 'Ada' });
    expect((await change()).status).toBe(200);
    const token = ada.csrf;
    const withHeaders = async (headers: Record<string, string>) => {
      ada.headers = headers;
      return (await change()).status;
    };
    expect(await withHeaders({ origin: 'https://evil.example' })).toBe(403);
    expect(await withHeaders({ origin: 'null' })).toBe(403);
    expect(await withHeaders({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await withHeaders({})).toBe(403);
    expect(await withHeaders({ 'sec-fetch-site': 'same-origin' })).toBe(200);
    const other = browser();
    await other.signUp('csrf-other@example.com');
    for (const csrf of [undefined, '', 'x', `${token}x`, other.csrf]) {
      ada.csrf = csrf;
      expect(await withHeaders({ origin: 'http://127.0.0.1:4200' })).toBe(403);
    }
    // reading needs neither: pages of other sites cannot see the answer
    ada.headers = {};
    const read = await ada.call('GET', '/api/me');
    expect(read.status).toBe(200);
    expect(read.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('a bearer token wins over the cookie, and needs no page of ours', async () => {
    const ada = browser();
    const { user } = await ada.signUp('bearer@example.com');
    const { body } = await ada.post(`/api/users/${user.id}/api_keys`, { name: 'ci' });
    ada.headers = { authorization: `Bearer ${body.key}`, origin: 'https://evil.example' };
    expect((await ada.call('PATCH', '/api/me', { first_name: 'Key' })).status).toBe(200);
    ada.headers = { authorization: 'Bearer pnu_wrong' };
    expect((await ada.call('GET', '/api/me')).status).toBe(401);
  });

  it('nobody is signed in or up from a page of another site', async () => {
    const evil = browser();
    evil.headers = { origin: 'https://evil.example' };
    for (const path of [
      'sign-in',
      'sign-up',
      'sign-out',
      'forgot-password',
      'reset-password',
      'verify-email',
      'resend-verification',
    ])
      expect([
        path,
        (
          await evil.post(`/api/auth/${path}`, {
            email: 'a@example.com',
            password: GOOD_PASSWORD,
            token: 'x',
          })
        ).status,
      ]).toEqual([path, 403]);
  });
});

describe('sessions', () => {
  it('are listed with where they are used, and revoked one by one or all others, everywhere within a second', async () => {
    const [laptop, phone, tablet] = [browser(), browser(), browser(two)];
    const { user } = await laptop.signUp('many@example.com');
    await phone.signIn('many@example.com');
    await tablet.signIn('many@example.com');
    const { body: list } = await laptop.call('GET', '/api/auth/sessions');
    expect(list).toHaveLength(3);
    expect(list.find((s: { is_current: boolean }) => s.is_current)).toEqual({
      id: expect.any(String),
      created: expect.stringMatching(/Z$/),
      last_seen: expect.stringMatching(/Z$/),
      expires: expect.stringMatching(/Z$/),
      user_agent: 'test browser',
      ip: laptop.ip,
      method: 'sign_up',
      is_current: true,
    });
    const stranger = browser();
    await stranger.signUp('stranger@example.com');
    expect((await stranger.call('GET', '/api/auth/sessions')).body).toHaveLength(1);
    const ofTablet = list.find((s: { ip: string }) => s.ip === tablet.ip);
    expect((await stranger.call('DELETE', `/api/auth/sessions/${ofTablet.id}`)).status).toBe(404);
    expect((await tablet.call('GET', '/api/me')).status).toBe(200);

    expect((await laptop.call('DELETE', `/api/auth/sessions/${ofTablet.id}`)).status).toBe(204);
    await soon(async () => (await tablet.call('GET', '/api/me')).status === 401);
    phone.app = two;
    expect((await phone.call('GET', '/api/me')).status).toBe(200);
    expect((await laptop.call('DELETE', '/api/auth/sessions')).status).toBe(204);
    await soon(async () => (await phone.call('GET', '/api/me')).status === 401);
    expect((await laptop.call('GET', '/api/me')).status).toBe(200);
    expect(await audit('session.revoked', ofTablet.id)).toHaveLength(1);
    expect(await audit('session.others_revoked', user.id)).toMatchObject([{ after: '{"count":1}' }]);
  });

  it('end by signing out, and signing out without one is fine', async () => {
    const ada = browser();
    const { id } = await ada.signUp('out@example.com');
    const { cookie } = ada;
    const out = await ada.post('/api/auth/sign-out');
    expect(out.status).toBe(204);
    expect(out.headers['set-cookie']).toMatch(/^orch_session=; Path=\/; Max-Age=0/);
    ada.cookie = cookie;
    expect((await ada.call('GET', '/api/me')).status).toBe(401);
    expect((await ada.call('GET', '/api/auth/state')).body.session).toBeNull();
    expect((await browser().post('/api/auth/sign-out')).status).toBe(204);
    expect(await audit('session.revoked', id)).toHaveLength(1);
  });

  it.each([
    ['idle for twelve hours', sql`last_seen_at = now() - interval '12 hours 1 minute'`],
    ['a week old', sql`expires_at = now() - interval '1 second'`],
  ])('are over when %s', async (_, change) => {
    const ada = browser();
    const { id } = await ada.signUp(`over-${Math.random()}@example.com`);
    await two.database.queryOutside(sql`update user_session set ${change} where id = ${id}`);
    ada.app = two; // which has not seen it yet
    expect((await ada.call('GET', '/api/me')).status).toBe(401);
  });

  it('note their use once in a while, in one statement', async () => {
    const app = await IdentityApp.start(db.url, { ORCH_SIGN_UP: 'open' });
    const ada = new Browser(app, '198.51.100.251');
    const { id } = await ada.signUp('seen@example.com');
    await app.database.queryOutside(
      sql`update user_session set last_seen_at = now() - interval '1 hour' where id = ${id}`,
    );
    await ada.call('GET', '/api/me');
    await ada.call('GET', '/api/me');
    await app.stop(); // writes down what was used
    const [row] = await one.database.queryOutside<{ fresh: boolean }>(
      sql`select last_seen_at > now() - interval '1 minute' as fresh from user_session where id = ${id}`,
    );
    expect(row!.fresh).toBe(true);
  });

  it('no more than fifty of one person', async () => {
    const ada = browser();
    const { user } = await ada.signUp('hoarder@example.com');
    await one.database.queryOutside(sql`
      insert into user_session (id, user_id, token_hash, method, expires_at, created)
      select gen_random_uuid(), ${user.id}, sha256(i::text::bytea), 'password', now() + interval '1 day', now() - interval '1 hour' * i
      from generate_series(1, 60) i`);
    await browser().signIn('hoarder@example.com');
    const [row] = await one.database.queryOutside<{ n: string }>(
      sql`select count(*) as n from user_session where user_id = ${user.id}`,
    );
    expect(Number(row!.n)).toBe(50);
  });

  it('keep nothing that opens them', async () => {
    const ada = browser();
    await ada.signUp('dump@example.com');
    const token = ada.cookie!.split('=')[1]!;
    const rows = await one.database.queryOutside<{ text: string }>(sql`
      select (select string_agg(s::text, '') from user_session s) || (select string_agg(a::text, '') from audit_event a)
        || (select string_agg(u::text, '') from app_user u) as text`);
    expect(rows[0]!.text).not.toContain(token);
    expect(rows[0]!.text).not.toContain(ada.csrf);
    expect(rows[0]!.text).not.toContain(GOOD_PASSWORD);
  });
});

describe('the profile', () => {
  it('is changed by its owner, with an entry of what changed', async () => {
    const ada = browser();
    const { user } = await ada.signUp('profile@example.com', { first_name: 'Ada' });
    const answer = await ada.call('PATCH', '/api/me', {
      first_name: 'Ada',
      last_name: 'Byron',
      handle: 'ada-byron',
      email: 'new@example.com',
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { last_name: 'Byron', handle: 'ada-byron', email: 'profile@example.com' },
    });
    expect((await ada.call('GET', '/api/me')).body).toMatchObject({ handle: 'ada-byron' });
    const [entry] = await audit('user.updated', user.id);
    expect(JSON.parse(entry!.after!)).toEqual({ handle: 'ada-byron', last_name: 'Byron' });
    await browser().signUp('taken-handle@example.com');
    expect((await ada.call('PATCH', '/api/me', { handle: 'taken-handle' })).status).toBe(409);
    expect((await ada.call('PATCH', '/api/me', { handle: 'Not A Handle' })).status).toBe(422);
    expect((await browser().call('PATCH', '/api/me', { first_name: 'x' })).status).toBe(401);
  });
});
