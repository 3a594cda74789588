import { microsToWire } from '@orch/kernel';
import { sql } from '@orch/platform';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { ACCOUNT_ROLES } from '../roles/roles.ts';
import { IdentityApp } from '../testing/identity-app.ts';
import { memberOf, ownerOfNewAccount, type Person } from '../testing/two-accounts.ts';

let db: TestDatabase;
let app: IdentityApp;
let limited: IdentityApp;
let alice: Person;
let bob: Person;
let mia: Person;

beforeAll(async () => {
  db = await createTestDatabase();
  app = await IdentityApp.start(db.url);
  limited = await IdentityApp.start(db.url, {
    ORCH_RATE_LIMIT_PER_KEY: '5',
    ORCH_RATE_LIMIT_PER_ACCOUNT: '7',
  });
  alice = await ownerOfNewAccount(app.database, 'alice');
  bob = await ownerOfNewAccount(app.database, 'bob');
  mia = await memberOf(app.database, alice, 'mia', ACCOUNT_ROLES.Member);
});
afterAll(async () => {
  await Promise.all([app?.stop(), limited?.stop()]);
  await db?.drop();
});

const a = (path: string, person = alice): string => `/api/accounts/${person.accountId}${path}`;

/** A request from an address. */
async function from(
  address: string,
  person: Person,
  method: 'GET' | 'PUT' | 'PATCH',
  path: string,
  body?: object,
) {
  const answer = await app.app.inject({
    method,
    url: path,
    remoteAddress: address,
    headers: {
      authorization: `Bearer ${person.key}`,
      'content-type': 'application/json',
      'x-forwarded-for': '10.0.0.1',
    },
    ...(body && { payload: JSON.stringify(body) }),
  });
  return { status: answer.statusCode, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
}
const put = (address: string, networks: (string | object)[], person = alice) =>
  from(address, person, 'PUT', a('/ip_allowlist', person), {
    entries: networks.map((n) => (typeof n === 'string' ? { ip_network: n } : n)),
  });
const enforce = (address: string) =>
  from(address, alice, 'PATCH', a('/settings'), { enforce_ip_allowlist: true });

describe('allowed addresses', () => {
  it('the list is read as it was written, in canonical form, and keeps when a network was seen', async () => {
    expect((await from('10.1.2.3', alice, 'GET', a('/ip_allowlist'))).body).toEqual({ entries: [] });
    const entries = [
      { ip_network: '2001:DB8::/32', enabled: false, description: 'later' },
      { ip_network: '10.0.0.0/8', description: null },
      '192.0.2.7',
    ];
    expect((await put('10.1.2.3', entries)).status).toBe(204);
    expect((await from('10.1.2.3', alice, 'GET', a('/ip_allowlist'))).body).toEqual({
      entries: [
        { ip_network: '2001:db8::/32', enabled: false, description: 'later', last_seen: null },
        { ip_network: '10.0.0.0/8', enabled: true, description: null, last_seen: null },
        { ip_network: '192.0.2.7/32', enabled: true, description: null, last_seen: null },
      ],
    });
    for (const [address, allowed] of [
      ['10.9.9.9', true],
      ['::ffff:10.9.9.9', true],
      ['11.0.0.1', false],
      ['2001:db8::1', false],
    ])
      expect((await from(String(address), alice, 'GET', a('/ip_allowlist/my_access'))).body).toMatchObject({
        allowed,
      });
  });

  it('once enforced, only listed addresses enter, whatever a header says; other accounts are not concerned', async () => {
    await put('10.1.2.3', ['10.0.0.0/8', '2001:db8::/32']);
    const lockedOut = await enforce('8.8.8.8');
    expect(lockedOut.status).toBe(422);
    expect(lockedOut.body.detail).toContain('8.8.8.8');
    expect((await from('8.8.8.8', alice, 'GET', a('/'))).status).toBe(200);
    expect((await enforce('10.1.2.3')).status).toBe(204);
    expect((await from('10.1.2.3', alice, 'GET', a('/'))).status).toBe(200);
    expect((await from('2001:db8::7', alice, 'GET', a('/'))).status).toBe(200);
    const refused = await from('8.8.8.8', alice, 'GET', a('/'));
    expect(refused).toEqual({
      status: 403,
      body: { detail: 'This account does not allow access from your IP address, 8.8.8.8.' },
    });
    expect((await from('8.8.8.8', bob, 'GET', a('/', bob))).status).toBe(200);
    const { entries } = (await from('10.1.2.3', alice, 'GET', a('/ip_allowlist'))).body;
    expect(entries[0].last_seen).not.toBeNull();
  });

  it('nobody locks themselves out', async () => {
    const before = (await from('10.1.2.3', alice, 'GET', a('/ip_allowlist'))).body;
    for (const list of [['192.0.2.0/24'], [{ ip_network: '10.0.0.0/8', enabled: false }]]) {
      const refused = await put('10.1.2.3', list);
      expect(refused.status).toBe(422);
      expect(refused.body.detail).toContain('10.1.2.3');
    }
    const after = (await from('10.1.2.3', alice, 'GET', a('/ip_allowlist'))).body;
    const plain = ({ ip_network }: { ip_network: string }): string => ip_network;
    expect(after.entries.map(plain)).toEqual(before.entries.map(plain));
    expect((await put('10.1.2.3', [])).status).toBe(204); // an empty list allows everybody
    expect((await from('8.8.8.8', alice, 'GET', a('/'))).status).toBe(200);
  });

  it.each([['300.0.0.1'], ['10.0.0.1/8'], ['x'], ['10.0.0.0/8', '10.0.0.0/8']])(
    '%p is refused',
    async (...list) => {
      const answer = await put('10.1.2.3', list);
      expect(answer.status).toBe(422);
      expect(answer.body.detail).toMatch(/^entries\.\d\.ip_network/);
    },
  );

  it('only who manages the account sees and changes the list; others find no account', async () => {
    expect((await from('10.1.2.3', mia, 'GET', a('/ip_allowlist'))).status).toBe(403);
    expect((await from('10.1.2.3', mia, 'PUT', a('/ip_allowlist'), { entries: [] })).status).toBe(403);
    for (const path of ['/ip_allowlist', '/ip_allowlist/my_access', '/rate-limits/usage'])
      expect((await from('10.1.2.3', bob, 'GET', a(path))).status).toBe(404);
    expect((await from('10.1.2.3', bob, 'PUT', a('/ip_allowlist'), { entries: [] })).status).toBe(404);
  });

  it('a change is in the audit log', async () => {
    const [line] = await app.database.queryOutside<{ before: string; after: string }>(sql`
      select before, after from audit_event where account_id = ${alice.accountId} and action = 'ip_allowlist.updated'
      order by sequence limit 1`);
    expect(JSON.parse(line!.before)).toEqual({ entries: [] });
    expect(JSON.parse(line!.after).entries).toHaveLength(3);
  });
});

describe('rate limits', () => {
  it('beyond the limit of a key requests are refused with the time to wait; other keys go on to that of the account', async () => {
    const ask = async (person: Person) =>
      limited.app.inject({ method: 'GET', url: a('/'), headers: { authorization: `Bearer ${person.key}` } });
    const answers = [];
    for (let i = 0; i < 6; i += 1) answers.push(await ask(alice));
    expect(answers.map((r) => r.statusCode)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(answers[0]!.headers).toMatchObject({
      'ratelimit-policy': '"key";q=5;w=60',
      ratelimit: '"key";r=4;t=1',
    });
    const seconds = Number(answers[5]!.headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(12);
    expect(answers[5]!.headers['ratelimit']).toBe(`"key";r=0;t=${seconds}`);
    const others = [];
    for (let i = 0; i < 3; i += 1) others.push(await ask(mia));
    expect(others.map((r) => r.statusCode)).toEqual([200, 200, 429]);
    expect(others[2]!.headers['ratelimit-policy']).toBe('"account";q=7;w=60');
    const elsewhere = await limited.app.inject({
      method: 'GET',
      url: a('/', bob),
      headers: { authorization: `Bearer ${bob.key}` },
    });
    expect(elsewhere.statusCode).toBe(200);
  });

  it('what was asked and let through is told by minute, for one account', async () => {
    const usage = async (person: Person, query = '') =>
      (await limited.call(person.key, 'GET', `${a('/rate-limits/usage', person)}${query}`)).body;
    const sum = (list: number[]): number => list.reduce((x, y) => x + y, 0);
    const ofBob = await usage(bob);
    expect(ofBob).toMatchObject({ account: bob.accountId });
    expect(ofBob.minutes).toHaveLength(60);
    const { requested, granted } = ofBob.keys.account;
    expect([requested.length, granted.length]).toEqual([60, 60]);
    expect(sum(requested)).toBe(sum(granted));
    const [totals] = await app.database.queryOutside<{ requested: number; granted: number }>(sql`
      select sum(requested) as requested, sum(granted) as granted from request_usage where account_id = ${alice.accountId}`);
    expect(totals!.requested - totals!.granted).toBe(2);
    const one = await usage(bob, '?keys=runs,logs&since=2026-01-01T00:00:00Z&until=2026-01-01T00:03:00Z');
    expect(one.keys).toEqual({
      logs: { requested: [0, 0, 0], granted: [0, 0, 0] },
      runs: { requested: [0, 0, 0], granted: [0, 0, 0] },
    });
    const never = '?until=9999-12-31T23:59:59Z';
    expect((await app.call(bob.key, 'GET', `${a('/rate-limits/usage', bob)}${never}`)).status).toBe(200);
    const tooLong = `?since=2026-01-01T00:00:00Z&until=${microsToWire(Date.UTC(2026, 0, 3) * 1_000)}`;
    expect((await app.call(bob.key, 'GET', `${a('/rate-limits/usage', bob)}${tooLong}`)).status).toBe(422);
  });
});
