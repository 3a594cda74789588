import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Clock, type Micros } from '@orch/kernel';
import { BackgroundDatabase, type Config, loadConfig } from '@orch/platform';
import { type TestDatabase, createTestDatabase } from '@orch/testing';
import pg from 'pg';
import { DropOldPartitions } from './drop-old-partitions.ts';

class SetClock extends Clock {
  constructor(readonly now: string) {
    super();
  }
  override nowUs(): Micros {
    return Date.parse(this.now) * 1_000;
  }
}

let database: TestDatabase;
let background: BackgroundDatabase;
let owner: pg.Client;

beforeAll(async () => {
  Logger.overrideLogger(false);
  database = await createTestDatabase();
  background = new BackgroundDatabase({
    url: database.url,
    role: 'orch_background',
    connectionsMax: 2,
    statementTimeoutMs: 10_000,
    onError: () => undefined,
  });
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
}, 60_000);
afterAll(async () => {
  await background?.close();
  await owner?.end();
  await database?.drop();
});

const config = (settings: Record<string, string>): Config =>
  loadConfig(
    { ORCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'), ...settings },
    { databaseUrl: database.url, embedded: true },
  );
const partitions = async (table: string): Promise<string[]> => {
  const { rows } = await owner.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = $1::regclass and c.relname like '%\\_p%' order by 1`,
    [table],
  );
  return rows.map(({ name }) => name.slice(-8));
};
const drop = (now: string, settings: Record<string, string>): Promise<boolean> =>
  new DropOldPartitions(background, config(settings), new SetClock(now)).execute();
const event = (occurred: string): Promise<unknown> =>
  background.queryOutside({
    text: `insert into event (workspace_id, id, occurred, event, resource_id, resource, resource_ids)
           values ($1, $2, $3, 'e', 'r', '{}', '{r}')`,
    values: [randomUUID(), randomUUID(), occurred],
  });
const events = async (): Promise<string[]> =>
  (
    await background.queryOutside<{ at: string }>({
      text: `select occurred::date::text as at from event order by 1`,
      values: [],
    })
  ).map(({ at }) => at);

it('drops what is older than it is to be kept, and nothing younger, on its own clock', async () => {
  for (const [table, byId] of [
    ['event', false],
    ['log', true],
    ['automation_firing', true],
  ] as const)
    await owner.query(`call ensure_partitions($1, $2, interval '7 days', '2026-03-02Z', '2026-04-05Z')`, [
      table,
      byId,
    ]);
  await owner.query(
    `call ensure_partitions('task_run_state', false, interval '28 days', '2026-03-02Z', '2026-04-05Z')`,
  );
  for (const at of ['1970-01-01', '2026-03-02', '2026-03-10', '2026-03-24', '2026-11-20']) await event(at);
  const before = { event: await partitions('event'), log: await partitions('log') };
  expect(before.event.slice(0, 5)).toEqual(['20260302', '20260309', '20260316', '20260323', '20260330']);

  await drop('2026-03-31T00:00:00Z', { ORCH_EVENTS_KEPT_DAYS: '0' });
  expect([await partitions('event'), await partitions('log')]).toEqual([before.event, before.log]);

  // a week that ended less than 14 days ago is kept whole
  await drop('2026-03-31T00:00:00Z', { ORCH_EVENTS_KEPT_DAYS: '14' });
  expect(await partitions('event')).toEqual(before.event.slice(2));
  expect(await partitions('automation_firing')).toEqual(before.event.slice(2));
  expect(await partitions('log')).toEqual(before.log);
  expect(await events()).toEqual(['2026-03-24', '2026-11-20']);

  await drop('2026-04-14T00:00:00Z', {
    ORCH_EVENTS_KEPT_DAYS: '14',
    ORCH_LOGS_KEPT_DAYS: '16',
    ORCH_STATES_KEPT_DAYS: '16',
  });
  expect((await partitions('event'))[0]).toBe('20260330');
  expect((await partitions('log'))[0]).toBe('20260323');
  expect((await partitions('task_run_state'))[0]).toBe('20260302');
  expect(await events()).toEqual(['2026-11-20']);
});

it('waits a moment only for who reads, and does it the next time', async () => {
  await owner.query(
    `call ensure_partitions('event', false, interval '7 days', '2026-03-02Z', '2026-03-05Z')`,
  );
  await owner.query('begin');
  await owner.query('select 1 from event limit 1');
  await drop('2026-06-01T00:00:00Z', { ORCH_EVENTS_KEPT_DAYS: '14' });
  expect((await partitions('event'))[0]).toBe('20260302');
  await owner.query('commit');
  await drop('2026-06-01T00:00:00Z', { ORCH_EVENTS_KEPT_DAYS: '14' });
  expect((await partitions('event'))[0]).not.toBe('20260302');
}, 30_000);

it('drops no other table, and is not for the login of requests', async () => {
  const call = { text: `select * from drop_partitions('flow_run', now()) as name`, values: [] };
  await expect(background.queryOutside(call)).rejects.toThrow('are not dropped');
  await owner.query('begin');
  await owner.query('set local role orch_app');
  await expect(owner.query(`select * from drop_partitions('event', now())`)).rejects.toThrow(
    'permission denied',
  );
  await owner.query('rollback');
});
