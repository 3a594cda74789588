import { randomUUID } from 'node:crypto';
import type {
  ArtifactFilter,
  DeploymentFilter,
  FlowFilter,
  FlowRunFilter,
  LogFilter,
  RunFilters,
  TaskRunFilter,
} from '@orch/contract';
import { parseMicros } from '@orch/kernel';
import { Database, type Sql, raw, sql } from '@orch/platform';
import { type TestDatabase, createTestDatabase } from '@orch/testing';
import { artifactsWhere, deploymentsWhere, flowRunsWhere, flowsWhere, taskRunsWhere } from './where.ts';
import { logCondition } from './log-filter.ts';

const AND = { operator: 'and_' } as const;
const OR = { operator: 'or_' } as const;
const at = (minute: number) => parseMicros(`2026-11-21T00:${String(minute).padStart(2, '0')}:00Z`)!;
const pg = (minute: number) => `2026-11-21 00:${String(minute).padStart(2, '0')}:00+00`;

const ACCOUNT = randomUUID();
const ONE = { accountId: ACCOUNT, workspaceId: randomUUID() };
const TWO = { accountId: ACCOUNT, workspaceId: randomUUID() };
const ids = {
  etl: randomUUID(),
  ml: randomUUID(),
  pool: randomUUID(),
  queue: randomUUID(),
  nightly: randomUUID(),
};
const run = { late: randomUUID(), done: randomUUID(), child: randomUUID() };
const task = { plain: randomUUID(), parent: randomUUID(), background: randomUUID() };
const creator = randomUUID();

let test: TestDatabase;
let db: Database;

/** The same objects in both workspaces under the same ids: only the workspace may keep them apart. */
async function seed(scope: typeof ONE): Promise<void> {
  const w = scope.workspaceId;
  const statements: Sql[] = [
    sql`insert into flow (workspace_id, id, name, tags) values (${w}, ${ids.etl}, 'etl_daily', '{prod,fast}'), (${w}, ${ids.ml}, 'ML-100%', '{}')`,
    sql`insert into work_pool (workspace_id, id, name, type) values (${w}, ${ids.pool}, 'k8s', 'kubernetes')`,
    sql`insert into work_queue (workspace_id, id, work_pool_id, name) values (${w}, ${ids.queue}, ${ids.pool}, 'High-prio')`,
    sql`insert into deployment (workspace_id, id, flow_id, name, tags, work_queue_id, work_queue_name, paused)
      values (${w}, ${ids.nightly}, ${ids.etl}, 'nightly', '{prod}', ${ids.queue}, 'High-prio', true)`,
    sql`insert into flow_run (workspace_id, id, flow_id, name, tags, deployment_id, work_queue_id, work_queue_name, state_type, state_name,
        expected_start_time, start_time, end_time, idempotency_key, created_by, parent_task_run_id) values
      (${w}, ${run.late}, ${ids.etl}, 'late', '{a,b}', ${ids.nightly}, ${ids.queue}, 'High-prio', 'SCHEDULED', 'Late', ${pg(10)}, null, null, 'k1', ${`{"id":"${creator}","type":"SCHEDULE"}`}::json, null),
      (${w}, ${run.done}, ${ids.etl}, 'done', '{a}', null, null, null, 'COMPLETED', 'Completed', ${pg(20)}, ${pg(21)}, ${pg(25)}, null, null, null),
      (${w}, ${run.child}, ${ids.ml}, 'child_1', '{}', null, null, null, 'RUNNING', 'Retrying', ${pg(30)}, ${pg(30)}, null, null, null, ${task.parent})`,
    sql`insert into task_run (workspace_id, id, flow_run_id, name, task_key, dynamic_key, tags, state_type, state_name, start_time, expected_start_time) values
      (${w}, ${task.plain}, ${run.done}, 'plain', 'k', '0', '{x}', 'COMPLETED', 'Cached', ${pg(22)}, ${pg(22)}),
      (${w}, ${task.parent}, ${run.done}, 'parent', 'k', '1', '{}', 'RUNNING', 'Running', ${pg(23)}, ${pg(23)}),
      (${w}, ${task.background}, null, 'background', 'k', '2', '{}', 'SCHEDULED', 'Scheduled', null, ${pg(50)})`,
    sql`insert into log (workspace_id, id, name, level, flow_run_id, task_run_id, message, timestamp) values
      (${w}, ${randomUUID()}, 'prefect.flow_runs', 20, ${run.done}, null, 'Connection TIMEOUT here', ${pg(21)}),
      (${w}, ${randomUUID()}, 'prefect.task_runs', 40, ${run.done}, ${task.plain}, 'debug 100% done', ${pg(22)})`,
    sql`insert into artifact (workspace_id, id, key, type, flow_run_id, task_run_id) values
      (${w}, ${randomUUID()}, 'report', 'markdown', ${run.done}, ${task.plain}),
      (${w}, ${randomUUID()}, null, 'result', ${run.late}, null)`,
  ];
  for (const statement of statements) await db.execute(scope, statement);
}

