import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { type TestDatabase, createTestDatabase } from '../../../../testing/src/postgres.ts';
import { ChannelApp, type Frame, WORKSPACES, scopeOf } from './channel-app.fixture.ts';
import { CleanUpCancellations } from '@orch/runs';
import { CleanupQueue } from './cleanup-queue.ts';

let database: TestDatabase;
let here: ChannelApp;
let there: ChannelApp;
let pools = 0;
const newPool = (): string => `Pool ${(pools += 1)}`;

beforeAll(async () => {
  database = await createTestDatabase();
  here = await ChannelApp.start(database.url);
  there = await ChannelApp.start(database.url);
  await here.makeWorkspaces();
}, 60_000);

afterAll(async () => {
  await here?.stop();
  await there?.stop();
  await database?.drop();
});

const eventually = async <T>(look: () => Promise<T | undefined>): Promise<T> => {
  for (let tries = 0; tries < 60; tries += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not happen');
};

describe('hello', () => {
  it('makes a missing pool, and answers with the worker and a whole pool', async () => {
    const pool = newPool();
    const template = {
      job_configuration: { command: '{{ command }}' },
      variables: { properties: { command: {} } },
    };
    const worker = here.channel(pool, 'one');
    const { payload } = await worker.ready({
      default_base_job_template: template,
      worker_metadata: { v: 1 },
    });
    expect(payload).toMatchObject({
      consumer_id: worker.consumerId,
      worker_id: expect.any(String),
      selected_channel_version: 'work_pool_worker_channel.v1',
      effective_heartbeat_interval_seconds: 30,
      accepted_capabilities: ['worker_heartbeat.v1', 'work_pool_snapshot.v1'],
      rejected_capabilities: [],
      effective_max_cleanup_concurrency: 0,
      resolved_work_queues: [{ id: expect.any(String), name: 'default' }],
      initial_snapshot: {
        snapshot_sequence: 1,
        reason: 'initial',
        work_pool: {
          name: pool,
          type: 'process',
          status: 'READY',
          base_job_template: template,
          default_queue_id: expect.any(String),
        },
      },
    });
    expect(await here.call('one', 'POST', `/work_pools/${pool}/workers/filter`, {})).toMatchObject({
      body: [{ id: payload['worker_id'], name: 'w', status: 'ONLINE' }],
    });
    expect(await here.call('two', 'GET', `/work_pools/${pool}`)).toMatchObject({ status: 404 });
    worker.leave();
  });

  it('gives an empty pool the template of the worker', async () => {
    const pool = newPool();
    await here.call('one', 'POST', '/work_pools/', { name: pool, type: 'process' });
    const template = {
      job_configuration: { a: '{{ a }}' },
      variables: { properties: { a: { type: 'string' } } },
    };
    const { payload } = await here.channel(pool, 'one').ready({ default_base_job_template: template });
    expect(payload).toMatchObject({ initial_snapshot: { work_pool: { base_job_template: template } } });
  });

  it.each([
    ['a pool that may not be made', { create_pool_if_not_found: false }, 1008, 'authorization_failed'],
    ['another version', { supported_channel_versions: ['v2'] }, 1008, 'unsupported_version'],
    ['an unknown queue', { work_queue_names: ['nope'] }, 1008, 'authorization_failed'],
    ['an unknown member', { nope: 1 }, 1002, 'protocol_error'],
    ['a missing capability', { requested_capabilities: ['worker_heartbeat.v1'] }, 1002, 'protocol_error'],
    ['clean-ups without their capability', { max_cleanup_concurrency: 1 }, 1002, 'protocol_error'],
    ['no interval', { heartbeat_interval_seconds: 0 }, 1002, 'protocol_error'],
    ['a template that is none', { default_base_job_template: { a: 1 } }, 1002, 'protocol_error'],
  ])('closes for %s', async (_, more, code, reason) => {
    const worker = here.channel(newPool(), 'one');
    await worker.hello(more);
    expect(await worker.closed).toEqual({ code, reason });
  });

  it('closes for names of the system, no hello, no JSON and strangers', async () => {
    const reserved = here.channel('Prefect-pool', 'one');
    await reserved.hello();
    expect(await reserved.closed).toEqual({ code: 1008, reason: 'authorization_failed' });
    for (const text of ['{"type":"worker.heartbeat.v1"}', 'x', '[]']) {
      const worker = here.channel(newPool(), 'one');
      await worker.next('auth_success');
      worker.sendText(text);
      expect(await worker.closed).toEqual({ code: 1002, reason: 'protocol_error' });
    }
    expect(await here.channel('p', 'nobody').closed).toEqual({ code: 1008, reason: 'authentication_failed' });
    expect(await here.channel('p', 'reader').closed).toEqual({ code: 1008, reason: 'authorization_failed' });
  });

  it('lets a key that may only poll into a pool that is there, and make none', async () => {
    const pool = newPool();
    const refused = here.channel(pool, 'poller');
    await refused.hello();
    expect(await refused.closed).toEqual({ code: 1008, reason: 'authorization_failed' });
    await here.call('one', 'POST', '/work_pools/', { name: pool, type: 'process' });
    const { payload } = await here.channel(pool, 'poller').ready();
    expect(payload).toMatchObject({ initial_snapshot: { work_pool: { name: pool } } });
  });

  it('is no route for ordinary requests', async () => {
    expect(await here.call('one', 'GET', '/work_pools/p/workers/connect')).toMatchObject({ status: 404 });
  });
});

describe('snapshots', () => {
  it('come when any process changes the pool or its queues, to workers of that pool alone', async () => {
    const pool = newPool();
    const near = here.channel(pool, 'one');
    await near.ready();
    const far = there.channel(pool, 'one');
    await far.ready({ worker_name: 'far' });
    const foreign = there.channel(pool, 'two');
    await foreign.ready();
    await here.call('one', 'PATCH', `/work_pools/${pool}`, { concurrency_limit: 7 });
    for (const worker of [near, far]) {
      const { payload } = await worker.next('work_pool.snapshot.v1');
      expect(payload).toMatchObject({
        snapshot_sequence: 2,
        reason: 'work_pool_updated',
        work_pool: { concurrency_limit: 7, active_slots: 0 },
      });
    }
    await here.call('one', 'PATCH', `/work_pools/${pool}`, { is_paused: true });
    expect((await far.next('work_pool.snapshot.v1')).payload).toMatchObject({
      work_pool: { is_paused: true },
    });
    await here.call('one', 'POST', `/work_pools/${pool}/queues`, { name: 'q' });
    expect((await far.next('work_pool.snapshot.v1')).payload).toMatchObject({ reason: 'work_queue_updated' });
    await here.call('one', 'DELETE', `/work_pools/${pool}`);
    for (const worker of [near, far])
      expect(await worker.closed).toEqual({ code: 1008, reason: 'authorization_failed' });
    await expect(foreign.next('work_pool.snapshot.v1')).rejects.toThrow();
  }, 15_000);
});

describe('heartbeats', () => {
  it('are stored together, make the pool ready again, and show what changed unseen', async () => {
    const pool = newPool();
    const workers = ['a', 'b', 'c'].map((name) => ({ name, end: here.channel(pool, 'one') }));
    for (const { name, end } of workers) await end.ready({ worker_name: name });
    const where = [WORKSPACES.one, pool];
    await here.sql(
      "update worker set status = 'OFFLINE', last_heartbeat_time = now() - interval '1 hour' where workspace_id = $1",
      [WORKSPACES.one],
    );
    await here.sql(
      "update work_pool set status = 'NOT_READY', description = 'd', updated = now() where workspace_id = $1 and name = $2",
      where,
    );
    const asked = jest.spyOn(here.db, 'query');
    for (const { name, end } of workers) end.beat(name, 15);
    const { payload } = await workers[0]!.end.next('work_pool.snapshot.v1');
    expect(payload).toMatchObject({ work_pool: { status: 'READY', description: 'd' } });
    expect(
      asked.mock.calls.filter(([, s]) => (s as { name?: string }).name === 'work-pools.heartbeats'),
    ).toHaveLength(1);
    asked.mockRestore();
    const rows = await here.sql<{ name: string; status: string; heartbeat_interval_seconds: number }>(
      `select w.name, w.status, w.heartbeat_interval_seconds from worker w join work_pool p on p.id = w.work_pool_id
       where w.workspace_id = $1 and p.name = $2 order by 1`,
      where,
    );
    expect(rows).toEqual(
      ['a', 'b', 'c'].map((name) => ({ name, status: 'ONLINE', heartbeat_interval_seconds: 15 })),
    );
  });

  it('of somebody else end the channel', async () => {
    const worker = here.channel(newPool(), 'one');
    await worker.ready();
    worker.beat('other');
    expect(await worker.closed).toEqual({ code: 1002, reason: 'protocol_error' });
  });
});

describe('clean-ups', () => {
  const CLEANS = {
    requested_capabilities: ['worker_heartbeat.v1', 'work_pool_snapshot.v1', 'cleanup_delivery.v1', 'x.v1'],
    handled_cleanup_kinds: ['cancelling_timeout_teardown.v1'],
  };
  const order = async (app: ChannelApp, poolId: string, key: string): Promise<string> => {
    const id = randomUUID();
    await app.get(CleanupQueue).add(scopeOf('one'), {
      id,
      workPoolId: poolId,
      workQueueId: null,
      kind: 'cancelling_timeout_teardown.v1',
      idempotencyKey: key,
      target: `{"flow_run_id":"${randomUUID()}","infrastructure_pid":"host:1"}`,
    });
    return id;
  };
  const poolIdOf = (frame: Frame): string =>
    (frame.payload['initial_snapshot'] as { work_pool: { id: string } }).work_pool.id;

  it('reach one worker at a time, are renewed, given back and done, and given up after three times', async () => {
    const pool = newPool();
    const worker = here.channel(pool, 'one');
    const ready = await worker.ready(CLEANS);
    expect(ready.payload).toMatchObject({
      effective_max_cleanup_concurrency: 1,
      rejected_capabilities: ['x.v1'],
    });
    const poolId = poolIdOf(ready);
    const first = await order(there, poolId, 'k1');
    await order(there, poolId, 'k1');
    const message = await worker.next('cleanup.message.v1');
    expect(message.payload).toMatchObject({
      message_id: first,
      kind: 'cancelling_timeout_teardown.v1',
      delivery_count: 1,
      target: { infrastructure_pid: 'host:1' },
      data: {},
    });
    const second = await order(here, poolId, 'k2');
    const of = { message_id: first, reservation_token: message.payload['reservation_token'] };
    const told = async (operation: string, payload: object): Promise<Record<string, unknown>> => {
      worker.send(`cleanup.${operation}.v1`, payload);
      return (await worker.next('cleanup.operation_result.v1')).payload;
    };
    expect(await told('renew', of)).toMatchObject({
      status: 'accepted',
      lease_expires_at: expect.any(String),
    });
    expect(await told('renew', { ...of, reservation_token: 'x' })).toMatchObject({
      status: 'invalid_token',
      reason: 'reservation_token_mismatch',
    });
    expect(await told('ack', of)).toMatchObject({ status: 'accepted', reason: null, lease_expires_at: null });
    expect(await told('ack', of)).toMatchObject({ status: 'not_found' });
    for (const delivery of [1, 2, 3]) {
      const { payload } = await worker.next('cleanup.message.v1');
      expect(payload).toMatchObject({ message_id: second, delivery_count: delivery });
      const back = { message_id: second, reservation_token: payload['reservation_token'], reason: 'busy' };
      expect(await told('release', back)).toMatchObject({
        status: delivery < 3 ? 'accepted' : 'dead_lettered',
      });
    }
    const left = await here.sql('select id from worker_cleanup where finished_at is null');
    expect(left).toEqual([]);
    worker.leave();
  }, 15_000);

  it('are offered again when the lease of a dead worker is over', async () => {
    const pool = newPool();
    const dying = here.channel(pool, 'one');
    const poolId = poolIdOf(await dying.ready(CLEANS));
    const id = await order(here, poolId, 'k');
    await dying.next('cleanup.message.v1');
    dying.leave();
    await dying.closed;
    await here.sql("update worker_cleanup set lease_expires_at = now() - interval '1 second' where id = $1", [
      id,
    ]);
    const next = there.channel(pool, 'one');
    await next.ready({ ...CLEANS, worker_name: 'next' });
    expect((await next.next('cleanup.message.v1')).payload).toMatchObject({
      message_id: id,
      delivery_count: 2,
    });
  });

  it('are refused to workers that did not ask for them', async () => {
    const worker = here.channel(newPool(), 'one');
    await worker.ready();
    worker.send('cleanup.ack.v1', { message_id: randomUUID(), reservation_token: 't' });
    expect((await worker.next('cleanup.operation_result.v1')).payload).toMatchObject({
      status: 'unauthorized',
      reason: 'cleanup_delivery_not_accepted',
    });
  });
});

it('orders the clean-up of a run whose cancellation took too long', async () => {
  const pool = newPool();
  const worker = here.channel(pool, 'one');
  const { payload } = await worker.ready({
    requested_capabilities: ['worker_heartbeat.v1', 'work_pool_snapshot.v1', 'cleanup_delivery.v1'],
    handled_cleanup_kinds: ['cancelling_timeout_teardown.v1'],
  });
  const [queue] = payload['resolved_work_queues'] as Array<{ id: string }>;
  const [flowId, runId] = [randomUUID(), randomUUID()];
  await here.sql('insert into flow (workspace_id, id, name) values ($1, $2, $3)', [
    WORKSPACES.one,
    flowId,
    flowId,
  ]);
  await here.sql(
    `insert into flow_run (workspace_id, id, flow_id, name, work_queue_id, infrastructure_pid, state_id, state_type, state_name,
       state_timestamp, state_details, attention_at)
     values ($1, $2, $3, 'r', $4, 'host:7', $5, 'CANCELLING', 'Cancelling', now() - interval '1 hour', '{}', now())`,
    [WORKSPACES.one, runId, flowId, queue!.id, randomUUID()],
  );
  await there.get(CleanUpCancellations).execute();
  const message = await worker.next('cleanup.message.v1');
  expect(message.payload).toMatchObject({
    kind: 'cancelling_timeout_teardown.v1',
    work_queue_id: queue!.id,
    target: { flow_run_id: runId, infrastructure_pid: 'host:7' },
  });
});

it('writes the last heartbeats when the server stops, and says goodbye', async () => {
  const third = await ChannelApp.start(database.url);
  const pool = newPool();
  const worker = third.channel(pool, 'one');
  await worker.ready();
  await here.sql("update worker set status = 'OFFLINE' where workspace_id = $1", [WORKSPACES.one]);
  worker.beat();
  await new Promise((resolve) => setTimeout(resolve, 100));
  await third.stop();
  expect((await worker.closed).code).toBe(1001);
  await eventually(async () => {
    const [row] = await here.sql<{ status: string }>(
      'select w.status from worker w join work_pool p on p.id = w.work_pool_id where p.name = $1',
      [pool],
    );
    return row?.status === 'ONLINE' ? row : undefined;
  });
});
