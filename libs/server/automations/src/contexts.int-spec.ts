import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ACCOUNT,
  W1,
  W2,
  FLOW,
  call,
  post,
  makeDeployment,
  makePool,
  startRun,
  poll,
  setState,
  parts,
  server,
  startContexts,
  stopContexts,
  type Json,
} from './contexts.fixture.ts';

beforeAll(startContexts, 60_000);
afterAll(stopContexts);

describe('work pools', () => {
  it('makes a pool with its default queue, and refuses names that are taken or reserved', async () => {
    const name = await makePool({ description: 'd' });
    const pool = (await call('GET', `/work_pools/${encodeURIComponent(name)}`)).body as Json;
    expect(pool).toMatchObject({
      name,
      type: 'process',
      status: 'NOT_READY',
      is_paused: false,
      active_slots: null,
      base_job_template: {},
    });
    const queues = (await post(`/work_pools/${encodeURIComponent(name)}/queues/filter`)).body as Json[];
    expect(queues).toMatchObject([
      { id: pool['default_queue_id'], name: 'default', priority: 1, work_pool_name: name },
    ]);
    expect(await post('/work_pools/', { name })).toMatchObject({
      status: 409,
      body: { detail: 'A work pool with this name already exists.' },
    });
    expect(await post('/work_pools/', { name: 'PREFECT-x' })).toMatchObject({ status: 403 });
    expect(await call('DELETE', `/work_queues/${String(pool['default_queue_id'])}`)).toMatchObject({
      status: 409,
    });
    expect(
      await call('PATCH', `/work_pools/${encodeURIComponent(name)}`, {
        is_paused: true,
        concurrency_limit: 3,
      }),
    ).toMatchObject({ status: 204 });
    expect((await call('GET', `/work_pools/${encodeURIComponent(name)}`)).body).toMatchObject({
      status: 'PAUSED',
      active_slots: 0,
    });
    expect(await call('DELETE', `/work_pools/${encodeURIComponent(name)}`)).toMatchObject({ status: 204 });
    expect(await call('GET', `/work_pools/${encodeURIComponent(name)}`)).toMatchObject({
      status: 404,
      body: { detail: `Work pool "${name}" not found.` },
    });
  });

  it('hides pools and queues of other workspaces', async () => {
    const name = await makePool({}, W2);
    const theirs = (
      await call('GET', `/work_pools/${encodeURIComponent(name)}`, undefined, { workspace: W2 })
    ).body as Json;
    expect(await call('GET', `/work_pools/${encodeURIComponent(name)}`)).toMatchObject({ status: 404 });
    expect(await call('GET', `/work_queues/${String(theirs['default_queue_id'])}`)).toMatchObject({
      status: 404,
    });
    expect(await post(`/work_queues/${String(theirs['default_queue_id'])}/get_runs`)).toMatchObject({
      status: 404,
    });
    expect((await post('/work_pools/filter', { work_pools: { name: { any_: [name] } } })).body).toEqual([]);
    expect((await post('/work_pools/count', {}, { workspace: W2 })).body).toBe(1);
  });

  it('keeps priorities unique and refuses a second queue of a name', async () => {
    const pool = encodeURIComponent(await makePool());
    expect(await post(`/work_pools/${pool}/queues`, { name: 'urgent', priority: 1 })).toMatchObject({
      status: 201,
      body: { priority: 1 },
    });
    const queues = (await post(`/work_pools/${pool}/queues/filter`)).body as Json[];
    expect(queues.map((q) => [q['name'], q['priority']])).toEqual([
      ['urgent', 1],
      ['default', 2],
    ]);
    expect(await post(`/work_pools/${pool}/queues`, { name: 'urgent' })).toMatchObject({ status: 409 });
    expect(await post('/work_queues/', { name: 'lone' })).toMatchObject({
      status: 201,
      body: { work_pool_name: 'default-agent-pool' },
    });
    expect(await call('GET', '/work_queues/name/lone')).toMatchObject({ status: 200 });
  });

  it('takes heartbeats in both forms and makes the pool ready', async () => {
    const name = await makePool();
    const pool = encodeURIComponent(name);
    expect(
      await post(`/work_pools/${pool}/workers/heartbeat`, { name: 'w 1', heartbeat_interval_seconds: 30 }),
    ).toMatchObject({ status: 204, text: '' });
    const answer = await post(`/work_pools/${pool}/workers/heartbeat`, {
      name: 'w 1',
      return_id: true,
      metadata: { integrations: [] },
    });
    expect(answer).toMatchObject({
      status: 200,
      type: 'text/plain; charset=utf-8',
      text: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect((await post(`/work_pools/${pool}/workers/filter`)).body).toMatchObject([
      { id: answer.text, name: 'w 1', status: 'ONLINE', heartbeat_interval_seconds: 30 },
    ]);
    expect((await call('GET', `/work_pools/${pool}`)).body).toMatchObject({ status: 'READY' });
    expect(await call('DELETE', `/work_pools/${pool}/workers/w%201`)).toMatchObject({ status: 204 });
    expect(await call('DELETE', `/work_pools/${pool}/workers/w%201`)).toMatchObject({ status: 404 });
    expect(await post(`/work_pools/${pool}x/workers/heartbeat`, { name: 'w' })).toMatchObject({
      status: 404,
    });
  });
});

describe('polling', () => {
  it('serves queues by priority, and the same runs again to the same poller', async () => {
    const pool = await makePool();
    await post(`/work_pools/${encodeURIComponent(pool)}/queues`, { name: 'fast', priority: 1 });
    const slow = await startRun(await makeDeployment({ work_pool_name: pool }));
    const fast = await startRun(await makeDeployment({ work_pool_name: pool, work_queue_name: 'fast' }));
    expect(await poll(pool)).toEqual([fast, slow]);
    expect(await poll(pool, { limit: 1 })).toEqual([fast]);
    expect(await poll(pool, { work_queue_names: ['default'] })).toEqual([slow]);
    expect(await poll(pool, { scheduled_before: '2020-01-01T00:00:00Z' })).toEqual([]);
    expect(
      await post(`/work_pools/${encodeURIComponent(pool)}/get_scheduled_flow_runs`, {
        work_queue_names: ['none'],
      }),
    ).toMatchObject({ status: 404 });
  });

  it('hands every run to one of many pollers only', async () => {
    const pool = await makePool();
    const deployment = await makeDeployment({ work_pool_name: pool });
    const bulk = await post(
      `/deployments/${String(deployment['id'])}/create_flow_run/bulk`,
      Array.from({ length: 40 }, () => ({})),
    );
    expect((bulk.body as { results: Json[] }).results).toHaveLength(40);
    const got = await Promise.all(
      Array.from({ length: 8 }, (_, i) => poll(pool, { limit: 10 }, `worker ${i}`)),
    );
    const all = got.flat();
    expect(new Set(all).size).toBe(all.length);
    expect(all).toHaveLength(40);
  });

  it('gives the runs of a poller that died to others when the lease is over', async () => {
    const pool = await makePool();
    const run = await startRun(await makeDeployment({ work_pool_name: pool }));
    expect(await poll(pool, {}, 'first')).toEqual([run]);
    const scope = { accountId: ACCOUNT, workspaceId: W1 };
    await parts.database.query(scope, {
      text: `update flow_run set handed_out_until = now() - interval '1 second' where workspace_id = $1 and id = $2`,
      values: [W1, run],
    });
    expect(await poll(pool, {}, 'second')).toEqual([run]);
  });

  it('keeps small limits exactly, runs on their way included', async () => {
    const pool = await makePool({ concurrency_limit: 3 });
    const deployment = await makeDeployment({ work_pool_name: pool });
    for (let i = 0; i < 6; i += 1) await startRun(deployment);
    const got = (
      await Promise.all(Array.from({ length: 5 }, (_, i) => poll(pool, {}, `limited ${i}`)))
    ).flat();
    expect(got).toHaveLength(3);
    await setState(got[0]!, 'PENDING');
    await setState(got[1]!, 'PENDING');
    expect((await poll(pool, { limit: 200 })).length).toBeLessThanOrEqual(1);
  });

  it('gives nothing of paused pools and queues, and does not hold others up', async () => {
    const pool = await makePool();
    const encoded = encodeURIComponent(pool);
    await post(`/work_pools/${encoded}/queues`, { name: 'q2', concurrency_limit: 0 });
    const open = await startRun(await makeDeployment({ work_pool_name: pool }));
    await startRun(await makeDeployment({ work_pool_name: pool, work_queue_name: 'q2' }));
    expect(await poll(pool)).toEqual([open]);
    await call('PATCH', `/work_pools/${encoded}`, { is_paused: true });
    expect(await poll(pool)).toEqual([]);
  });

  it('makes a deployment ready with its first run, also when its queue was polled just before', async () => {
    const pool = await makePool();
    await poll(pool);
    const deployment = await makeDeployment({ work_pool_name: pool });
    const run = await startRun(deployment);
    expect(await poll(pool)).toEqual([run]);
    const statusNow = async () =>
      ((await call('GET', `/deployments/${String(deployment['id'])}`)).body as Json)['status'];
    for (let tries = 0; (await statusNow()) !== 'READY' && tries < 50; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await statusNow()).toBe('READY');
  });

  it('answers a waiting worker as soon as a run is scheduled, and at the end of its patience', async () => {
    const pool = await makePool();
    const deployment = await makeDeployment({ work_pool_name: pool });
    // the first poll of a worker is not held: one that polls once must not wait
    expect(await poll(pool, {}, 'patient')).toEqual([]);
    const startedAt = Date.now();
    const held = poll(pool, {}, 'patient');
    await new Promise((resolve) => setTimeout(resolve, 200));
    const run = await startRun(deployment);
    expect(await held).toEqual([run]);
    expect(Date.now() - startedAt).toBeLessThan(1_500);
    const empty = await makePool();
    expect(await poll(empty, {}, 'patient')).toEqual([]);
    const before = Date.now();
    expect(await poll(empty, {}, 'patient')).toEqual([]);
    expect(Date.now() - before).toBeGreaterThanOrEqual(1_900);
  });
});

describe('deployments', () => {
  it('updates in place when saved again, keeping what was not sent', async () => {
    const first = await makeDeployment({
      name: 'again',
      description: 'before',
      tags: ['t'],
      schedules: [{ schedule: { cron: '0 0 * * 0' }, slug: 's' }],
    });
    expect(first).toMatchObject({
      labels: { team: 'x', 'prefect.flow.id': FLOW },
      status: 'NOT_READY',
      schedules: [{ slug: 's', active: true }],
    });
    const again = await post('/deployments/', {
      name: 'again',
      flow_id: FLOW,
      description: 'after',
      concurrency_limit: 2,
    });
    expect(again).toMatchObject({
      status: 200,
      body: {
        id: first['id'],
        description: 'after',
        tags: ['t'],
        schedules: [],
        global_concurrency_limit: { limit: 2 },
      },
    });
    expect(await call('GET', '/deployments/name/a%20flow/again')).toMatchObject({
      status: 200,
      body: { id: first['id'] },
    });
    expect(
      await call('GET', `/deployments/${String(first['id'])}`, undefined, { workspace: W2 }),
    ).toMatchObject({ status: 404, body: { detail: 'Deployment not found' } });
    expect(
      await call('PATCH', `/deployments/${String(first['id'])}`, { paused: true, version: '2' }),
    ).toMatchObject({ status: 204 });
    expect(
      (await post('/deployments/filter', { deployments: { name: { any_: ['again'] } } })).body,
    ).toMatchObject([{ paused: true, version: '2' }]);
    expect(await call('DELETE', `/deployments/${String(first['id'])}`)).toMatchObject({ status: 204 });
    expect(await call('DELETE', `/deployments/${String(first['id'])}`)).toMatchObject({ status: 404 });
    expect(await post('/deployments/', { name: 'x', flow_id: W1 })).toMatchObject({ status: 409 });
    expect(
      await post('/deployments/', { name: 'x', flow_id: FLOW, work_pool_name: 'nowhere' }),
    ).toMatchObject({ status: 404 });
  });

  it('checks parameters against the schema, keeps their digits and merges tags', async () => {
    const schema = { type: 'object', properties: { n: { type: 'integer' }, big: {} }, required: ['n'] };
    const d = await makeDeployment({
      parameter_openapi_schema: schema,
      parameters: { big: 1 },
      tags: ['a'],
      enforce_parameter_schema: true,
    });
    const path = `/deployments/${String(d['id'])}/create_flow_run`;
    expect(await post(path, { parameters: { n: 'three' } })).toMatchObject({
      status: 409,
      body: {
        detail:
          "Error creating flow run: Validation failed for field 'n'. Failure reason: 'three' is not of type 'integer'",
      },
    });
    expect(await post(`${path}/bulk`, [{ parameters: { n: 'three' } }])).toMatchObject({
      body: {
        results: [{ error: expect.stringMatching(/^Parameter validation failed: Validation failed/) }],
      },
    });
    expect(await post(path, { parameters: {} })).toMatchObject({ status: 409 });
    expect(await post(path, { parameters: {}, enforce_parameter_schema: false })).toMatchObject({
      status: 201,
    });
    const raw = await server.inject({
      method: 'POST',
      url: `/api${path}`,
      headers: { 'x-test-workspace': W1, 'content-type': 'application/json' },
      payload:
        '{"parameters": {"n": 1, "big": 12345678901234567890.0}, "tags": ["b"], "idempotency_key": "k"}',
    });
    expect(raw.statusCode).toBe(201);
    expect(raw.body).toContain('12345678901234567890.0');
    expect(JSON.parse(raw.body)).toMatchObject({
      tags: ['a', 'b'],
      state_type: 'SCHEDULED',
      labels: { 'prefect.deployment.id': d['id'] },
    });
    expect(await post(path, { parameters: { n: 1 }, idempotency_key: 'k' })).toMatchObject({
      status: 200,
      body: { id: JSON.parse(raw.body).id },
    });
    expect(await post(path, { parameters: { n: 1 } }, { workspace: W2 })).toMatchObject({ status: 404 });
    expect(await post(path, { parameters: { n: 1 }, work_queue_name: 'q' })).toMatchObject({ status: 400 });
  });

  it('takes the schema of a new deployment as it is, and nothing sent as empty', async () => {
    expect(await makeDeployment({ name: 'bare' })).toMatchObject({
      parameter_openapi_schema: {},
      pull_steps: [],
    });
    const schema = { type: 'object', properties: { n: { type: 'integer' } } };
    const refused = await post('/deployments/', {
      name: 'strict',
      flow_id: FLOW,
      parameters: { n: null },
      parameter_openapi_schema: schema,
      enforce_parameter_schema: true,
    });
    expect(refused).toMatchObject({ status: 422 });
    expect(JSON.stringify(refused.body)).toContain("None is not of type 'integer'");
  });

  it('changes schedules one by one', async () => {
    const path = `/deployments/${String((await makeDeployment())['id'])}/schedules`;
    const made = await post(path, [{ schedule: { interval: 600 }, slug: 'a' }]);
    expect(made).toMatchObject({
      status: 201,
      body: [{ schedule: { interval: 600, timezone: 'UTC' }, active: true, slug: 'a' }],
    });
    expect(await post(path, [{ schedule: { interval: 600 }, slug: 'a' }])).toMatchObject({
      status: 409,
      body: { detail: 'Schedule slugs must be unique within a deployment.' },
    });
    const id = (made.body as { id: string }[])[0]!.id;
    expect(await call('PATCH', `${path}/${id}`, { active: false })).toMatchObject({ status: 204 });
    expect(await call('GET', path)).toMatchObject({ status: 200, body: [{ active: false }] });
    expect(await call('DELETE', `${path}/${id}`, undefined, { workspace: W2 })).toMatchObject({
      status: 404,
    });
    expect(await call('DELETE', `${path}/${id}`)).toMatchObject({ status: 204 });
    expect(await call('DELETE', `${path}/${id}`)).toMatchObject({
      status: 404,
      body: { detail: 'Schedule not found.' },
    });
    expect(await post(path, [{ schedule: { cron: '99 0 * * *' } }])).toMatchObject({ status: 422 });
  });
});

describe('automations', () => {
  it('name nothing that the workspace does not have, and tell nothing about other workspaces', async () => {
    const trigger = { type: 'event', posture: 'Reactive', expect: ['x'], within: 10 };
    const foreign = (await makeDeployment({}, W2))['id'];
    for (const deployment_id of [foreign, '00000000-0000-7000-8000-00000000dead']) {
      const actions = [{ type: 'pause-deployment', source: 'selected', deployment_id }];
      expect(await post('/automations/', { name: 'a', trigger, actions })).toMatchObject({ status: 409 });
    }
  });
  it('keeps, changes and removes them, by id and by owner', async () => {
    const d = await makeDeployment();
    const body = {
      name: 'auto',
      trigger: { type: 'event', posture: 'Reactive', expect: ['x.*'], within: 10 },
      actions: [{ type: 'run-deployment', source: 'selected', deployment_id: d['id'], parameters: { n: 1 } }],
      owner_resource: 'prefect.deployment.owner',
    };
    const made = await post('/automations/', body);
    expect(made).toMatchObject({
      status: 201,
      body: {
        enabled: true,
        trigger: { within: 10, id: expect.any(String) },
        actions: [{ parameters: { n: 1 } }],
      },
    });
    const id = String((made.body as Json)['id']);
    expect(await call('PATCH', `/automations/${id}`, { enabled: false })).toMatchObject({ status: 204 });
    expect(await call('GET', `/automations/${id}`)).toMatchObject({ status: 200, body: { enabled: false } });
    expect(await call('GET', `/automations/${id}`, undefined, { workspace: W2 })).toMatchObject({
      status: 404,
    });
    expect(
      (await call('GET', `/automations/related-to/prefect.deployment.${String(d['id'])}`)).body,
    ).toMatchObject([{ id }]);
    expect((await post('/automations/count')).body).toBe(1);
    expect(await call('DELETE', '/automations/owned-by/prefect.deployment.owner')).toMatchObject({
      status: 202,
    });
    expect(await call('DELETE', `/automations/${id}`)).toMatchObject({ status: 404 });
  });
  it('go with the deployment that owns them; those that only run it stay', async () => {
    const d = await makeDeployment();
    const [id, trigger] = [
      String(d['id']),
      { type: 'event', posture: 'Reactive', expect: ['x'], within: 10 },
    ];
    const actions = [{ type: 'run-deployment', source: 'selected', deployment_id: id }];
    const owner_resource = `prefect.deployment.${id}`;
    const make = async (body: object, workspace?: string) =>
      String(((await call('POST', '/automations/', { trigger, ...body }, { workspace })).body as Json)['id']);
    const owned = await make({ name: 'owned', actions, owner_resource });
    const other = await make({ name: 'other', actions });
    // another workspace may say what it likes of resources that are not its own
    const foreign = await make({ name: 'foreign', actions: [{ type: 'do-nothing' }], owner_resource }, W2);
    expect(await call('DELETE', `/deployments/${id}`)).toMatchObject({ status: 204 });
    expect(await call('GET', `/automations/${owned}`)).toMatchObject({ status: 404 });
    expect(await call('GET', `/automations/${other}`)).toMatchObject({ status: 200 });
    expect(await call('GET', `/automations/${foreign}`, undefined, { workspace: W2 })).toMatchObject({
      status: 200,
    });
  });
});
