import { randomUUID } from 'node:crypto';
import { loadConfig } from '@orch/platform';
import { createTestDatabase, type TestDatabase } from '@orch/testing';
import { type App, createApp } from './create-app.ts';

const ROLES = {
  owner: '00000000-0000-7000-8000-000000000011',
  developer: '00000000-0000-7000-8000-000000000012',
  runner: '00000000-0000-7000-8000-000000000013',
  worker: '00000000-0000-7000-8000-000000000015',
};
const OWNER_KEY = 'pnu_object_access_owner';

let db: TestDatabase;
let app: App;
let account: string;
let workspace: string;
interface Actor {
  readonly id: string;
  readonly key: string;
}
let dev: Actor;
let friend: Actor;
let runner: Actor;
let worker: Actor;

type Json = ReturnType<typeof JSON.parse>;
interface Answer {
  readonly status: number;
  // the body of whatever route the test called
  readonly body: Json;
}
async function call(key: string, method: string, path: string, body?: object): Promise<Answer> {
  const answer = await app.server.inject({
    method: method as 'GET',
    url: path,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });
  return { status: answer.statusCode, body: answer.body === '' ? undefined : JSON.parse(answer.body) };
}
const a = (path: string) => `/api/accounts/${account}${path}`;
const w = (path: string) => a(`/workspaces/${workspace}${path}`);
const owner = (method: string, path: string, body?: object) => call(OWNER_KEY, method, w(path), body);

/** A service account with a role in the workspace. */
async function actor(name: string, roleId: string): Promise<Actor> {
  const { body } = await call(OWNER_KEY, 'POST', a('/bots'), { name });
  await owner('POST', '/bot_access', [{ bot_id: body.id, workspace_role_id: roleId }]);
  return { id: body.id, key: body.api_key.key };
}
async function team(name: string, members: readonly Actor[]): Promise<string> {
  const { body } = await call(OWNER_KEY, 'POST', a('/teams'), { name });
  await call(OWNER_KEY, 'PUT', a(`/teams/${body.id}/members`), {
    members: members.map(({ id }) => ({ member_id: id, member_type: 'service_account' })),
  });
  return body.id;
}
async function deployment(name: string, more: object = {}): Promise<string> {
  const flow = await owner('POST', '/flows/', { name: `flow of ${name}` });
  const { body } = await owner('POST', '/deployments/', { name, flow_id: flow.body.id, ...more });
  return body.id;
}
const restrict = (path: string, access_control: object) => owner('PUT', `${path}/access`, { access_control });

beforeAll(async () => {
  db = await createTestDatabase();
  const env = {
    ORCH_LOG_LEVEL: 'silent',
    ORCH_ROLE: 'api',
    ORCH_LONG_POLL_SECONDS: '5',
    ORCH_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    ORCH_BOOTSTRAP_EMAIL: 'owner@example.com',
    ORCH_BOOTSTRAP_API_KEY: OWNER_KEY,
  };
  app = await createApp(loadConfig(env, { databaseUrl: db.url, embedded: false }));
  const { EnsureFirstOwner } = await import('@orch/identity');
  await app.nest.get(EnsureFirstOwner).execute({ embedded: false });
  const [place] = (await call(OWNER_KEY, 'GET', '/api/me/workspaces')).body;
  [account, workspace] = [place.account_id, place.workspace_id];
  dev = await actor('dev', ROLES.developer);
  friend = await actor('friend', ROLES.developer);
  runner = await actor('runner', ROLES.runner);
  worker = await actor('worker', ROLES.worker);
});

afterAll(async () => {
  await app?.close();
  await db?.drop();
});

