import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { RunExplanation, WaitingCause } from '@orch/contract';
import {
  ACCOUNT,
  FLOW,
  type Json,
  W1,
  W2,
  call,
  makeDeployment,
  makePool,
  parts,
  post,
  startContexts,
  startRun,
  stopContexts,
} from '../../../automations/src/contexts.fixture.ts';

jest.setTimeout(60_000);
beforeAll(() => startContexts(), 60_000);
afterAll(stopContexts);

const rows = (text: string, values: unknown[]): Promise<Record<string, unknown>[]> =>
  parts.database.query({ accountId: ACCOUNT, workspaceId: W1 }, { text, values });

async function explained(id: string): Promise<RunExplanation> {
  const answer = await call('GET', `/flow_runs/${id}/explain`);
  expect(answer).toMatchObject({ status: 200 });
  return answer.body;
}
const causes = async (id: string): Promise<readonly WaitingCause[]> => (await explained(id)).causes;
const codes = async (id: string): Promise<string[]> => (await causes(id)).map(({ code }) => code);
async function top(id: string): Promise<WaitingCause> {
  const [first] = await causes(id);
  if (!first) throw new Error('nothing holds it back');
  return first;
}

interface Place {
  readonly pool: string;
  readonly poolId: string;
  readonly deployment: Json;
  readonly queueId: string;
}

const beat = (pool: string, body: object = {}): Promise<unknown> =>
  post(`/work_pools/${encodeURIComponent(pool)}/workers/heartbeat`, { name: `w of ${pool}`, ...body });
const polledNow = (queueId: string): Promise<unknown> =>
  rows('update work_queue set last_polled = now() where id = $1', [queueId]);

/** A pool with a deployment; `isServed`: a worker is online and asks the default queue. */
async function place({ pool: poolBody = {}, deployment: body = {}, isServed = true } = {}): Promise<Place> {
  const pool = await makePool(poolBody);
  const deployment = await makeDeployment({ work_pool_name: pool, ...body });
  const [row] = await rows(
    `select q.id, p.id as pool_id from deployment d join work_queue q on q.id = d.work_queue_id join work_pool p on p.id = q.work_pool_id where d.id = $1`,
    [deployment['id']],
  );
  const queueId = String(row?.['id']);
  if (isServed) {
    await beat(pool);
    await polledNow(queueId);
  }
  return { pool, poolId: String(row?.['pool_id']), deployment, queueId };
}
const state = (id: string, type: string, more: object = {}, force = false): Promise<unknown> =>
  post(`/flow_runs/${id}/set_state`, { state: { type, ...more }, force });
/** Takes a run as a worker does. */
async function begin(deployment: Json): Promise<string> {
  const id = await startRun(deployment);
  await state(id, 'PENDING');
  await state(id, 'RUNNING');
  return id;
}

it('finds nothing that holds back a run that a worker is about to take, one that runs, and one that has ended', async () => {
  const { deployment } = await place();
  const id = await startRun(deployment);
  expect(await explained(id)).toMatchObject({ flow_run_id: id, state_type: 'SCHEDULED', causes: [] });
  await state(id, 'PENDING');
  await state(id, 'RUNNING');
  expect(await codes(id)).toEqual([]);
  await state(id, 'COMPLETED');
  expect(await codes(id)).toEqual([]);
});

it('no worker: never one, and one that went', async () => {
  const { pool, deployment } = await place({ isServed: false });
  const id = await startRun(deployment);
  expect(await top(id)).toMatchObject({ code: 'no_worker', since: null, related: [{ name: pool }] });
  await beat(pool);
  await rows("update worker set last_heartbeat_time = now() - interval '1 hour' where name = $1", [
    `w of ${pool}`,
  ]);
  const gone = await top(id);
  expect(gone).toMatchObject({ code: 'no_worker', title: `No worker of ${pool} is online` });
  expect(Date.now() - Date.parse(gone.since ?? '')).toBeGreaterThan(3_500_000);
});

it('a worker that asks other queues only', async () => {
  const { pool, poolId, deployment, queueId } = await place({ isServed: false });
  await beat(pool);
  await post(`/work_pools/${encodeURIComponent(pool)}/queues`, { name: 'fast' });
  await rows("update work_queue set last_polled = now() where work_pool_id = $1 and name = 'fast'", [poolId]);
  const id = await startRun(deployment);
  expect(await top(id)).toMatchObject({
    code: 'worker_polls_other_queues',
    related: expect.arrayContaining([
      expect.objectContaining({ id: queueId }),
      expect.objectContaining({ name: 'fast' }),
    ]),
  });
});