const names = async (statement: Sql): Promise<string> =>
  (await db.query<{ name: string }>(ONE, statement)).map((row) => row.name).join(' ');

beforeAll(async () => {
  test = await createTestDatabase();
  db = new Database({
    url: test.url,
    role: 'orch_app',
    connectionsMax: 2,
    statementTimeoutMs: 10_000,
    onError: () => undefined,
  });
  await db.queryOutside(sql`insert into account (id, name, handle) values (${ACCOUNT}, 'a', 'a')`);
  for (const { workspaceId } of [ONE, TWO]) {
    await db.queryOutside(
      sql`insert into workspace (id, account_id, name, handle) values (${workspaceId}, ${ACCOUNT}, ${workspaceId}, ${workspaceId})`,
    );
  }
  await seed(ONE);
  await seed(TWO);
});

afterAll(async () => {
  await db?.close();
  await test?.drop();
});

const flowRunCases: [
  string,
  Omit<FlowRunFilter, 'operator'> & Partial<Pick<FlowRunFilter, 'operator'>>,
  string,
][] = [
  ['nothing', {}, 'child_1 done late'],
  ['no id', { id: { any_: [] } }, ''],
  ['some ids', { id: { any_: [run.late, run.done, randomUUID()] } }, 'done late'],
  ['all but an id', { id: { not_any_: [run.late] } }, 'child_1 done'],
  ['an unknown name', { name: { any_: ['nope'] } }, ''],
  ['part of a name, any case', { name: { like_: 'LAT' } }, 'late'],
  ['an underscore that is no wildcard', { name: { like_: '_' } }, 'child_1'],
  ['all tags', { tags: { ...AND, all_: ['a', 'b'] } }, 'late'],
  ['any tag', { tags: { ...AND, any_: ['b', 'z'] } }, 'late'],
  ['no any tag', { tags: { ...AND, any_: [] } }, ''],
  ['without tags', { tags: { ...AND, is_null_: true } }, 'child_1'],
  ['without tags or with b', { tags: { ...OR, is_null_: true, any_: ['b'] } }, 'child_1 late'],
  ['a deployment', { deployment_id: { ...AND, any_: [ids.nightly] } }, 'late'],
  ['no deployment', { deployment_id: { ...AND, is_null_: true } }, 'child_1 done'],
  ['a queue name', { work_queue_name: { ...AND, any_: ['High-prio'] } }, 'late'],
  ['state types', { state: { ...AND, type: { any_: ['RUNNING', 'COMPLETED'] } } }, 'child_1 done'],
  ['all but a state type', { state: { ...AND, type: { not_any_: ['RUNNING'] } } }, 'done late'],
  ['a state name', { state: { ...AND, name: { any_: ['Retrying'] } } }, 'child_1'],
  [
    'type or name',
    { state: { ...OR, type: { any_: ['SCHEDULED'] }, name: { any_: ['Retrying'] } } },
    'child_1 late',
  ],
  ['an empty type under or', { state: { ...OR, type: {}, name: { any_: ['Late'] } } }, 'late'],
  [
    'started after, never started runs by their expected time',
    { start_time: { after_: at(10), before_: at(21) } },
    'done late',
  ],
  ['started before', { start_time: { before_: at(10) } }, 'late'],
  ['never started', { start_time: { is_null_: true } }, 'late'],
  ['ended by', { end_time: { before_: at(25) } }, 'done'],
  ['not ended', { end_time: { is_null_: true } }, 'child_1 late'],
  ['expected in', { expected_start_time: { after_: at(20), before_: at(30) } }, 'child_1 done'],
  ['children of a flow run', { parent_flow_run_id: { ...AND, any_: [run.done] } }, 'child_1'],
  ['children of a task run', { parent_task_run_id: { ...AND, any_: [task.parent] } }, 'child_1'],
  ['no subflows', { parent_task_run_id: { ...AND, is_null_: true } }, 'done late'],
  ['an idempotency key', { idempotency_key: { any_: ['k1'] } }, 'late'],
  ['a creator', { created_by: { ...AND, id_: [creator], type_: ['SCHEDULE'] } }, 'late'],
  ['nobody', { created_by: { ...AND, is_null_: true } }, 'child_1 done'],
  ['one of two parts', { ...OR, name: { any_: ['done'] }, tags: { ...AND, all_: ['b'] } }, 'done late'],
];