describe('a deployment with an access list', () => {
  it('is open to everybody until it has one, and again when the list is emptied', async () => {
    const id = await deployment('open');
    expect((await call(dev.key, 'GET', w(`/deployments/${id}`))).status).toBe(200);
    expect((await restrict(`/deployments/${id}`, { view_actor_ids: [friend.id] })).status).toBe(204);
    expect((await call(dev.key, 'GET', w(`/deployments/${id}`))).status).toBe(404);
    expect((await restrict(`/deployments/${id}`, {})).status).toBe(204);
    expect((await call(dev.key, 'GET', w(`/deployments/${id}`))).status).toBe(200);
  });

  it('is not there for those who are not on it: reads, lists, runs, edits, schedules, polls', async () => {
    const id = await deployment('secret');
    await restrict(`/deployments/${id}`, { manage_actor_ids: [friend.id] });
    const random = randomUUID();
    const schedule = { schedule: { interval: 3600 } };
    const asks: [string, (id: string) => string, object?][] = [
      ['GET', (d) => `/deployments/${d}`],
      ['GET', (d) => `/deployments/${d}/access`],
      ['GET', (d) => `/deployments/${d}/work_queue_check`],
      ['GET', (d) => `/deployments/${d}/schedules`],
      ['POST', (d) => `/deployments/${d}/schedules`, [schedule]],
      ['PATCH', (d) => `/deployments/${d}`, { paused: true }],
      ['POST', (d) => `/deployments/${d}/pause_deployment`],
      ['POST', (d) => `/deployments/${d}/resume_deployment`],
      ['POST', (d) => `/deployments/${d}/schedule`, {}],
      ['POST', (d) => `/deployments/${d}/create_flow_run`, {}],
      ['POST', (d) => `/deployments/${d}/create_flow_run/bulk`, [{}]],
      ['POST', () => '/deployments/bulk_delete', { deployments: { id: { any_: [id] } } }],
      ['DELETE', (d) => `/deployments/${d}`],
    ];
    for (const [method, path, body] of asks) {
      const hidden = await call(dev.key, method, w(path(id)), body);
      expect([method, path('ID'), hidden]).toEqual([
        method,
        path('ID'),
        await call(dev.key, method, w(path(random)), body),
      ]);
    }
    expect((await call(dev.key, 'GET', w('/deployments/name/flow of secret/secret'))).status).toBe(404);
    for (const body of [{}, { deployments: { id: { any_: [id] } } }]) {
      const listed = (await call(dev.key, 'POST', w('/deployments/filter'), body)).body;
      expect(listed.map((row: { id: string }) => row.id)).not.toContain(id);
    }
    const count = { deployments: { id: { any_: [id] } } };
    expect((await call(dev.key, 'POST', w('/deployments/count'), count)).body).toBe(0);
    expect((await call(friend.key, 'POST', w('/deployments/count'), count)).body).toBe(1);
    expect((await call(friend.key, 'PATCH', w(`/deployments/${id}`), { description: 'ours' })).status).toBe(
      204,
    );
    expect((await owner('GET', `/deployments/${id}`)).body).toMatchObject({
      description: 'ours',
      paused: false,
    });
  });

  it('its levels go up from seeing to running to managing, and never above the role', async () => {
    const id = await deployment('levels');
    const viewers = await team('viewers', [dev, runner]);
    await restrict(`/deployments/${id}`, {
      view_team_ids: [viewers],
      run_actor_ids: [runner.id],
      manage_actor_ids: [friend.id],
    });
    const run = (who: Actor) => call(who.key, 'POST', w(`/deployments/${id}/create_flow_run`), {});
    const edit = (who: Actor) => call(who.key, 'PATCH', w(`/deployments/${id}`), { paused: false });
    for (const who of [dev, runner, friend])
      expect((await call(who.key, 'GET', w(`/deployments/${id}`))).status).toBe(200);
    expect([(await run(dev)).status, (await run(runner)).status, (await run(friend)).status]).toEqual([
      403, 201, 201,
    ]);
    expect([(await edit(dev)).status, (await edit(runner)).status, (await edit(friend)).status]).toEqual([
      403, 403, 204,
    ]);
    const { body } = await call(runner.key, 'GET', w(`/deployments/${id}/access`));
    expect(body).toMatchObject({
      manage_actors: [{ id: friend.id, name: 'friend', type: 'service_account' }],
      run_actors: [{ id: runner.id }],
      view_actors: [],
      view_teams: [{ id: viewers, name: 'viewers', type: 'team' }],
    });
    const due = { deployment_ids: [id] };
    const polled = await call(worker.key, 'POST', w('/deployments/get_scheduled_flow_runs'), due);
    expect(polled).toEqual({ status: 200, body: [] });
    await restrict(`/deployments/${id}`, { run_actor_ids: [worker.id] });
    const again = await call(worker.key, 'POST', w('/deployments/get_scheduled_flow_runs'), due);
    expect(again.body).toHaveLength(2);
  });

  it('saving it anew by its name does not get past the list', async () => {
    const id = await deployment('upserted');
    await restrict(`/deployments/${id}`, { manage_actor_ids: [friend.id] });
    const { flow_id } = (await owner('GET', `/deployments/${id}`)).body;
    const again = { name: 'upserted', flow_id, description: 'taken over' };
    expect((await call(dev.key, 'POST', w('/deployments/'), again)).status).toBe(403);
    expect((await owner('GET', `/deployments/${id}`)).body.description).toBeNull();
  });

  it('a run that is made by hand does not get past the list', async () => {
    const id = await deployment('by hand');
    await restrict(`/deployments/${id}`, { run_actor_ids: [friend.id] });
    const { flow_id } = (await owner('GET', `/deployments/${id}`)).body;
    const make = (who: Actor, deployment_id: string) =>
      call(who.key, 'POST', w('/flow_runs/'), { flow_id, deployment_id });
    expect((await make(friend, id)).status).toBe(201);
    const hidden = await make(dev, id);
    expect(hidden.status).toBe(409);
    expect(await make(dev, randomUUID())).toEqual(hidden);
  });

  it('an automation does not run what its author may not run', async () => {
    const id = await deployment('automated');
    await restrict(`/deployments/${id}`, { manage_actor_ids: [friend.id] });
    const automation = {
      name: 'sneak',
      trigger: {
        type: 'event',
        posture: 'Reactive',
        expect: ['x'],
        threshold: 1,
        within: 0,
      },
      actions: [{ type: 'run-deployment', source: 'selected', deployment_id: id }],
    };
    expect((await call(friend.key, 'POST', w('/automations/'), automation)).status).toBe(201);
    expect((await call(dev.key, 'POST', w('/automations/'), automation)).status).toBe(409);
  });

  it('stays closed when its team is gone, except to who administers access', async () => {
    const id = await deployment('orphan');
    const gone = await team('gone', [dev]);
    await restrict(`/deployments/${id}`, { manage_team_ids: [gone] });
    expect((await call(dev.key, 'GET', w(`/deployments/${id}`))).status).toBe(200);
    await call(OWNER_KEY, 'DELETE', a(`/teams/${gone}`));
    expect((await call(dev.key, 'GET', w(`/deployments/${id}`))).status).toBe(404);
    expect((await owner('GET', `/deployments/${id}`)).status).toBe(200);
  });
});