it('a worker that lives but asks for nothing', async () => {
  const { pool, deployment } = await place({ isServed: false });
  await beat(pool);
  const id = await startRun(deployment);
  expect(await codes(id)).toEqual([]);
  await rows("update worker set created = now() - interval '5 minutes' where name = $1", [`w of ${pool}`]);
  expect(await top(id)).toMatchObject({ code: 'worker_not_polling' });
});

it('a paused pool and a paused queue, and since when', async () => {
  const { pool, deployment, queueId } = await place();
  const id = await startRun(deployment);
  await call('PATCH', `/work_queues/${queueId}`, { is_paused: true });
  expect(await top(id)).toMatchObject({ code: 'queue_paused', since: expect.stringMatching(/Z$/) });
  await call('PATCH', `/work_pools/${encodeURIComponent(pool)}`, { is_paused: true });
  expect(await top(id)).toMatchObject({
    code: 'pool_paused',
    since: expect.stringMatching(/Z$/),
    remedy: `Resume the work pool ${pool}.`,
  });
  expect(await codes(id)).toContain('queue_paused');
});

it('full slots of a pool and of a queue, and who holds them', async () => {
  const inPool = await place({ pool: { concurrency_limit: 1 } });
  const holder = await begin(inPool.deployment);
  expect(await top(await startRun(inPool.deployment))).toMatchObject({
    code: 'pool_slots_full',
    detail: expect.stringMatching(/^1 of 1 slot taken\. Held by /),
    related: [
      { kind: 'work-pool', id: inPool.poolId },
      { kind: 'flow-run', id: holder },
    ],
  });
  const inQueue = await place();
  await call('PATCH', `/work_queues/${inQueue.queueId}`, { concurrency_limit: 1 });
  const other = await begin(inQueue.deployment);
  expect(await top(await startRun(inQueue.deployment))).toMatchObject({
    code: 'queue_slots_full',
    related: [
      { kind: 'work-queue', id: inQueue.queueId },
      { kind: 'flow-run', id: other },
    ],
  });
});

it('the limit of the deployment, before and after a worker was turned away', async () => {
  const { deployment } = await place({ deployment: { concurrency_limit: 1 } });
  const holder = await begin(deployment);
  const id = await startRun(deployment);
  const full = {
    code: 'deployment_limit_full',
    related: expect.arrayContaining([expect.objectContaining({ kind: 'flow-run', id: holder })]),
  };
  expect(await top(id)).toMatchObject(full);
  await state(id, 'PENDING');
  expect(await explained(id)).toMatchObject({ state_name: 'AwaitingConcurrencySlot', causes: [full] });
  await call('PATCH', `/deployments/${String(deployment['id'])}`, { concurrency_limit: 2 });
  expect(await top(id)).toMatchObject({
    code: 'deployment_limit_full',
    detail: expect.stringMatching(/^A slot is free again/),
  });
  await state(holder, 'COMPLETED'); // makes the waiting run due
  expect(await codes(id)).toEqual([]);
});

it('a global limit that deployments share, and one on a tag', async () => {
  const shared = await post('/v2/concurrency_limits/', { name: 'database', limit: 1 });
  const one = await place({ deployment: { global_concurrency_limit_id: (shared.body as Json)['id'] } });
  const holder = await begin(one.deployment);
  expect(await top(await startRun(one.deployment))).toMatchObject({
    code: 'global_limit_full',
    title: 'Limit database has no free slot',
    related: [{ name: 'database' }, { id: holder }],
  });
  await post('/v2/concurrency_limits/', { name: 'tag:gpu', limit: 1 });
  await post('/v2/concurrency_limits/increment', { names: ['tag:gpu'], slots: 1 });
  const two = await place();
  const id = await startRun(two.deployment, { tags: ['gpu'] });
  expect(await top(id)).toMatchObject({ code: 'tag_limit_full', title: 'tag:gpu has no free slot' });
  await rows("update flow_run set state_name = 'AwaitingConcurrencySlot' where id = $1", [id]);
  expect(await top(id)).toMatchObject({ code: 'tag_limit_full' });
});

