import { randomUUID } from 'node:crypto';
import { sql } from '@orch/platform';
import { type Method, RunsApp, WORKSPACES, scopeOf } from './runs-app.fixture.ts';

let app: RunsApp;
beforeAll(async () => {
  app = await RunsApp.start();
});
afterAll(async () => {
  await app?.stop();
});

describe('objects of another workspace look like objects that are not there', () => {
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    ids['flow'] = (await app.ok('POST', '/flows/', { name: 'secret' })).id;
    ids['run'] = await app.makeRun(ids['flow']!);
    ids['task'] = await app.makeTask(ids['run']!, 't');
    ids['artifact'] = (await app.ok('POST', '/artifacts/', { key: 'secret', flow_run_id: ids['run'] })).id;
    ids['search'] = (await app.ok('PUT', '/saved_searches/', { name: 'secret' })).id;
    await app.ok('POST', `/flow_runs/${ids['run']}/input`, { key: 'k', value: 'v' });
    await app.ok('POST', '/logs/', [
      { name: 'l', level: 20, message: 'm', timestamp: '2026-11-20T10:00:03Z', flow_run_id: ids['run'] },
    ]);
    ids['state'] = randomUUID();
    const w = WORKSPACES.one;
    await app.db.execute(
      scopeOf('one'),
      sql`insert into flow_run_state (workspace_id, id, flow_run_id, type, name, timestamp, state_details)
        values (${w}, ${ids['state']}, ${ids['run']}, 'RUNNING', 'Running', now(), '{}')`,
    );
    await app.db.execute(
      scopeOf('one'),
      sql`insert into task_run_state (workspace_id, id, task_run_id, type, name, timestamp, state_details)
        values (${w}, ${ids['state']}, ${ids['task']}, 'RUNNING', 'Running', now(), '{}')`,
    );
  });

  it.each<[Method, string, string, ...object[]]>([
    ['GET', 'flow', '/flows/:id'],
    ['PATCH', 'flow', '/flows/:id', { tags: ['x'] }],
    ['DELETE', 'flow', '/flows/:id'],
    ['POST', 'flow', '/flows/filter', { flows: { id: { any_: [':id'] } } }],
    ['POST', 'flow', '/flows/bulk_delete', { flows: { id: { any_: [':id'] } } }],
    ['POST', 'flow', '/flow_runs/filter', { flow_runs: {}, flows: { id: { any_: [':id'] } } }],
    ['GET', 'run', '/flow_runs/:id'],
    ['GET', 'run', '/flow_runs/:id/graph'],
    ['GET', 'run', '/flow_runs/:id/graph-v2'],
    ['GET', 'run', '/flow_runs/:id/logs/download'],
    ['PATCH', 'run', '/flow_runs/:id/labels', { x: 1 }],
    ['POST', 'run', '/flow_runs/:id/input', { key: 'z', value: 'v' }],
    ['GET', 'run', '/flow_runs/:id/input/k'],
    ['DELETE', 'run', '/flow_runs/:id/input/k'],
    ['POST', 'run', '/flow_runs/:id/input/filter', { prefix: '' }],
    ['GET', 'run', '/flow_run_states/?flow_run_id=:id'],
    ['POST', 'run', '/logs/filter', { logs: { flow_run_id: { any_: [':id'] } } }],
    ['POST', 'run', '/flow_runs/count', { flow_runs: { id: { any_: [':id'] } } }],
    ['POST', 'run', '/task_runs/filter', { flow_runs: { id: { any_: [':id'] } } }],
    ['POST', 'run', '/artifacts/filter', { flow_runs: { id: { any_: [':id'] } } }],
    ['POST', 'run', '/artifacts/latest/filter', { artifacts: { flow_run_id: { any_: [':id'] } } }],
    ['GET', 'task', '/task_runs/:id'],
    ['GET', 'task', '/ui/task_runs/:id'],
    ['PATCH', 'task', '/task_runs/:id', { name: 'x' }],
    ['DELETE', 'task', '/task_runs/:id'],
    ['GET', 'task', '/task_run_states/?task_run_id=:id'],
    ['GET', 'state', '/flow_run_states/:id'],
    ['GET', 'state', '/task_run_states/:id'],
    ['GET', 'artifact', '/artifacts/:id'],
    ['PATCH', 'artifact', '/artifacts/:id', { description: 'x' }],
    ['DELETE', 'artifact', '/artifacts/:id'],
    ['GET', 'search', '/saved_searches/:id'],
    ['DELETE', 'search', '/saved_searches/:id'],
  ])('%s %s: %s', async (method, kind, path, ...bodies) => {
    const [body] = bodies;
    const ask = async (id: string) => {
      const filled = body && (JSON.parse(JSON.stringify(body).replaceAll(':id', id)) as object);
      const { status, text } = await app.call('two', method, path.replace(':id', id), filled);
      return { status, text: text.replaceAll(id, ':id') };
    };
    expect(await ask(ids[kind]!)).toEqual(await ask(randomUUID()));
  });

  it('and are still there, unchanged', async () => {
    expect(await app.ok('GET', `/flows/${ids['flow']}`)).toMatchObject({ name: 'secret', tags: [] });
    expect((await app.ok('GET', `/flow_runs/${ids['run']}`)).labels).toEqual({ a: 1 });
    expect(await app.ok('GET', `/task_runs/${ids['task']}`)).toMatchObject({ name: 't' });
    expect(await app.ok('GET', '/artifacts/secret/latest')).toMatchObject({ description: null });
    expect((await app.call('two', 'GET', '/artifacts/secret/latest')).status).toBe(404);
    expect((await app.call('two', 'GET', '/flows/name/secret')).status).toBe(404);
  });
});

it('a flow run names no infrastructure block of another workspace, nor one that is not there', async () => {
  const document = randomUUID();
  const [type, schema] = [randomUUID(), randomUUID()];
  const w = WORKSPACES.one;
  for (const statement of [
    sql`insert into block_type (workspace_id, id, name, slug) values (${w}, ${type}, 'B', 'b')`,
    sql`insert into block_schema (workspace_id, id, checksum, fields, block_type_id, version) values (${w}, ${schema}, 'c', '{}', ${type}, '1')`,
    sql`insert into block_document (workspace_id, id, name, data, block_type_id, block_schema_id) values (${w}, ${document}, 'd', '{}', ${type}, ${schema})`,
  ])
    await app.db.execute(scopeOf('one'), statement);
  const make = async (name: 'one' | 'two', infrastructure_document_id: string) => {
    const { id: flow_id } = JSON.parse((await app.call(name, 'POST', '/flows/', { name: 'infra' })).text) as {
      id: string;
    };
    return app.call(name, 'POST', '/flow_runs/', { flow_id, infrastructure_document_id });
  };
  expect((await make('one', document)).status).toBe(201);
  const foreign = await make('two', document);
  expect(foreign.status).toBe(409);
  expect((await make('two', randomUUID())).text).toBe(foreign.text);
});
