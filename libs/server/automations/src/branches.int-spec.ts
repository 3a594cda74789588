import { afterAll, beforeAll, expect, it } from '@jest/globals';
import {
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
  stopContexts,
} from './contexts.fixture.ts';

beforeAll(startContexts, 60_000);
afterAll(stopContexts);

const branch = (base: Json, body: unknown, workspace = W1) =>
  post(`/deployments/${String(base['id'])}/branch`, body, { workspace });

async function base(): Promise<Json> {
  const pool = await makePool();
  return makeDeployment({
    work_pool_name: pool,
    tags: ['a'],
    parameters: { n: 1.5 },
    paused: true,
    concurrency_limit: 3,
    schedules: [{ schedule: { cron: '5 4 * * *', timezone: 'UTC' }, slug: 's', parameters: { x: 1 } }],
  });
}

it('copies a deployment, without its schedules unless they are asked for', async () => {
  const original = await base();
  const first = await branch(original, { branch: 'feature/x' });
  expect(first).toMatchObject({
    status: 201,
    body: {
      name: `${String(original['name'])}@feature-x`,
      flow_id: FLOW,
      tags: ['a'],
      parameters: { n: 1.5 },
      work_pool_name: original['work_pool_name'],
      schedules: [],
      global_concurrency_limit: { limit: 3 },
      labels: { 'prefect.deployment.branch': 'feature/x', 'prefect.deployment.base': original['id'] },
    },
  });
  const limits = [original, first.body as Json].map(
    (one) => (one['global_concurrency_limit'] as unknown as Json | null)?.['id'],
  );
  expect(limits[0]).not.toEqual(limits[1]);
  const again = await branch(original, { branch: 'feature/x', options: { schedule_handling: 'inactive' } });
  expect(again).toMatchObject({
    status: 200,
    body: { id: (first.body as Json)['id'], schedules: [{ slug: 's', active: false, parameters: { x: 1 } }] },
  });
  const kept = await branch(original, { branch: 'kept', options: { schedule_handling: 'keep' } });
  expect(kept).toMatchObject({ body: { schedules: [{ active: true, schedule: { cron: '5 4 * * *' } }] } });
});

it('takes overrides as they were sent', async () => {
  const original = await base();
  const overrides = { tags: ['b'], parameters: { n: 2 }, concurrency_limit: 1, description: 'd' };
  const answer = await branch(original, { branch: 'b', overrides });
  expect(answer).toMatchObject({
    status: 201,
    body: {
      tags: ['b'],
      parameters: { n: 2 },
      description: 'd',
      global_concurrency_limit: { limit: 1 },
      work_pool_name: original['work_pool_name'],
    },
  });
});

it.each([
  [{ branch: '  ' }, ['body', 'branch']],
  [{}, ['body', 'branch']],
  [{ branch: 'b', overrides: { tags: 5 } }, ['body', 'overrides', 'tags']],
  [{ branch: 'b', overrides: { nonsense: 5 } }, ['body', 'overrides', 'nonsense']],
  [{ branch: 'b', options: { schedule_handling: 'x' } }, ['body', 'options', 'schedule_handling']],
])('refuses %j and writes nothing', async (body, loc) => {
  const original = await base();
  const answer = await branch(original, body);
  expect(answer.status).toBe(422);
  const { exception_detail: details } = answer.body as { exception_detail: { loc: unknown }[] };
  expect(details.map((one) => one.loc)).toContainEqual(loc);
  const name = `${String(original['name'])}@b`;
  expect(await call('GET', `/deployments/name/a%20flow/${name}`)).toMatchObject({ status: 404 });
});

it('does not branch deployments of other workspaces', async () => {
  const original = await base();
  const foreign = await branch(original, { branch: 'b' }, W2);
  const missing = await branch({ id: FLOW } as unknown as Json, { branch: 'b' }, W2);
  expect(foreign.status).toBe(404);
  expect(foreign.text).toBe(missing.text);
  const rows = await parts.database.query<{ id: string }>(
    { accountId: W2, workspaceId: W2 },
    { text: 'select id from deployment where workspace_id = $1', values: [W2] },
  );
  expect(rows).toEqual([]);
});

const GIT = { type: 'vcs:git', version: 'abc', branch: 'main', url: 'https://git.example/x' };

it('keeps what a deployment was, once for each version, with who deployed it', async () => {
  const made = await makeDeployment({ version: 'abc', version_info: GIT, entrypoint: 'f.py:f' });
  const path = `/deployments/${String(made['id'])}`;
  const again = { name: made['name'], flow_id: FLOW, version: 'abc', version_info: GIT };
  expect(await post('/deployments/', again)).toMatchObject({ status: 200 });
  await call('PATCH', path, { tags: ['x'] });
  await call('PATCH', path, { version: 'def' });
  const known = await call('GET', `${path}/versions`);
  expect(known).toMatchObject({
    status: 200,
    body: [
      { version: 'def', version_info: null, entrypoint: 'f.py:f', created_by: { type: 'USER' } },
      { version: 'abc', version_info: GIT, created_by: { type: 'USER', display_value: 'n' } },
    ],
  });
  expect(known.body).toHaveLength(2);
  expect((await call('GET', `${path}/versions?limit=1&offset=1`)).body).toMatchObject([{ version: 'abc' }]);
  const foreign = await call('GET', `${path}/versions`, undefined, { workspace: W2 });
  const missing = await call('GET', `/deployments/${FLOW}/versions`, undefined, { workspace: W2 });
  expect(foreign.status).toBe(404);
  expect(foreign.text).toBe(missing.text);
});

it('keeps the newest two hundred versions', async () => {
  const made = await makeDeployment({ version: 'v0' });
  const path = `/deployments/${String(made['id'])}`;
  for (let at = 1; at <= 202; at += 1) await call('PATCH', path, { version: `v${at}` });
  const { body } = await call('GET', `${path}/versions?limit=200`);
  expect(body).toHaveLength(200);
  expect(await call('GET', `${path}/versions?offset=199`)).toMatchObject({ body: [{ version: 'v3' }] });
}, 60_000);
