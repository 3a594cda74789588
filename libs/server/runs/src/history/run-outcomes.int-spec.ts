import { randomUUID } from 'node:crypto';
import type { RunFilters } from '@orch/contract';
import { parseMicros } from '@orch/kernel';
import { BackgroundDatabase, Database, sql, type WorkspaceScope } from '@orch/platform';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { FlowRunTallyRepository } from '../tallies/flow-run-tally.repository.ts';
import { FoldTallies } from '../tallies/fold-tallies.ts';
import { RareStatesReader } from '../tallies/rare-states.reader.ts';
import { RunOutcomeReader } from './run-outcome.reader.ts';

const ACCOUNT = randomUUID();
const OURS = { accountId: ACCOUNT, workspaceId: randomUUID() };
const THEIRS = { accountId: ACCOUNT, workspaceId: randomUUID() };
const FLOWS = [randomUUID(), randomUUID()] as const;
const DEPLOYMENT = randomUUID();
const HOUR_US = 3_600_000_000;
const TYPES = ['COMPLETED', 'FAILED', 'RUNNING', 'SCHEDULED'];

let test: TestDatabase;
let db: Database;
let background: BackgroundDatabase;
let reader: RunOutcomeReader;
let fold: FoldTallies;

beforeAll(async () => {
  test = await createTestDatabase();
  const options = { url: test.url, connectionsMax: 4, statementTimeoutMs: 20_000, onError: () => undefined };
  db = new Database({ ...options, role: 'orch_app' });
  background = new BackgroundDatabase({ ...options, role: 'orch_background' });
  reader = new RunOutcomeReader(db, new RareStatesReader(db));
  await db.queryOutside(sql`insert into account (id, name, handle) values (${ACCOUNT}, 'a', 'a')`);
  for (const scope of [OURS, THEIRS]) await makeWorkspace(scope);
  fold = new FoldTallies(new FlowRunTallyRepository(background));
  for (let round = 0; round < 6; round += 1) await fold.execute();
  // written after they were sealed: told by changes, not by tallies
  await db.execute(
    OURS,
    sql`update flow_run set state_type = 'FAILED', state_name = 'Failed'
      where workspace_id = ${OURS.workspaceId}::uuid and right(name, 2) = '11'`,
  );
}, 60_000);
afterAll(async () => {
  await Promise.all([db?.close(), background?.close()]);
  await test?.drop();
});

async function makeWorkspace(scope: WorkspaceScope): Promise<void> {
  const { workspaceId: id } = scope;
  await db.queryOutside(
    sql`insert into workspace (id, account_id, name, handle) values (${id}, ${ACCOUNT}, ${id}, ${id})`,
  );
  for (const flow of FLOWS)
    await db.execute(scope, sql`insert into flow (workspace_id, id, name) values (${id}, ${flow}, ${flow})`);
  await db.execute(
    scope,
    sql`insert into deployment (workspace_id, id, name, flow_id) values (${id}, ${DEPLOYMENT}, 'd', ${FLOWS[1]})`,
  );
  await db.execute(
    scope,
    sql`insert into flow_run (workspace_id, id, flow_id, deployment_id, name, state_type, state_name, expected_start_time, total_run_time_seconds)
      select ${id}::uuid, gen_random_uuid(), (${FLOWS}::uuid[])[1 + n % 2],
        case when n % 5 = 0 then ${DEPLOYMENT}::uuid end, 'run-' || n, (${TYPES}::text[])[1 + n % 4],
        case when n % 4 = 3 and n % 8 = 3 then 'Late' else 'x' end, now() - make_interval(secs => n * 97), n
      from generate_series(1, 900) n`,
  );
}

/** Whole hours that hold everything that was made. */
async function buckets(stepHours: number) {
  const [row] = await db.queryOutside<{ at: string }>(
    sql`select (date_trunc('hour', now()) - interval '26 hours')::text as at`,
  );
  const startUs = parseMicros(row?.at.replace(' ', 'T').replace(/\+00$/, '+00:00') ?? '') ?? 0;
  return { startUs, intervalUs: stepHours * HOUR_US, count: Math.ceil(28 / stepHours) };
}
const sorted = <T extends { bucket: number; state_type: string }>(rows: T[]): T[] =>
  [...rows].sort((a, b) => a.bucket - b.bucket || a.state_type.localeCompare(b.state_type));

it.each([1, 3, 24])(
  'says from tallies of hours what counting every run says, in steps of %d h',
  async (hours) => {
    const steps = await buckets(hours);
    const told = await reader.ofFlowRuns(OURS, {} as RunFilters, steps);
    // a filter that tallies know nothing of, and that every run fits
    const everyRun = { flow_runs: { name: { like_: 'run-' } } } as unknown as RunFilters;
    const counted = await reader.ofFlowRuns(OURS, everyRun, steps);
    expect(sorted(told)).toEqual(sorted(counted));
    expect(told.reduce((all, { count }) => all + count, 0)).toBe(900);
  },
);

