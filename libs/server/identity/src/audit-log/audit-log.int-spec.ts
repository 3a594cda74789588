import { randomUUID } from 'node:crypto';
import { SystemClock, UuidV7Ids } from '@orch/kernel';
import { type AuditEntry, Database, sql } from '@orch/platform';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import pg from 'pg';
import { AuditEventRepository } from './audit-event.repository.ts';
import { AuditTally } from './audit-tally.ts';
import { DatabaseAuditLog } from './database-audit-log.ts';
import { type VerifiedChain, VerifyAuditChain } from './verify-audit-chain.ts';

let db: TestDatabase;
let database: Database;
let owner: pg.Client;
let events: AuditEventRepository;
let tally: AuditTally;
let log: DatabaseAuditLog;
let verification: VerifyAuditChain;

beforeAll(async () => {
  db = await createTestDatabase();
  const options = { url: db.url, connectionsMax: 6, statementTimeoutMs: 10_000, onError: () => undefined };
  database = new Database({ ...options, role: 'orch_app' });
  owner = new pg.Client({ connectionString: db.url });
  await owner.connect();
  events = new AuditEventRepository(database);
  tally = new AuditTally(database, events);
  log = new DatabaseAuditLog(database, events, tally, new SystemClock(), new UuidV7Ids());
  verification = new VerifyAuditChain(events);
});
afterAll(async () => {
  await owner?.end();
  await database?.close();
  await db?.drop();
});

const entry = (accountId: string, more: Partial<AuditEntry> = {}): AuditEntry => ({
  accountId,
  action: 'thing.changed',
  target: { kind: 'thing', id: 't', name: 'n\0ame \ud800' },
  before: { text: 'ü "quoted" \u0000 \ud800', n: 1.5 },
  after: { list: [1, null] },
  ...more,
});

const TABLES = ['audit_event', 'audit_chain'];

/** A chain of five lines. */
async function chain(): Promise<string> {
  const accountId = randomUUID();
  for (let i = 0; i < 5; i += 1) await log.note(entry(accountId));
  return accountId;
}

/** As the owner of the tables, who turns the triggers off. */
async function tamper(statement: string, values: unknown[]): Promise<void> {
  await owner.query('begin');
  for (const table of TABLES) await owner.query(`alter table ${table} disable trigger user`);
  const { rowCount } = await owner.query(statement, values);
  for (const table of TABLES) await owner.query(`alter table ${table} enable trigger user`);
  await owner.query('commit');
  expect(rowCount).toBe(1);
}

it('what was written verifies, from the stored columns alone', async () => {
  const accountId = await chain();
  expect(await verification.execute(accountId)).toMatchObject({
    checked: 5,
    upTo: 5,
    isWhole: true,
    bad: null,
    end: { sequence: 5 },
  });
});

it.each([
  ['one byte of a text', `set after = overlay(after::text placing 'X' from 3 for 1)::json`],
  ['white space of the JSON', `set before = (' ' || before::text)::json`],
  ['a microsecond', `set occurred = occurred + interval '1 microsecond'`],
  ['the actor', `set actor_name = 'somebody else'`],
  ['an address', `set ip = '10.0.0.1'`],
  ['a byte of the hash', `set hash = set_byte(hash, 7, (get_byte(hash, 7) + 1) % 256)`],
])('%s that is changed by the owner of the tables is found, and the line is named', async (_, change) => {
  const accountId = await chain();
  const [third] = await events.chainPage(accountId, 2, 3, 1);
  await tamper(`update audit_event ${change} where account_id = $1 and sequence = 3`, [accountId]);
  const { bad, upTo } = await verification.execute(accountId);
  expect(bad).toEqual({ sequence: 3, id: third!.id, reason: 'edited' });
  expect(upTo).toBe(2);
});

it('a line that is gone, lines that changed places and a cut end are found', async () => {
  const [gone, moved, cut, stray] = [await chain(), await chain(), await chain(), await chain()];
  await tamper('delete from audit_event where account_id = $1 and sequence = 2', [gone]);
  expect((await verification.execute(gone)).bad).toEqual({ sequence: 2, id: null, reason: 'missing' });

  for (const [from, to] of [
    [2, 99],
    [3, 2],
    [99, 3],
  ])
    await tamper('update audit_event set sequence = $3 where account_id = $1 and sequence = $2', [
      moved,
      from,
      to,
    ]);
  expect((await verification.execute(moved)).bad).toMatchObject({ sequence: 2, reason: 'edited' });

  await tamper('delete from audit_event where account_id = $1 and sequence = 5', [cut]);
  expect((await verification.execute(cut)).bad).toEqual({ sequence: 5, id: null, reason: 'missing' });
  await tamper(`update audit_chain set sequence = 4 where account_id = $1`, [cut]);
  expect((await verification.execute(cut)).bad).toEqual({ sequence: 4, id: null, reason: 'end' });

  await tamper('delete from audit_chain where account_id = $1', [stray]);
  expect((await verification.execute(stray)).bad).toMatchObject({ sequence: 1, reason: 'unexpected' });
});