it.each(flowRunCases)('flow runs by %s', async (_, filter, expected) => {
  const where = flowRunsWhere(ONE, { flow_runs: { ...AND, ...filter } });
  expect(await names(sql`select r.name from flow_run r where ${where} order by r.name`)).toBe(expected);
});

const related: [string, RunFilters, string][] = [
  ['a flow', { flows: { ...AND, name: { any_: ['ML-100%'] } } }, 'child_1'],
  ['any deployment at all', { deployments: AND }, 'late'],
  ['a paused deployment', { deployments: { ...AND, paused: { eq_: true } } }, 'late'],
  ['a pool', { work_pools: { ...AND, name: { any_: ['k8s'] } } }, 'late'],
  ['a pool of another type', { work_pools: { ...AND, type: { any_: ['process'] } } }, ''],
  [
    'a queue prefix, any case',
    { work_pool_queues: { ...AND, name: { startswith_: ['HIGH', 'x'] } } },
    'late',
  ],
  ['a task run', { task_runs: { ...AND, name: { any_: ['plain'] } } }, 'done'],
  ['a flow and a task run', { flows: { ...AND, id: { any_: [ids.ml] } }, task_runs: AND }, ''],
];

it.each(related)('flow runs of %s', async (_, filters, expected) => {
  const where = flowRunsWhere(ONE, filters);
  expect(await names(sql`select r.name from flow_run r where ${where} order by r.name`)).toBe(expected);
});

const flowCases: [string, Omit<FlowFilter, 'operator'> | null, RunFilters, string][] = [
  ['a percent sign that is no wildcard', { name: { like_: '0%' } }, {}, 'ML-100%'],
  ['tags', { tags: { ...AND, all_: ['prod'] } }, {}, 'etl_daily'],
  ['no tags', { tags: { ...AND, is_null_: true } }, {}, 'ML-100%'],
  ['no deployment', { deployment: { ...AND, is_null_: true } }, {}, 'ML-100%'],
  ['a deployment', { deployment: { ...AND, is_null_: false } }, {}, 'etl_daily'],
  ['a pool', null, { work_pools: { ...AND, id: { any_: [ids.pool] } } }, 'etl_daily'],
  ['runs', null, { flow_runs: { ...AND, state: { ...AND, type: { any_: ['RUNNING'] } } } }, 'ML-100%'],
  ['task runs', null, { task_runs: { ...AND, name: { any_: ['plain'] } } }, 'etl_daily'],
];

it.each(flowCases)('flows by %s', async (_, filter, filters, expected) => {
  const where = flowsWhere(ONE, { ...filters, flows: filter && { ...AND, ...filter } });
  expect(await names(sql`select f.name from flow f where ${where} order by f.name`)).toBe(expected);
});