it.each([1, 3, 24])(
  'says of one flow and one deployment what counting their runs says, in steps of %d h',
  async (hours) => {
    const steps = await buckets(hours);
    for (const owner of [
      { flows: { id: { any_: [FLOWS[0]] } } },
      { deployments: { id: { any_: [DEPLOYMENT] } } },
    ]) {
      const told = await reader.ofFlowRuns(OURS, owner as unknown as RunFilters, steps);
      const everyRun = { ...owner, flow_runs: { name: { like_: 'run-' } } } as unknown as RunFilters;
      expect(sorted(told)).toEqual(sorted(await reader.ofFlowRuns(OURS, everyRun, steps)));
      expect(told.length).toBeGreaterThan(0);
    }
  },
);

it('counts only the types that are asked for, and nothing of other workspaces', async () => {
  const failed = { flow_runs: { state: { type: { any_: ['FAILED'] } } } } as unknown as RunFilters;
  const rows = await reader.ofFlowRuns(OURS, failed, await buckets(24));
  expect(new Set(rows.map((row) => row.state_type))).toEqual(new Set(['FAILED']));
  const theirs = await reader.ofFlowRuns(THEIRS, failed, await buckets(24));
  const sum = (list: typeof rows): number => list.reduce((all, { count }) => all + count, 0);
  expect([sum(theirs), sum(rows)]).toEqual([225, 225 + 9]);
});

it('knows which runs are late, which flows ran last and how long they took', async () => {
  const { startUs, intervalUs, count } = await buckets(24);
  expect(await reader.late(OURS, startUs, startUs + count * intervalUs)).toBe(113 - 5);
  const shares = await reader.flowsOf(OURS, {} as RunFilters, 10);
  expect(shares.map(({ flow_id, count: runs, last_name }) => [flow_id, runs, last_name])).toEqual([
    [FLOWS[1], 450, 'run-1'],
    [FLOWS[0], 450, 'run-2'],
  ]);
  // known from tallies which hours hold them, and counted one by one
  const expected_start_time = { after_: startUs, before_: startUs + count * intervalUs };
  const running = { expected_start_time, state: { operator: 'and_', type: { any_: ['RUNNING'] } } };
  const named = { ...running, name: { like_: 'run-' } };
  const of = (flow_runs: object) => reader.flowsOf(OURS, { flow_runs } as RunFilters, 10);
  expect(await of(running)).toEqual(await of(named));
  expect((await of(running))[0]).toMatchObject({ count: 225, last_state_type: 'RUNNING' });
  const speed = await reader.speedOf(OURS, FLOWS[0], startUs);
  expect(speed).toMatchObject({ runs: 225, late_p95: expect.any(Number) });
  expect(speed.p50).toBeLessThan(speed.p95 ?? 0);
});

it('counts task runs exactly before and after they are sealed, changed, deleted and folded', async () => {
  const { workspaceId: id } = OURS;
  const everyRun = { task_runs: { name: { like_: 'task-' } } } as unknown as RunFilters;
  const expectSame = async (total: number): Promise<void> => {
    for (const hours of [1, 24]) {
      const steps = await buckets(hours);
      const body = { sort: 'ID_DESC', limit: 200, task_runs: null } as RunFilters; // as a request brings it
      const told = await reader.ofTaskRuns(OURS, body, steps);
      expect(sorted(told)).toEqual(sorted(await reader.ofTaskRuns(OURS, everyRun, steps)));
      expect(told.reduce((all, { count }) => all + count, 0)).toBe(total);
    }
  };
  const sealed = async (): Promise<number> =>
    (
      await db.query<{ runs: number }>(
        OURS,
        sql`select coalesce(sum(runs), 0)::int as runs from task_run_tally`,
      )
    )[0]!.runs;
  await db.execute(
    OURS,
    sql`insert into task_run (workspace_id, id, flow_run_id, name, task_key, dynamic_key, state_type, expected_start_time)
      select ${id}::uuid, gen_random_uuid(), r.id, 'task-' || r.name, 't', '0', r.state_type, r.expected_start_time
      from flow_run r where r.workspace_id = ${id}::uuid`,
  );
  await expectSame(900);
  for (let round = 0; round < 6; round += 1) await fold.execute();
  expect(await sealed()).toBeGreaterThan(850);
  expect(await sealed()).toBeLessThan(900); // not those of the last ten minutes
  await expectSame(900);
  const state = (type: string | null, name: string) =>
    sql`update task_run set state_type = ${type} where workspace_id = ${id}::uuid and name like ${name}`;
  await db.execute(OURS, state('CRASHED', '%7'));
  await db.execute(OURS, state(null, '%23'));
  const later = sql`update task_run set expected_start_time = now() where workspace_id = ${id}::uuid and name like '%45'`;
  await db.execute(OURS, later);
  // a cascade writes as the owner of the tables, who sees no row of a workspace
  await db.execute(OURS, sql`delete from flow_run where workspace_id = ${id}::uuid and name like '%31'`);
  await expectSame(900 - 9 - 9);
  for (let round = 0; round < 2; round += 1) await fold.execute();
  expect(await db.query(OURS, sql`select from task_run_change`)).toHaveLength(0);
  await expectSame(900 - 9 - 9);
  expect(await reader.ofTaskRuns(THEIRS, {} as RunFilters, await buckets(24))).toEqual([]);
});