it('a paused deployment, and a schedule that was switched off', async () => {
  const { deployment } = await place();
  const id = await startRun(deployment);
  await post(`/deployments/${String(deployment['id'])}/pause_deployment`);
  expect(await codes(id)).toEqual(['deployment_paused']);

  const timed = await place({
    deployment: { schedules: [{ schedule: { interval: 3600, timezone: 'UTC' }, active: true }] },
  });
  const [run] = await rows(
    'select id from flow_run where deployment_id = $1 order by expected_start_time limit 1',
    [timed.deployment['id']],
  );
  await rows('update deployment_schedule set active = false where deployment_id = $1', [
    timed.deployment['id'],
  ]);
  await rows('update flow_run set next_scheduled_start_time = now() where id = $1', [run?.['id']]);
  expect(await codes(String(run?.['id']))).toEqual(['schedule_inactive']);
});

it('a deployment that nobody serves', async () => {
  const deployment = await makeDeployment();
  const id = await startRun(deployment);
  expect(await codes(id)).toEqual(['not_served']);
  await post(`/deployments/${String(deployment['id'])}/pause_deployment`);
  expect(await codes(id)).toEqual(['deployment_paused', 'not_served']);
  await rows('update deployment set last_polled = now(), paused = false where id = $1', [deployment['id']]);
  expect(await codes(id)).toEqual([]);
});

it('waits for a time: scheduled for later, awaiting a retry, retrying in its process', async () => {
  const { deployment } = await place();
  const scheduled_time = new Date(Date.now() + 3_600_000).toISOString();
  const later = await startRun(deployment, {
    state: { type: 'SCHEDULED', state_details: { scheduled_time } },
  });
  expect(await top(later)).toMatchObject({
    code: 'scheduled_for_later',
    detail: expect.stringMatching(/in 59 minutes/),
  });
  const retried = await startRun(deployment, {
    state: { type: 'SCHEDULED', name: 'AwaitingRetry', state_details: { scheduled_time } },
  });
  expect(await codes(retried)).toEqual(['awaiting_retry']);
  const inside = await begin(await makeDeployment({ work_pool_name: (await place()).pool }));
  await call('PATCH', `/flow_runs/${inside}`, { empirical_policy: { retries: 2, retry_delay: 600 } });
  await state(inside, 'FAILED');
  expect(await codes(inside)).toEqual(['retries_in_process']);
});

it('paused, waiting for input, suspended', async () => {
  const { deployment } = await place();
  const pause = async (state_details: object, name = 'Paused'): Promise<string[]> => {
    const id = await begin(deployment);
    await state(id, 'PAUSED', { name, state_details: { pause_key: randomUUID(), ...state_details } });
    return codes(id);
  };
  const pause_timeout = new Date(Date.now() + 60_000).toISOString();
  expect(await pause({ pause_timeout })).toEqual(['paused']);
  expect(await pause({ pause_timeout, run_input_keyset: { response: 'r', schema: 's' } })).toEqual([
    'waiting_for_input',
  ]);
  expect(await pause({ pause_timeout, pause_reschedule: true }, 'Suspended')).toEqual(['suspended']);
});

it('late, when nothing else is known', async () => {
  const { deployment } = await place();
  const id = await startRun(deployment);
  await rows("update flow_run set next_scheduled_start_time = now() - interval '1 minute' where id = $1", [
    id,
  ]);
  await state(id, 'SCHEDULED', { name: 'Late' }, true);
  await rows("update flow_run set next_scheduled_start_time = now() - interval '1 minute' where id = $1", [
    id,
  ]);
  expect(await explained(id)).toMatchObject({ state_name: 'Late', causes: [{ code: 'late' }] });
});

it('a pool that was deleted, and a deployment that was', async () => {
  const one = await place();
  const waiting = await startRun(one.deployment);
  await call('DELETE', `/work_pools/${encodeURIComponent(one.pool)}`);
  expect(await top(waiting)).toMatchObject({ code: 'pool_missing' });
  const two = await place();
  const orphan = await startRun(two.deployment);
  await rows('delete from deployment where id = $1', [two.deployment['id']]);
  expect(await top(orphan)).toMatchObject({ code: 'deployment_missing' });
});

it('a worker that is too old for the type of the pool, and one of another type', async () => {
  const { pool, deployment } = await place({ pool: { type: 'kubernetes' } });
  const id = await startRun(deployment);
  const say = (name: string, version: string): Promise<unknown> =>
    beat(pool, { metadata: { integrations: [{ name, version }] } });
  await say('prefect-kubernetes', '0.4.7');
  expect(await top(id)).toMatchObject({
    code: 'worker_too_old',
    detail: expect.stringMatching(/0\.5\.0.*0\.4\.7/),
  });
  await say('prefect-docker', '0.7.4');
  expect(await top(id)).toMatchObject({ code: 'no_worker_of_type' });
  await say('prefect-kubernetes', '0.7.9');
  expect(await codes(id)).toEqual([]);
});