const taskCases: [string, Omit<TaskRunFilter, 'operator'> | null, RunFilters, string][] = [
  ['a state name', { state: { ...AND, name: { any_: ['Cached'] } } }, {}, 'plain'],
  ['a start, without falling back', { start_time: { after_: at(23) } }, {}, 'parent'],
  ['being a subflow', { subflow_runs: { exists_: true } }, {}, 'parent'],
  ['being no subflow', { subflow_runs: { exists_: false } }, {}, 'background plain'],
  ['a flow run', { flow_run_id: { ...AND, any_: [run.done], is_null_: false } }, {}, 'parent plain'],
  ['no flow run', { flow_run_id: { ...AND, is_null_: true } }, {}, 'background'],
  ['any flow run', { flow_run_id: { ...AND, is_null_: false } }, {}, 'parent plain'],
  ['ids of flow runs', null, { flow_runs: { ...AND, id: { any_: [run.done] } } }, 'parent plain'],
  ['names of flow runs', null, { flow_runs: { ...AND, name: { any_: ['done'] } } }, 'parent plain'],
  ['a flow', null, { flows: { ...AND, name: { like_: 'ml' } } }, ''],
];

it.each(taskCases)('task runs by %s', async (_, filter, filters, expected) => {
  const where = taskRunsWhere(ONE, { ...filters, task_runs: filter && { ...AND, ...filter } });
  expect(await names(sql`select t.name from task_run t where ${where} order by t.name`)).toBe(expected);
});

const deploymentCases: [string, Omit<DeploymentFilter, 'operator'> | null, RunFilters, string][] = [
  ["the flow's name", { flow_or_deployment_name: { like_: 'ETL_' } }, {}, 'nightly'],
  ['another name', { flow_or_deployment_name: { like_: 'etl%' } }, {}, ''],
  ['a limit, which filters nothing', { concurrency_limit: { is_null_: false } }, {}, 'nightly'],
  ['a queue of a pool', null, { work_pools: { ...AND, name: { any_: ['k8s'] } } }, 'nightly'],
  ['its runs', null, { flow_runs: { ...AND, name: { any_: ['done'] } } }, ''],
];

it.each(deploymentCases)('deployments by %s', async (_, filter, filters, expected) => {
  const where = deploymentsWhere(ONE, { ...filters, deployments: filter && { ...AND, ...filter } });
  expect(await names(sql`select d.name from deployment d where ${where}`)).toBe(expected);
});

const logCases: [string, Omit<LogFilter, 'operator'>, string][] = [
  ['level', { level: { ge_: 30 } }, 'debug'],
  ['no task run', { task_run_id: { is_null_: true } }, 'Connection'],
  ['a word, any case', { text: { query: 'timeout' } }, 'Connection'],
  ['the logger name', { text: { query: '+task_runs' } }, 'debug'],
  ['a percent sign and an exclusion', { text: { query: '100% -connection' } }, 'debug'],
  ['time', { timestamp: { before_: at(21) } }, 'Connection'],
];

it.each(logCases)('logs by %s', async (_, filter, expected) => {
  const where = sql`l.workspace_id = ${ONE.workspaceId} and ${logCondition({ ...AND, ...filter })}`;
  expect(await names(sql`select split_part(l.message, ' ', 1) as name from log l where ${where}`)).toBe(
    expected,
  );
});

const artifactCases: [string, Omit<ArtifactFilter, 'operator'> | null, RunFilters, string][] = [
  ['part of a key', { key: { like_: 'EPO' } }, {}, 'markdown'],
  ['a key at all', { key: { exists_: true } }, {}, 'markdown'],
  ['no key', { key: { exists_: false } }, {}, 'result'],
  ['all but a type', { type: { not_any_: ['result'] } }, {}, 'markdown'],
  ['a deployment of the run', null, { deployments: { ...AND, id: { any_: [ids.nightly] } } }, 'result'],
  ['a task run', null, { task_runs: { ...AND, name: { any_: ['plain'] } } }, 'markdown'],
];

it.each(artifactCases)('artifacts by %s', async (_, filter, filters, expected) => {
  const where = artifactsWhere(ONE, { ...filters, artifacts: filter && { ...AND, ...filter } });
  expect(await names(sql`select a.type as name from artifact a where ${where} order by a.type`)).toBe(
    expected,
  );
});

it('a statement of one workspace on the session of another sees nothing', async () => {
  const rows = await db.query(TWO, sql`select r.id from flow_run r where ${flowRunsWhere(ONE, {})}`);
  expect(rows).toEqual([]);
  expect(
    await db.query(TWO, sql`select ${raw('r.id')} from flow_run r where ${flowRunsWhere(TWO, {})}`),
  ).toHaveLength(3);
});
