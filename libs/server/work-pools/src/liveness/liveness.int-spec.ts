import { randomUUID } from 'node:crypto';
import { EventIngest, readEventFrame } from '@orch/events';
import { Clock, US_PER_SECOND } from '@orch/kernel';
import { CrashOpenTasks, SetFlowRunState } from '@orch/runs';
import { type TestDatabase, createTestDatabase } from '../../../../testing/src/postgres.ts';
import { ChannelApp, type Who, WORKSPACES, scopeOf } from '../channel/channel-app.fixture.ts';
import { WatchWorkers } from '../foreman/watch-workers.ts';
import { CrashLostRuns } from './crash-lost-runs.ts';

let database: TestDatabase;
let here: ChannelApp;
let there: ChannelApp;
let loops: CrashLostRuns[];

class SetClock extends Clock {
  us = 0;
  nowUs(): number {
    return this.us;
  }
}

/** A loop that has been looking for an hour. */
async function longRunning(app: ChannelApp): Promise<CrashLostRuns> {
  const clock = new SetClock();
  const loop = new CrashLostRuns(
    app.background,
    app.get(SetFlowRunState),
    app.get(CrashOpenTasks),
    clock,
    app.config,
  );
  for (; clock.us < 3_600 * US_PER_SECOND; clock.us += 50 * US_PER_SECOND) await loop.execute();
  return loop;
}

beforeAll(async () => {
  database = await createTestDatabase();
  here = await ChannelApp.start(database.url);
  there = await ChannelApp.start(database.url);
  await here.makeWorkspaces();
  loops = [await longRunning(here), await longRunning(there)];
}, 60_000);

afterAll(async () => {
  await here?.stop();
  await there?.stop();
  await database?.drop();
});

