import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { sql } from '@orch/platform';
import pg from 'pg';
import { ACCOUNT_ROLES } from '../roles/roles.ts';
import { IdentityApp } from '../testing/identity-app.ts';
import { memberOf, ownerOfNewAccount, type Person } from '../testing/two-accounts.ts';
import { type VerifiedChain, verifyAuditChains } from './verify-audit-chain.ts';

let db: TestDatabase;
let app: IdentityApp;
let alice: Person;
let adam: Person;
let mia: Person;
let bob: Person;

beforeAll(async () => {
  db = await createTestDatabase();
  app = await IdentityApp.start(db.url);
  alice = await ownerOfNewAccount(app.database, 'alice');
  bob = await ownerOfNewAccount(app.database, 'bob');
  adam = await memberOf(app.database, alice, 'adam', ACCOUNT_ROLES.Admin);
  mia = await memberOf(app.database, alice, 'mia', ACCOUNT_ROLES.Member);
  for (const name of ['one', '=cmd()', 'three'])
    await app.call(alice.key, 'POST', `/api/users/${alice.id}/api_keys`, { name });
  const { body } = await app.call(adam.key, 'POST', `/api/users/${adam.id}/api_keys`, { name: 'four' });
  await app.call(adam.key, 'DELETE', `/api/users/${adam.id}/api_keys/${body.id}`);
});
afterAll(async () => {
  await app?.stop();
  await db?.drop();
});

const a = (path: string, person = alice): string => `/api/accounts/${person.accountId}/audit-events/${path}`;
const filter = async (audit_events: object | null, more = {}) =>
  (await app.call(adam.key, 'POST', a('filter'), { audit_events, ...more })).body;
const names = (answer: { events: { target: { name: string } }[] }) =>
  answer.events.map(({ target }) => target.name);

it('shows who did what, from where, newest first', async () => {
  const answer = await filter(null);
  expect(names(answer)).toEqual(['four', 'four', 'three', '=cmd()', 'one']);
  expect(answer.next_cursor).toBeNull();
  expect(answer.events[0]).toMatchObject({
    sequence: 5,
    account_id: alice.accountId,
    action: 'api_key.revoked',
    outcome: 'success',
    actor: { id: adam.id, type: 'user', name: 'adam' },
    key_id: expect.any(String),
    ip: '127.0.0.1',
    before: { name: 'four', owner_id: adam.id },
    after: null,
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

it.each([
  [{ actor_id: { any_: ['$alice'] } }, 3],
  [{ action: { prefix_: 'api_key.re' } }, 1],
  [{ action: { prefix_: 'api_key._' } }, 0],
  [{ action: { any_: ['api_key.created'] } }, 4],
  [{ target_kind: { any_: ['workspace'] } }, 0],
  [{ outcome: { any_: ['failure'] } }, 0],
  [{ ip: { any_: ['127.0.0.1'] } }, 5],
  [{ workspace_id: { any_: [] } }, 0],
  [{ occurred: { after_: '2999-01-01T00:00:00Z' } }, 0],
  [{ occurred: { before_: '2999-01-01T00:00:00Z' } }, 5],
])('filter %j finds %i', async (part, count) => {
  const text = JSON.stringify(part).replace('$alice', alice.id);
  expect((await filter(JSON.parse(text))).events).toHaveLength(count);
});

it('pages go on below the last line', async () => {
  const first = await filter(null, { limit: 2 });
  expect(names(first)).toEqual(['four', 'four']);
  expect(names(await filter(null, { limit: 2, cursor: first.next_cursor }))).toEqual(['three', '=cmd()']);
  expect((await app.call(adam.key, 'POST', a('filter'), { limit: 201 })).status).toBe(422);
});

it('exports as NDJSON and as CSV without formulas; the export is itself noted', async () => {
  const text = async (query: string) => {
    const headers = { authorization: `Bearer ${adam.key}` };
    return app.app.inject({ method: 'GET', url: a(`export?${query}`), headers });
  };
  const ndjson = await text('format=ndjson');
  expect(ndjson.headers['content-type']).toContain('ndjson');
  const lines = ndjson.body
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(lines[5]).toMatchObject({ action: 'audit_log.exported' });
  const csv = await text('format=csv&action_prefix=api_key.created');
  expect(csv.headers['content-type']).toContain('text/csv');
  const rows = csv.body.trim().split('\r\n');
  expect(rows).toHaveLength(5);
  expect(rows[2]).toContain(",'=cmd(),");
  expect((await text('format=xml')).statusCode).toBe(422);
});

it('a large log is exported whole, in order', async () => {
  await app.database.queryOutside(sql`
    insert into audit_event (account_id, sequence, id, occurred, action, outcome, actor_kind, actor_name, target_kind, target_id, previous_hash, hash)
    select ${bob.accountId}, 10000 + n, gen_random_uuid(), now(), 'x.y', 'success', 'system', 's', 'k', n::text, '', '' from generate_series(1, 1777) n`);
  const headers = { authorization: `Bearer ${bob.key}` };
  const url = a('export?action_prefix=x.', bob);
  const { body } = await app.app.inject({ method: 'GET', url, headers });
  const ids = body
    .trim()
    .split('\n')
    .map((line) => Number(JSON.parse(line).target.id));
  expect(ids).toEqual(Array.from({ length: 1777 }, (_, i) => i + 1));
});

it('verifies the chain', async () => {
  const { status, body } = await app.call(alice.key, 'POST', a('verify'));
  expect(status).toBe(200);
  expect(body).toMatchObject({ valid: true, complete: true, first_bad: null, checked: body.end.sequence });
});

it('names the line of which one byte was changed past the server, by the route and by the walk of the operator', async () => {
  const [line] = await app.database.queryOutside<{ id: string; sequence: number }>(sql`
    select id, sequence from audit_event where account_id = ${alice.accountId} order by sequence offset 2 limit 1`);
  const owner = new pg.Client({ connectionString: db.url });
  await owner.connect();
  try {
    await owner.query('alter table audit_event disable trigger user');
    const flip = `update audit_event set target_name = overlay(target_name placing '?' from 1 for 1) where id = $1`;
    expect((await owner.query(flip, [line!.id])).rowCount).toBe(1);
    await owner.query('alter table audit_event enable trigger user');
  } finally {
    await owner.end();
  }
  const bad = { sequence: Number(line!.sequence), id: line!.id, reason: 'edited' };
  const { body } = await app.call(alice.key, 'POST', a('verify'));
  expect(body).toMatchObject({ valid: false, first_bad: bad });
  const walked: VerifiedChain[] = [];
  for await (const chain of verifyAuditChains(app.database)) walked.push(chain);
  expect(walked.find(({ accountId }) => accountId === alice.accountId)?.bad).toEqual(bad);
});

it('is for owners and admins of the account', async () => {
  for (const [method, path] of [
    ['POST', 'filter'],
    ['POST', 'verify'],
    ['GET', 'export'],
  ] as const) {
    expect((await app.call(mia.key, method, a(path))).status).toBe(403);
    expect((await app.call(bob.key, method, a(path))).status).toBe(404);
    expect((await app.call(null, method, a(path))).status).toBe(401);
  }
});