describe('a work pool with an access list', () => {
  it('is polled, read, used and changed only by those on it', async () => {
    await owner('POST', '/work_pools/', { name: 'vault', type: 'process' });
    const queue = (await owner('GET', '/work_pools/vault/queues/default')).body.id;
    const other = await actor('other worker', ROLES.worker);
    await restrict('/work_pools/vault', { run_actor_ids: [worker.id], manage_actor_ids: [friend.id] });
    const flow = await owner('POST', '/flows/', { name: 'pooled' });
    const asks: [string, string, object?][] = [
      ['POST', '/work_pools/POOL/get_scheduled_flow_runs', {}],
      ['POST', '/work_pools/POOL/workers/heartbeat', { name: 'w' }],
      ['GET', '/work_pools/POOL'],
      ['POST', '/work_pools/POOL/concurrency_status', {}],
      ['POST', '/work_pools/POOL/queues/filter', {}],
      ['POST', '/work_pools/POOL/workers/filter', {}],
    ];
    const named = (answer: Answer) => JSON.stringify(answer).replaceAll('nowhere', 'vault');
    for (const [method, path, body] of asks) {
      const hidden = await call(other.key, method, w(path.replace('POOL', 'vault')), body);
      const missing = await call(other.key, method, w(path.replace('POOL', 'nowhere')), body);
      expect(hidden.status).toBe(404);
      expect(named(hidden)).toBe(named(missing));
    }
    for (const [method, path, body] of [
      ['PATCH', '/work_pools/vault', { is_paused: true }],
      ['DELETE', '/work_pools/vault'],
      ['POST', '/work_pools/vault/queues/', { name: 'mine' }],
      ['POST', '/deployments/', { name: 'd', flow_id: flow.body.id, work_pool_name: 'vault' }],
      ['GET', `/work_queues/${queue}`],
      ['PATCH', `/work_queues/${queue}`, { is_paused: true }],
      ['GET', `/work_queues/${queue}/status`],
    ] as const)
      expect([method, path, (await call(dev.key, method, w(path), body)).status]).toEqual([
        method,
        path,
        404,
      ]);
    expect((await call(other.key, 'POST', w(`/work_queues/${queue}/get_runs`), {})).status).toBe(404);
    const listed = (await call(dev.key, 'POST', w('/work_pools/filter'), {})).body;
    expect(listed.map((p: { name: string }) => p.name)).not.toContain('vault');
    const queues = (await call(dev.key, 'POST', w('/work_queues/filter'), {})).body;
    expect(queues.map((q: { id: string }) => q.id)).not.toContain(queue);

    const poll = await call(worker.key, 'POST', w('/work_pools/vault/get_scheduled_flow_runs'), {});
    expect(poll.status).toBe(200);
    expect((await call(friend.key, 'PATCH', w('/work_pools/vault'), { description: 'ours' })).status).toBe(
      204,
    );
    expect((await owner('GET', '/work_pools/vault')).body).toMatchObject({
      description: 'ours',
      is_paused: false,
    });
  });
});

