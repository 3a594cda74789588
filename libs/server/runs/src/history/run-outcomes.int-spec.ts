import { randomUUID } from 'node:crypto';
import type { RunFilters } from '@orch/contract';
import { parseMicros, SystemClock } from '@orch/kernel';
import { BackgroundDatabase, Database, sql, type WorkspaceScope } from '@orch/platform';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { FlowRunTallyRepository } from '../tallies/flow-run-tally.repository.ts';
import { FoldTallies } from '../tallies/fold-tallies.ts';
import { RunOutcomeReader } from './run-outcome.reader.ts';

const ACCOUNT = randomUUID();
const OURS = { accountId: ACCOUNT, workspaceId: randomUUID() };
const THEIRS = { accountId: ACCOUNT, workspaceId: randomUUID() };
const FLOWS = [randomUUID(), randomUUID()] as const;
const HOUR_US = 3_600_000_000;
const TYPES = ['COMPLETED', 'FAILED', 'RUNNING', 'SCHEDULED'];

let test: TestDatabase;
let db: Database;
let background: BackgroundDatabase;
let reader: RunOutcomeReader;

beforeAll(async () => {
  test = await createTestDatabase();
  const options = { url: test.url, connectionsMax: 4, statementTimeoutMs: 20_000, onError: () => undefined };
  db = new Database({ ...options, role: 'orch_app' });
  background = new BackgroundDatabase({ ...options, role: 'orch_background' });
  reader = new RunOutcomeReader(db, new SystemClock());
  await db.queryOutside(sql`insert into account (id, name, handle) values (${ACCOUNT}, 'a', 'a')`);
  for (const scope of [OURS, THEIRS]) await makeWorkspace(scope);
  const fold = new FoldTallies(new FlowRunTallyRepository(background));
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
    sql`insert into flow_run (workspace_id, id, flow_id, name, state_type, state_name, expected_start_time, total_run_time_seconds)
      select ${id}::uuid, gen_random_uuid(), (${FLOWS}::uuid[])[1 + n % 2], 'run-' || n, (${TYPES}::text[])[1 + n % 4],
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
  const speed = await reader.speedOf(OURS, FLOWS[0], startUs);
  expect(speed).toMatchObject({ runs: 225, late_p95: expect.any(Number) });
  expect(speed.p50).toBeLessThan(speed.p95 ?? 0);
});