it('a run without a deployment', async () => {
  const answer = await post('/flow_runs/', { flow_id: FLOW, state: { type: 'SCHEDULED' } });
  const id = String((answer.body as Json)['id']);
  expect(await codes(id)).toEqual(['no_deployment']);
  await state(id, 'PENDING');
  expect(await codes(id)).toEqual(['no_deployment']);
});

it('pending: infrastructure that starts, and that did not', async () => {
  const { deployment } = await place();
  const id = await startRun(deployment);
  await state(id, 'PENDING');
  await call('PATCH', `/flow_runs/${id}/labels`, { 'prefect.worker.name': 'worker 7' });
  expect(await top(id)).toMatchObject({ code: 'infrastructure_starting' });
  await rows("update flow_run set state_timestamp = now() - interval '10 minutes' where id = $1", [id]);
  expect(await top(id)).toMatchObject({
    code: 'infrastructure_not_started',
    detail: expect.stringMatching(/^Worker worker 7 claimed it 10 minutes ago/),
  });
});

it('being cancelled, with and without a worker to stop it', async () => {
  const { pool, deployment, queueId } = await place();
  const id = await begin(deployment);
  await call('PATCH', `/flow_runs/${id}`, { infrastructure_pid: 'host:1' });
  await state(id, 'CANCELLING');
  expect(await codes(id)).toEqual(['cancelling']);
  await rows("update worker set last_heartbeat_time = now() - interval '1 hour' where name = $1", [
    `w of ${pool}`,
  ]);
  await rows('update work_queue set last_polled = null where id = $1', [queueId]);
  expect(await top(id)).toMatchObject({ code: 'cancelling_without_worker', related: [{ name: pool }] });
});

it('behind runs of queues with a higher priority, and earlier ones of its own', async () => {
  const { pool, deployment, queueId } = await place();
  await post(`/work_pools/${encodeURIComponent(pool)}/queues`, { name: 'urgent', priority: 1 });
  const urgent = await makeDeployment({ work_pool_name: pool, work_queue_name: 'urgent' });
  await call('PATCH', `/work_queues/${queueId}`, { priority: 2 });
  for (const each of [urgent, urgent, deployment]) await startRun(each);
  expect(await top(await startRun(deployment))).toMatchObject({
    code: 'behind_others',
    title: 'It is behind 3 runs',
    detail: expect.stringMatching(/2 runs of queues with a higher priority and 1 run of default/),
  });
});

it('keeps a run of another workspace to itself: the same answer as for one that is missing', async () => {
  const { deployment } = await place();
  const id = await startRun(deployment);
  const foreign = await call('GET', `/flow_runs/${id}/explain`, undefined, { workspace: W2 });
  const missing = await call('GET', `/flow_runs/${randomUUID()}/explain`, undefined, { workspace: W2 });
  expect(foreign).toMatchObject({ status: 404 });
  expect({ ...foreign, text: '' }).toEqual({ ...missing, text: '' });
});

it('asks the database twice, and is quick beside a large backlog', async () => {
  const { deployment, queueId } = await place({ pool: { concurrency_limit: 5 } });
  await rows(
    `insert into flow_run (workspace_id, id, flow_id, name, work_queue_id, deployment_id, state_id, state_type, state_name, state_timestamp,
       state_details, expected_start_time, next_scheduled_start_time)
     select $1, gen_random_uuid(), $2, 'r', $3, $4, gen_random_uuid(), case when n <= 5 then 'RUNNING' else 'SCHEDULED' end, 'S', now(), '{}',
       now() - interval '1 hour', now() - interval '1 hour' from generate_series(1, 20000) n`,
    [W1, FLOW, queueId, deployment['id']],
  );
  const id = await startRun(deployment);
  expect(await codes(id)).toEqual(['pool_slots_full', 'behind_others']);
  const { database } = parts;
  const query = database.query.bind(database);
  let statements = 0;
  database.query = ((...args: Parameters<typeof query>) => {
    statements += 1;
    return query(...args);
  }) as typeof database.query;
  // a busy machine may hold up any single try, not all of them
  const deadline = performance.now() + 30_000;
  let [tries, fastestMs] = [0, Infinity];
  while (fastestMs >= 100 && performance.now() < deadline) {
    const begun = performance.now();
    await explained(id);
    fastestMs = Math.min(fastestMs, performance.now() - begun);
    tries += 1;
  }
  database.query = query;
  expect(statements / tries).toBeLessThanOrEqual(3);
  expect(fastestMs).toBeLessThan(100);
}, 60_000);