it('a poll that is held gives nothing to a key that was revoked meanwhile', async () => {
  await owner('POST', '/work_pools/', { name: 'held', type: 'process' });
  const id = await deployment('held', { work_pool_name: 'held' });
  const late = await actor('late', ROLES.worker);
  const send = () =>
    app.server.inject({
      method: 'POST',
      url: w('/work_pools/held/get_scheduled_flow_runs'),
      headers: {
        authorization: `Bearer ${late.key}`,
        'content-type': 'application/json',
        'x-prefect-worker-name': 'late',
      },
      payload: '{}',
    });
  await send(); // the first one is answered at once
  const poll = send();
  const ended = poll.then(() => 'ended');
  const soon = new Promise((resolve) => setTimeout(resolve, 700, 'held'));
  expect(await Promise.race([ended, soon])).toBe('held');
  await call(OWNER_KEY, 'DELETE', a(`/bots/${late.id}`));
  const run = (await owner('POST', `/deployments/${id}/create_flow_run`, {})).body.id as string;
  const answer = await poll;
  expect(answer.statusCode).toBe(401);
  expect(answer.body).not.toContain(run);
});

describe('a block document with an access list', () => {
  it('shows its secret only to those who may use it, and is no way round through references', async () => {
    const type = (await owner('GET', '/block_types/slug/secret')).body.id;
    const [schema] = (
      await owner('POST', '/block_schemas/filter', {
        block_schemas: { block_type_id: { any_: [type] } },
      })
    ).body;
    const make = { name: 'token', block_type_id: type, block_schema_id: schema.id, data: { value: 'hush' } };
    const { id } = (await owner('POST', '/block_documents/', make)).body;
    const open = '?include_secrets=true';
    expect((await call(dev.key, 'GET', w(`/block_documents/${id}${open}`))).body.data.value).toBe('hush');
    await restrict(`/block_documents/${id}`, { run_actor_ids: [friend.id], view_actor_ids: [dev.id] });
    const seen = await call(dev.key, 'GET', w(`/block_documents/${id}${open}`));
    expect(seen.status).toBe(200);
    expect(JSON.stringify(seen.body)).not.toContain('hush');
    expect((await call(friend.key, 'GET', w(`/block_documents/${id}${open}`))).body.data.value).toBe('hush');
    const byName = `/block_types/slug/secret/block_documents/name/token${open}`;
    expect((await call(worker.key, 'GET', w(byName))).status).toBe(404);
    expect((await call(worker.key, 'GET', w(`/block_documents/${id}`))).status).toBe(404);
    const listed = await call(worker.key, 'POST', w('/block_documents/filter'), { include_secrets: true });
    expect(JSON.stringify(listed.body)).not.toContain(id);
    const refers = { ...make, name: 'copy', data: { value: { $ref: { block_document_id: id } } } };
    expect((await call(dev.key, 'POST', w('/block_documents/'), refers)).status).toBe(409);
    expect((await call(friend.key, 'PATCH', w(`/block_documents/${id}`), { data: {} })).status).toBe(403);
    expect((await call(friend.key, 'DELETE', w(`/block_documents/${id}`))).status).toBe(403);
    expect((await call(worker.key, 'DELETE', w(`/block_documents/${id}`))).status).toBe(403);
  });
});

describe('who is on a list', () => {
  it('is a member or a team of the account; others answer as nobody', async () => {
    const id = await deployment('listed');
    for (const list of [{ view_actor_ids: [randomUUID()] }, { view_team_ids: [dev.id] }])
      expect((await restrict(`/deployments/${id}`, list)).status).toBe(404);
    expect((await call(dev.key, 'PUT', w(`/deployments/${id}/access`), { access_control: {} })).status).toBe(
      403,
    );
    const unknown = await restrict(`/deployments/${randomUUID()}`, {});
    expect(unknown).toEqual({ status: 404, body: { detail: 'Not Found' } });
  });
});
