import { randomUUID } from 'node:crypto';
import { EventIngest, readEventFrame } from '@orch/events';
import { Clock, US_PER_SECOND } from '@orch/kernel';
import { CrashOpenTasks, SetFlowRunState } from '@orch/runs';
import { type TestDatabase, createTestDatabase } from '../../../../testing/src/postgres.ts';
import { ChannelApp, WORKSPACES, scopeOf } from '../channel/channel-app.fixture.ts';
import { CrashLostRuns } from './crash-lost-runs.ts';

const ws = WORKSPACES.one;
let database: TestDatabase;
let app: ChannelApp;
let loop: CrashLostRuns;

class SetClock extends Clock {
  us = 0;
  nowUs(): number {
    return this.us;
  }
}

beforeAll(async () => {
  database = await createTestDatabase();
  app = await ChannelApp.start(database.url);
  await app.makeWorkspaces();
  const clock = new SetClock();
  loop = new CrashLostRuns(
    app.background,
    app.get(SetFlowRunState),
    app.get(CrashOpenTasks),
    clock,
    app.config,
  );
  for (; clock.us < 3_600 * US_PER_SECOND; clock.us += 50 * US_PER_SECOND) await loop.execute();
}, 60_000);
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

const post = async (path: string, body: unknown): Promise<Record<string, unknown>> =>
  (await app.call('one', 'POST', path, body)).body as Record<string, unknown>;
const set = async (kind: string, id: string, type: string): Promise<unknown> =>
  (await post(`/${kind}/${id}/set_state`, { state: { type } }))['status'];

/** Two runs of a deployment, a queue and a pool that let one run at a time. */
async function makeRuns(): Promise<{ lost: string; next: string; limitId: string }> {
  const [flowId, poolId, queueId, deploymentId, limitId] = Array.from({ length: 5 }, () => randomUUID());
  const insert = (table: string, columns: string, values: string, given: unknown[]): Promise<unknown> =>
    app.sql(`insert into ${table} (workspace_id, id, ${columns}) values ($1, $2, ${values})`, [ws, ...given]);
  await insert('flow', 'name', '$2::uuid::text', [flowId]);
  await insert('work_pool', 'name, type, concurrency_limit', "$2::uuid::text, 'process', 1", [poolId]);
  await insert('work_queue', 'work_pool_id, name, concurrency_limit', "$3, 'default', 1", [queueId, poolId]);
  await insert('concurrency_limit', 'name, "limit"', '$2::uuid::text, 1', [limitId]);
  const of = [deploymentId, flowId, queueId, limitId];
  await insert('deployment', 'flow_id, name, work_queue_id, concurrency_limit_id', "$3, 'd', $4, $5", of);
  const ids = [randomUUID(), randomUUID()] as const;
  const columns =
    'flow_id, name, deployment_id, work_queue_id, state_id, state_type, state_name, state_timestamp, state_details, next_scheduled_start_time';
  for (const id of ids) {
    const values = "$3, 'r', $4, $5, $2, 'SCHEDULED', 'Scheduled', now(), '{}', now()";
    await insert('flow_run', columns, values, [id, flowId, deploymentId, queueId]);
  }
  return { lost: ids[0], next: ids[1], limitId: limitId! };
}

/** The run's process said once that it lives, and then nothing for an hour. */
async function fallSilent(runId: string): Promise<void> {
  const frame = {
    id: randomUUID(),
    occurred: new Date().toISOString(),
    event: 'prefect.flow-run.heartbeat',
    resource: { 'prefect.resource.id': `prefect.flow-run.${runId}` },
    related: [],
    payload: {},
  };
  await app.get(EventIngest).add(scopeOf('one'), [readEventFrame(JSON.stringify(frame))], true);
  for (let isNoted = false; !isNoted;) {
    const rows = await app.sql(
      `update flow_run_liveness set seen_at = now() - interval '1 hour', check_at = now() where flow_run_id = $1 and beat_at is not null returning 1`,
      [runId],
    );
    isNoted = rows.length > 0;
    if (!isNoted) await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await app.sql("update event set received = now() - interval '1 hour'");
}

async function run(runId: string): Promise<void> {
  for (const type of ['PENDING', 'RUNNING']) expect(await set('flow_runs', runId, type)).toBe('ACCEPT');
}

/** A running task of the run that holds the only slot of a tag. */
async function makeTask(flowRunId: string, tag: string): Promise<string> {
  const key = randomUUID();
  const task = {
    flow_run_id: flowRunId,
    task_key: key,
    dynamic_key: '0',
    tags: [tag],
    state: { type: 'PENDING' },
  };
  const id = String((await post('/task_runs/', task))['id']);
  expect(await set('task_runs', id, 'RUNNING')).toBe('ACCEPT');
  return id;
}
const holdersOf = async (tag: string): Promise<unknown> =>
  ((await app.call('one', 'GET', `/concurrency_limits/tag/${tag}`)).body as { active_slots: unknown })
    .active_slots;

it('a run whose process is gone gives back the slots of deployment, pool, queue and tags', async () => {
  const { lost, next, limitId } = await makeRuns();
  const tag = randomUUID();
  await post('/concurrency_limits/', { tag, concurrency_limit: 1 });
  await run(lost);
  const task = await makeTask(lost, tag);
  expect(await holdersOf(tag)).toEqual([task]);
  expect(await set('flow_runs', next, 'PENDING')).toBe('ABORT');
  await fallSilent(lost);
  await loop.execute();
  const states = await app.sql(
    'select state_type from flow_run where id = $1 union all select state_type from task_run where id = $2',
    [lost, task],
  );
  expect(states).toEqual([{ state_type: 'CRASHED' }, { state_type: 'CRASHED' }]);
  expect(await app.sql('select active_slots from concurrency_limit where id = $1', [limitId])).toEqual([
    { active_slots: 0 },
  ]);
  expect(await holdersOf(tag)).toEqual([]);
  expect(await set('flow_runs', next, 'PENDING')).toBe('ACCEPT');
}, 20_000);

it('background tasks of a crashed run live on: their process is another one', async () => {
  const { lost } = await makeRuns();
  await run(lost);
  const task = await makeTask(lost, 'untouched');
  await app.sql('update task_run set state_details = $2 where id = $1', [
    task,
    JSON.stringify({ task_parameters_id: randomUUID() }),
  ]);
  await app.get(CrashOpenTasks).execute(scopeOf('one'), lost);
  expect(await app.sql('select state_type from task_run where id = $1', [task])).toEqual([
    { state_type: 'RUNNING' },
  ]);
});

it('tasks of another workspace are not touched', async () => {
  const { lost } = await makeRuns();
  await run(lost);
  const task = await makeTask(lost, 'foreign');
  await app.get(CrashOpenTasks).execute(scopeOf('two'), lost);
  expect(await app.sql('select state_type from task_run where id = $1', [task])).toEqual([
    { state_type: 'RUNNING' },
  ]);
});
