import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { type TestDatabase, createTestDatabase } from '../../../../testing/src/postgres.ts';
import { pollPool } from './scheduled-run.repository.ts';

const ACCOUNT = '00000000-0000-7000-8000-0000000000a1';
const [W1, W2] = ['00000000-0000-7000-8000-0000000000b1', '00000000-0000-7000-8000-0000000000b2'];
const BACKLOG = 50_000;

let database: TestDatabase;
let client: pg.Client;

beforeAll(async () => {
  database = await createTestDatabase();
  const owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query(`
    insert into account (id, name, handle) values ('${ACCOUNT}', 'a', 'a');
    insert into workspace (id, account_id, name, handle) values ('${W1}', '${ACCOUNT}', 'w1', 'w1'), ('${W2}', '${ACCOUNT}', 'w2', 'w2');`);
  client = new pg.Client({ connectionString: database.url, options: '-c role=orch_app -c timezone=UTC' });
  await client.connect();
  for (const w of [W2, W1]) {
    await client.query("select set_config('app.workspace_id', $1, false)", [w]);
    await client.query(`
      insert into flow (workspace_id, id, name) values ('${w}', '${ACCOUNT}', 'f');
      insert into work_pool (workspace_id, id, name, type) values ('${w}', '${ACCOUNT}', 'full', 'process');
      insert into work_queue (workspace_id, id, work_pool_id, name) values ('${w}', '${ACCOUNT}', '${ACCOUNT}', 'default');
      insert into flow_run (workspace_id, id, flow_id, name, work_queue_id, state_id, state_type, state_name, state_timestamp, next_scheduled_start_time)
        select '${w}', gen_random_uuid(), '${ACCOUNT}', 'r', '${ACCOUNT}', gen_random_uuid(), 'SCHEDULED', 'Scheduled', now(), now() - interval '1 hour'
        from generate_series(1, ${BACKLOG}) n`);
  }
  await owner.query('analyze');
  await owner.end();
}, 120_000);

afterAll(async () => {
  await client?.end();
  await database?.drop();
});

it('reads neither the own nor the foreign backlog, under row-level security and with a generic plan', async () => {
  const { text } = pollPool(
    { accountId: ACCOUNT, workspaceId: W1 },
    {
      poolName: 'full',
      queueNames: null,
      before: 'infinity',
      after: '-infinity',
      limit: 10,
      ownRunIds: [],
      ownVersions: [],
    },
  );
  await client.query('set plan_cache_mode = force_generic_plan');
  await client.query(
    `prepare poll (uuid, text, text[], timestamptz, timestamptz, int, uuid[], text[]) as ${text}`,
  );
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(
    `explain (analyze, costs off, timing off) execute poll ('${W1}', 'full', null, now(), '-infinity', 10, '{}', '{}')`,
  );
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toContain('Index Scan using flow_run_poll');
  const executed = [...plan.matchAll(/rows=(\d+)/g)].map((m) => Number(m[1]));
  expect(Math.max(...executed)).toBeLessThanOrEqual(200);
  expect(plan).not.toMatch(/Seq Scan on flow_run\b(?!.*never executed)/);
});