it('a rewritten line whose hash fits is found by the line after it', async () => {
  const accountId = await chain();
  const other = await chain();
  // a line with a right hash of its own, of another past
  await tamper(
    `update audit_event e set previous_hash = sha256('x'), hash = sha256(sha256('x') || int8send(3) || convert_to(
       replace(convert_from($2::bytea, 'UTF8'), 'success', 'failure'), 'UTF8')), outcome = 'failure'
     where account_id = $1 and sequence = 3`,
    [accountId, await contentOf(accountId, 3)],
  );
  expect((await verification.execute(accountId)).bad).toMatchObject({ sequence: 3, reason: 'unlinked' });
  expect((await verification.execute(other)).bad).toBeNull();
});

async function contentOf(accountId: string, sequence: number): Promise<Buffer> {
  const { canonicalContent } = await import('./audit-row.ts');
  const [line] = await events.chainPage(accountId, sequence - 1, sequence, 1);
  return canonicalContent(line!);
}

it('nobody changes or removes a line: not the roles of the server, and not the owner of the tables', async () => {
  const accountId = await chain();
  const statements = [
    'update audit_event set action = action',
    'delete from audit_event',
    'truncate audit_event',
    'delete from audit_chain',
    'truncate audit_chain',
    'update audit_chain set sequence = sequence + 2',
    'update audit_chain set sequence = sequence + 1',
  ];
  for (const role of ['orch_app', 'orch_background', 'none'])
    for (const statement of statements) {
      await owner.query('begin');
      await owner.query(`set local role ${role}`);
      await expect(owner.query(statement)).rejects.toMatchObject({ code: '42501' });
      await owner.query('rollback');
    }
  expect((await verification.execute(accountId)).bad).toBeNull();
});

it('many writers at once make one chain, and an undone change leaves no line', async () => {
  const accountId = randomUUID();
  await Promise.all(Array.from({ length: 60 }, () => log.note(entry(accountId))));
  const undone = database.transactionOutside(async (tx) => {
    await log.record(tx, entry(accountId));
    throw new Error('undone');
  });
  await expect(undone).rejects.toThrow('undone');
  expect(await verification.execute(accountId)).toMatchObject({ checked: 60, bad: null });
});

it('a walk that is stopped goes on where it was', async () => {
  const accountId = await chain();
  const stopped = await verification.execute(accountId, { isTimeUp: () => true });
  expect(stopped).toMatchObject({ checked: 0, isWhole: false, bad: null });
  expect(await verification.execute(accountId, { after: 3 })).toMatchObject({
    checked: 2,
    upTo: 5,
    bad: null,
  });
  await tamper('delete from audit_event where account_id = $1 and sequence = 3', [accountId]);
  expect((await verification.execute(accountId, { after: 3 })).bad).toMatchObject({ sequence: 3 });
});

it('every chain is walked, also one whose end was removed', async () => {
  const [whole, endless] = [await chain(), await chain()];
  await tamper('delete from audit_chain where account_id = $1', [endless]);
  const walked: VerifiedChain[] = [];
  for await (const one of verification.all()) walked.push(one);
  expect(walked.find(({ accountId }) => accountId === whole)).toMatchObject({ checked: 5, bad: null });
  expect(walked.find(({ accountId }) => accountId === endless)?.bad).not.toBeNull();
});

it('the same act within a minute becomes one line with a count', async () => {
  const accountId = randomUUID();
  const read = (id: string) => entry(accountId, { action: 'secret.read', target: { kind: 'block', id } });
  for (let i = 0; i < 50; i += 1) log.tally(read('a'));
  log.tally(read('b'));
  await tally.flush();
  const lines = await database.queryOutside<{ target_id: string; after: string }>(
    sql`select target_id, after from audit_event where account_id = ${accountId} order by target_id`,
  );
  expect(lines.map(({ target_id, after }) => [target_id, JSON.parse(after)])).toEqual([
    ['a', { list: [1, null], count: 50, last: expect.any(String) }],
    ['b', { list: [1, null] }],
  ]);
  expect((await verification.execute(accountId)).bad).toBeNull();
});