/** A pool with a worker that was heard that long ago, and a run of it. */
async function makeRun(
  who: Who,
  { state = 'RUNNING', workerSeconds = 0, worker = 'w', stateSeconds = 0 } = {},
): Promise<{ runId: string; poolId: string; queueId: string }> {
  const ws = WORKSPACES[who];
  const [flowId, poolId, queueId, runId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await here.sql('insert into flow (workspace_id, id, name) values ($1, $2, $3)', [ws, flowId, flowId]);
  await here.sql(
    "insert into work_pool (workspace_id, id, name, type, status) values ($1, $2, $3, 'process', 'READY')",
    [ws, poolId, poolId],
  );
  await here.sql(
    "insert into work_queue (workspace_id, id, work_pool_id, name, status, last_polled) values ($1, $2, $3, 'default', 'READY', now() - make_interval(secs => $4))",
    [ws, queueId, poolId, workerSeconds],
  );
  await here.sql(
    'insert into worker (workspace_id, id, work_pool_id, name, heartbeat_interval_seconds, last_heartbeat_time) values ($1, $2, $3, $4, 30, now() - make_interval(secs => $5))',
    [ws, randomUUID(), poolId, 'w', workerSeconds],
  );
  await here.sql(
    `insert into flow_run (workspace_id, id, flow_id, name, work_queue_id, state_id, state_type, state_name, state_timestamp, state_details, labels)
     values ($1, $2, $3, 'r', $4, $5, $6, initcap($6), now() - make_interval(secs => $7), '{}', jsonb_build_object('prefect.worker.name', $8::text))`,
    [ws, runId, flowId, queueId, randomUUID(), state, stateSeconds, worker],
  );
  return { runId, poolId, queueId };
}

const stateOf = async (who: Who, runId: string): Promise<{ name: string; message: string | null }> => {
  const { body } = await here.call(who, 'GET', `/flow_runs/${runId}`);
  return (body as { state: { name: string; message: string | null } }).state;
};

/** The run's process says that it lives; `secondsAgo` by its own clock. */
const beat = (app: ChannelApp, who: Who, runId: string, secondsAgo = 0): Promise<void> =>
  app.get(EventIngest).add(
    scopeOf(who),
    [
      readEventFrame(
        JSON.stringify({
          id: randomUUID(),
          occurred: new Date(Date.now() - secondsAgo * 1_000).toISOString(),
          event: 'prefect.flow-run.heartbeat',
          resource: { 'prefect.resource.id': `prefect.flow-run.${runId}` },
          related: [],
          payload: {},
        }),
      ),
    ],
    true,
  );

interface Noted {
  readonly interval_seconds: number | null;
  readonly due_seconds: number;
}
async function noted(runId: string, isThis: (row: Noted) => boolean = () => true): Promise<Noted> {
  for (let tries = 0; tries < 80; tries += 1) {
    const [row] = await here.sql<Noted>(
      'select interval_seconds, extract(epoch from check_at - now())::float8 as due_seconds from flow_run_liveness where flow_run_id = $1',
      [runId],
    );
    if (row && isThis(row)) return row;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it was not noted');
}
/** Lets time pass for a run: for what is noted, and for what is stored. */
async function age(runId: string, seconds: number): Promise<void> {
  await here.sql(
    'update flow_run_liveness set seen_at = seen_at - make_interval(secs => $2), check_at = check_at - make_interval(secs => $2) where flow_run_id = $1',
    [runId, seconds],
  );
  await here.sql(
    "update event set received = received - make_interval(secs => $2) where resource_id = 'prefect.flow-run.' || $1::text",
    [runId, seconds],
  );
}
const isWatched = async (runId: string): Promise<boolean> =>
  (await here.sql('select 1 from flow_run_liveness where flow_run_id = $1', [runId])).length > 0;
const look = async (): Promise<void> => {
  await Promise.all(loops.map((loop) => loop.execute()));
};

describe('runs that send heartbeats', () => {
  it('crash when three are missing, once, and their workspace alone sees it', async () => {
    const { runId } = await makeRun('one');
    const other = await makeRun('two');
    await beat(here, 'one', runId, 30);
    await noted(runId, (row) => row.interval_seconds === null && row.due_seconds > 500);
    await beat(there, 'one', runId);
    const row = await noted(runId, ({ interval_seconds: seconds }) => seconds !== null);
    const interval = row.interval_seconds ?? 0; // a moment passed between the two
    expect(interval).toBeGreaterThanOrEqual(30);
    expect(interval).toBeLessThanOrEqual(35);
    expect(row.due_seconds).toBeGreaterThan(interval * 3 - 5);
    expect(row.due_seconds).toBeLessThanOrEqual(interval * 3);
    await age(runId, 70);
    await look();
    expect(await stateOf('one', runId)).toMatchObject({ name: 'Running' });
    await age(runId, 40);
    await look();
    const state = await stateOf('one', runId);
    expect(state.name).toBe('Crashed');
    expect(state.message).toMatch(
      /^No heartbeat .* for 1\d\d seconds; one was expected every 3\d seconds\.$/,
    );
    expect(await stateOf('two', other.runId)).toMatchObject({ name: 'Running' });
    const crashes = await here.sql(
      "select 1 from event where event = 'prefect.flow-run.Crashed' and resource_id = 'prefect.flow-run.' || $1::text",
      [runId],
    );
    expect(crashes).toHaveLength(1);
    expect(await isWatched(runId)).toBe(false);
  }, 20_000);

  it('live when a heartbeat was stored that nobody noted, or a log line came', async () => {
    for (const sign of ['event', 'log'] as const) {
      const { runId } = await makeRun('one');
      await beat(here, 'one', runId);
      await noted(runId);
      await here.sql(
        "update flow_run_liveness set seen_at = now() - interval '1 hour', check_at = now() where flow_run_id = $1",
        [runId],
      );
      if (sign === 'log') {
        await age(runId, 3_600);
        await here.sql(
          "insert into log (workspace_id, id, name, level, flow_run_id, message, timestamp) values ($1, $2, 'l', 20, $3, 'm', now())",
          [WORKSPACES.one, randomUUID(), runId],
        );
      }
      await look();
      expect(await stateOf('one', runId)).toMatchObject({ name: 'Running' });
      expect((await noted(runId)).due_seconds).toBeGreaterThan(500);
    }
  }, 20_000);

  it('are given time when nobody was looking, as after an outage', async () => {
    const { runId } = await makeRun('one');
    await beat(here, 'one', runId);
    await noted(runId);
    await age(runId, 3_600);
    await here.get(CrashLostRuns).execute(); // its first round
    expect(await stateOf('one', runId)).toMatchObject({ name: 'Running' });
    expect((await noted(runId)).due_seconds).toBeGreaterThan(500);
  });

  it('crash after the configured silence, whatever their interval', async () => {
    const strict = await ChannelApp.start(database.url, { ORCH_RUN_SILENCE_SECONDS: '20' });
    try {
      const loop = await longRunning(strict);
      const { runId } = await makeRun('one', { state: 'SCHEDULED' });
      for (const type of ['PENDING', 'RUNNING'])
        await strict.call('one', 'POST', `/flow_runs/${runId}/set_state`, { state: { type } });
      await noted(runId); // that it was claimed
      await beat(strict, 'one', runId);
      await noted(runId, (row) => row.due_seconds <= 20);
      await age(runId, 15);
      await loop.execute();
      expect(await stateOf('one', runId)).toMatchObject({ name: 'Running' });
      await age(runId, 10);
      await loop.execute();
      expect(await stateOf('one', runId)).toMatchObject({ name: 'Crashed' });
    } finally {
      await strict.stop();
    }
  }, 20_000);

  it('are not watched when they are over or in another workspace', async () => {
    const over = await makeRun('one', { state: 'COMPLETED' });
    const foreign = await makeRun('two');
    const mine = await makeRun('one');
    for (const { runId } of [over, foreign, mine]) await beat(here, 'one', runId);
    await noted(mine.runId);
    expect([await isWatched(over.runId), await isWatched(foreign.runId)]).toEqual([false, false]);
  });
});

describe('runs that were claimed', () => {
  const claimed = async (options: Parameters<typeof makeRun>[1] = {}): Promise<string> => {
    const { runId } = await makeRun('one', { state: 'SCHEDULED', ...options });
    await here.call('one', 'POST', `/flow_runs/${runId}/set_state`, { state: { type: 'PENDING' } });
    await noted(runId);
    await here.sql("update flow_run set state_timestamp = now() - interval '400 seconds' where id = $1", [
      runId,
    ]);
    await age(runId, 400);
    await here.get(WatchWorkers).execute();
    return runId;
  };

  it('crash when their worker went offline long ago', async () => {
    const abandoned = await claimed({ workerSeconds: 350 });
    const unnamed = await claimed({ workerSeconds: 350, worker: 'unknown' });
    const waiting = await claimed({ workerSeconds: 200 });
    const fine = await claimed();
    await look();
    expect(await stateOf('one', abandoned)).toMatchObject({
      name: 'Crashed',
      message: expect.stringContaining("Worker 'w' went offline"),
    });
    expect(await stateOf('one', unnamed)).toMatchObject({
      name: 'Crashed',
      message: expect.stringContaining('Every worker of its pool went offline'),
    });
    for (const runId of [waiting, fine]) {
      expect(await stateOf('one', runId)).toMatchObject({ name: 'Pending' });
      expect(await isWatched(runId)).toBe(true);
    }
  }, 20_000);

  it('are left in peace once they run without heartbeats', async () => {
    const runId = await claimed({ workerSeconds: 350 });
    await here.call('one', 'POST', `/flow_runs/${runId}/set_state`, { state: { type: 'RUNNING' } });
    await look();
    expect(await stateOf('one', runId)).toMatchObject({ name: 'Running' });
    expect(await isWatched(runId)).toBe(false);
  });
});

describe('the foreman', () => {
  const statusOf = async (table: string, id: string): Promise<string | undefined> =>
    (await here.sql<{ status: string }>(`select status from ${table} where id = $1`, [id]))[0]?.status;
  const eventsOf = async (
    kind: string,
    id: string,
  ): Promise<Array<{ event: string; workspace_id: string }>> =>
    here.sql('select event, workspace_id from event where resource_id = $1', [`prefect.${kind}.${id}`]);

  it('marks silent workers, deserted pools and unpolled queues, and tells it once', async () => {
    const silent = await makeRun('one', { workerSeconds: 91 });
    const alive = await makeRun('two', { workerSeconds: 40 });
    await Promise.all([here.get(WatchWorkers).execute(), there.get(WatchWorkers).execute()]);
    await here.get(WatchWorkers).execute();
    expect(await statusOf('work_pool', silent.poolId)).toBe('NOT_READY');
    expect(await statusOf('work_queue', silent.queueId)).toBe('NOT_READY');
    const told = (event: string): object[] => [{ event, workspace_id: WORKSPACES.one }];
    expect(await eventsOf('work-pool', silent.poolId)).toEqual(told('prefect.work-pool.not-ready'));
    expect(await eventsOf('work-queue', silent.queueId)).toEqual(told('prefect.work-queue.not-ready'));
    expect(await statusOf('work_pool', alive.poolId)).toBe('READY');
    expect(await statusOf('work_queue', alive.queueId)).toBe('READY');
    expect(
      await here.call('one', 'POST', `/work_pools/${silent.poolId}/workers/heartbeat`, { name: 'w' }),
    ).toMatchObject({ status: 204 });
    expect(await statusOf('work_pool', silent.poolId)).toBe('READY');
  });
});
