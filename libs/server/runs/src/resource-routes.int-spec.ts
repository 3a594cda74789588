import { randomUUID } from 'node:crypto';
import { sql } from '@orch/platform';
import { RunsApp, WORKSPACES, type Who, scopeOf } from './runs-app.fixture.ts';

let app: RunsApp;
beforeAll(async () => {
  app = await RunsApp.start();
});
afterAll(async () => {
  await app?.stop();
});

describe('flows', () => {
  it('are made once by name, told of once, and found', async () => {
    const made = await app.answer('POST', '/flows/', { name: 'f1', tags: ['t'], labels: { n: 1 } });
    expect(made).toMatchObject({ status: 201, body: { name: 'f1', tags: ['t'], labels: { n: 1 } } });
    expect(await app.answer('POST', '/flows/', { name: 'f1' })).toEqual({ status: 200, body: made.body });
    expect(await app.ok('GET', '/flows/name/f1')).toEqual(made.body);
    expect(await app.ok('GET', `/flows/${made.body.id}`)).toEqual(made.body);
    expect(await app.eventsOf(`prefect.flow.${made.body.id}`)).toEqual(['prefect.flow.created']);
  });

  it('are made once by many at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => app.answer('POST', '/flows/', { name: 'race' })),
    );
    expect(new Set(answers.map((a) => a.body.id)).size).toBe(1);
    expect(answers.filter((a) => a.status === 201)).toHaveLength(1);
  });

  it('are changed, deleted and told of', async () => {
    const { id } = await app.ok('POST', '/flows/', { name: 'f2' });
    expect(await app.call('one', 'PATCH', `/flows/${id}`, { tags: ['x'] })).toMatchObject({
      status: 204,
      text: '',
    });
    expect((await app.ok('GET', `/flows/${id}`)).tags).toEqual(['x']);
    await app.makeRun(id);
    expect(await app.call('one', 'DELETE', `/flows/${id}`)).toMatchObject({ status: 204 });
    expect(await app.answer('GET', `/flows/${id}`)).toEqual({
      status: 404,
      body: { detail: 'Flow not found' },
    });
    const told = ['prefect.flow.created', 'prefect.flow.updated', 'prefect.flow.deleted'];
    expect(await app.eventsOf(`prefect.flow.${id}`)).toEqual(told);
  });

  it('are listed, counted, paged and deleted in bulk', async () => {
    for (const name of ['bulk-a', 'bulk-b', 'bulk-c']) await app.ok('POST', '/flows/', { name });
    const flows = { name: { like_: 'BULK-' } };
    const names = (rows: { name: string }[]) => rows.map((row) => row.name);
    expect(names(await app.ok('POST', '/flows/filter', { flows, sort: 'NAME_DESC', limit: 2 }))).toEqual([
      'bulk-c',
      'bulk-b',
    ]);
    expect(await app.ok('POST', '/flows/count', { flows })).toBe(3);
    const page = await app.ok('POST', '/flows/paginate', { flows, limit: 2, page: 2 });
    expect({ ...page, results: names(page.results) }).toEqual({
      results: ['bulk-c'],
      count: 3,
      limit: 2,
      pages: 2,
      page: 2,
    });
    expect((await app.ok('POST', '/flows/bulk_delete', { flows, limit: 2 })).deleted).toHaveLength(2);
    expect(await app.ok('POST', '/flows/count', { flows })).toBe(1);
    const refused = { detail: 'Invalid limit: must be less than or equal to 200.' };
    expect(await app.answer('POST', '/flows/filter', { limit: 201 })).toEqual({
      status: 422,
      body: refused,
    });
    expect(await app.answer('POST', '/flows/filter', { limit: -1 })).toEqual({
      status: 422,
      body: { detail: 'Invalid limit: must be greater than or equal to 0.' },
    });
  });

  it('answer what their list shows beside them', async () => {
    const { id } = await app.ok('POST', '/flows/', { name: 'ui' });
    const run = await app.makeRun(id, { state_type: 'SCHEDULED' });
    const other = randomUUID();
    expect(await app.ok('POST', '/ui/flows/count-deployments', { flow_ids: [id] })).toEqual({ [id]: 0 });
    const next = await app.ok('POST', '/ui/flows/next-runs', { flow_ids: [id, other] });
    expect(next).toMatchObject({ [id]: { id: run, flow_id: id, state_type: 'SCHEDULED' }, [other]: null });
  });
});

describe('flow runs', () => {
  it('get a made-up name when theirs is emptied, and keep it when it is not named', async () => {
    const { id: flow_id } = await app.ok('POST', '/flows/', { name: 'renamed' });
    const { id } = await app.ok('POST', '/flow_runs/', { flow_id, name: 'first' });
    const rename = async (change: object): Promise<string> => {
      expect((await app.call('one', 'PATCH', `/flow_runs/${id}`, change)).status).toBe(204);
      return (await app.ok('GET', `/flow_runs/${id}`)).name;
    };
    expect(await rename({ tags: ['x'] })).toBe('first');
    expect(await rename({ name: 'second' })).toBe('second');
    expect(await rename({ name: '' })).toMatch(/^[a-z]+-[a-z]+$/);
  });

  it('override no job variables by themselves, and give their first state to their task run', async () => {
    const { id: flow_id } = await app.ok('POST', '/flows/', { name: 'family' });
    const parent = await app.ok('POST', '/flow_runs/', { flow_id, state: { type: 'RUNNING' } });
    const task = await app.ok('POST', '/task_runs/', {
      flow_run_id: parent.id,
      task_key: 'child',
      dynamic_key: '0',
      state: { type: 'PENDING' },
    });
    const body = { flow_id, parent_task_run_id: task.id, state: { type: 'SCHEDULED' }, idempotency_key: 'k' };
    const nothing = await app.ok('POST', '/flow_runs/', { flow_id, job_variables: null });
    expect(nothing.job_variables).toEqual({});
    const child = await app.ok('POST', '/flow_runs/', body);
    const standsFor = {
      state_name: 'Scheduled',
      state: { state_details: { child_flow_run_id: child.id, flow_run_id: parent.id, task_run_id: task.id } },
    };
    expect(await app.ok('GET', `/task_runs/${task.id}`)).toMatchObject(standsFor);
    expect((await app.ok('POST', '/flow_runs/', body)).id).toBe(child.id);
    const states = await app.ok('GET', `/task_run_states/?task_run_id=${task.id}`);
    expect(states.map((state: { name: string }) => state.name)).toEqual(['Pending', 'Scheduled']);
  });
});

describe('task runs', () => {
  const finish = async (cache: object, value: number): Promise<void> => {
    const id = await start();
    const state = { type: 'COMPLETED', data: { value }, state_details: { cache_key: 'ck', ...cache } };
    await app.ok('POST', `/task_runs/${id}/set_state`, { state });
  };
  const start = async (): Promise<string> => {
    const body = { task_key: 'cached', dynamic_key: randomUUID(), state: { type: 'RUNNING' } };
    return (await app.ok('POST', '/task_runs/', body)).id;
  };

  it('find a cached result, which one that has expired already does not replace', async () => {
    await finish({}, 1);
    await finish({ cache_expiration: '2020-01-01T00:00:00Z' }, 2);
    const state = { type: 'RUNNING', state_details: { cache_key: 'ck' } };
    const body = { task_key: 'cached', dynamic_key: randomUUID(), state: { type: 'PENDING' } };
    const { id } = await app.ok('POST', '/task_runs/', body);
    expect(await app.ok('POST', `/task_runs/${id}/set_state`, { state })).toMatchObject({
      status: 'REJECT',
      state: { name: 'Cached', data: { value: 1 } },
    });
  });
});

describe('artifacts', () => {
  const make = (body: object) => app.ok('POST', '/artifacts/', { type: 'markdown', ...body });

  it('keep a collection of the latest by key, and fall back when it is deleted', async () => {
    const old = await make({ key: 'k', data: { n: 1.5 } });
    const late = await make({ key: 'k', data: 'two', task_run_id: randomUUID() });
    const latest = await app.ok('GET', '/artifacts/k/latest');
    expect(latest).toMatchObject({ key: 'k', data: 'two' });
    const collectionEvents = () => app.eventsOf(`prefect.artifact-collection.${latest.id}`);
    const [collection] = await app.ok('POST', '/artifacts/latest/filter', {
      artifacts: { key: { any_: ['k'] } },
    });
    expect(collection).toMatchObject({ id: latest.id, latest_id: late.id });
    expect(
      (await app.call('one', 'PATCH', `/artifacts/${late.id}`, { data: { p: 1 }, description: 'd' })).status,
    ).toBe(204);
    expect(await app.ok('GET', '/artifacts/k/latest')).toMatchObject({
      data: { p: 1 },
      description: 'd',
      type: 'markdown',
    });
    expect(await app.ok('POST', '/artifacts/count', { artifacts: { key: { any_: ['k'] } } })).toBe(2);
    expect(await app.ok('POST', '/artifacts/latest/count', { artifacts: { key: { any_: ['k'] } } })).toBe(1);
    expect((await app.call('one', 'DELETE', `/artifacts/${late.id}`)).status).toBe(204);
    expect(await app.ok('GET', '/artifacts/k/latest')).toMatchObject({ id: latest.id, data: { n: 1.5 } });
    expect((await app.call('one', 'DELETE', `/artifacts/${old.id}`)).status).toBe(204);
    expect(await app.answer('GET', '/artifacts/k/latest')).toEqual({
      status: 404,
      body: { detail: 'Artifact not found.' },
    });
    const actions = ['created', 'updated', 'updated', 'deleted'];
    expect(await collectionEvents()).toEqual(
      actions.map((action) => `prefect.artifact-collection.${action}`),
    );
  });

  it('may lack a key, and are listed by run', async () => {
    const flow_run_id = randomUUID();
    const made = await make({ flow_run_id });
    expect(made.data).toBeNull();
    expect(
      await app.ok('POST', '/artifacts/filter', { artifacts: { flow_run_id: { any_: [flow_run_id] } } }),
    ).toEqual([made]);
    expect(await app.ok('GET', `/artifacts/${made.id}`)).toEqual(made);
  });
});

it('saved searches are made, replaced by name, listed and deleted', async () => {
  const filters = [{ object: 'flow', property: 'name', type: 'string', operation: 'equals', value: 1.5 }];
  const made = await app.answer('PUT', '/saved_searches/', { name: 's', filters });
  expect(made).toMatchObject({ status: 201, body: { name: 's', filters } });
  expect(await app.answer('PUT', '/saved_searches/', { name: 's' })).toMatchObject({
    status: 200,
    body: { id: made.body.id, filters: [] },
  });
  expect(await app.ok('POST', '/saved_searches/filter', {})).toHaveLength(1);
  expect((await app.call('one', 'DELETE', `/saved_searches/${made.body.id}`)).status).toBe(204);
  expect(await app.answer('GET', `/saved_searches/${made.body.id}`)).toEqual({
    status: 404,
    body: { detail: 'Saved search not found' },
  });
});

describe('administration', () => {
  it('answers probes and versions', async () => {
    expect(await app.call(null, 'GET', '/health')).toMatchObject({ status: 200, body: true });
    expect(await app.call(null, 'GET', '/ready')).toMatchObject({ status: 200, body: { message: 'OK' } });
    expect(await app.call(null, 'GET', '/version')).toMatchObject({ status: 200, body: '0.8.4' });
    expect(await app.call(null, 'GET', '/hello')).toMatchObject({ status: 200, body: '👋' });
    expect(await app.answer('GET', '/admin/version')).toEqual({ status: 200, body: '3.8.8' });
    expect((await app.call(null, 'GET', '/admin/version')).status).toBe(401);
    expect(await app.answer('GET', '/csrf-token?client=c')).toEqual({
      status: 422,
      body: { detail: 'CSRF protection is disabled.' },
    });
    expect((await app.ok('GET', '/admin/settings')).server.analytics_enabled).toBe(false);
  });

  it('keeps the default result storage', async () => {
    expect(await app.ok('GET', '/admin/storage')).toEqual({ default_result_storage_block_id: null });
    const [type, fit, unfit] = [randomUUID(), randomUUID(), randomUUID()];
    const w = WORKSPACES.one;
    const scope = scopeOf('one');
    await app.db.execute(
      scope,
      sql`insert into block_type (workspace_id, id, name, slug) values (${w}, ${type}, 't', 't')`,
    );
    for (const [id, capabilities] of [
      [fit, ['write-path']],
      [unfit, []],
    ] as const) {
      await app.db.execute(
        scope,
        sql`insert into block_schema (workspace_id, id, block_type_id, checksum, capabilities) values (${w}, ${id}, ${type}, ${id}, ${capabilities})`,
      );
      await app.db.execute(
        scope,
        sql`insert into block_document (workspace_id, id, name, block_type_id, block_schema_id) values (${w}, ${id}, ${id}, ${type}, ${id})`,
      );
    }
    const put = (who: Who, id: string) =>
      app.call(who, 'PUT', '/admin/storage', { default_result_storage_block_id: id });
    const unknown = randomUUID();
    expect(await put('one', unknown)).toMatchObject({
      status: 404,
      body: { detail: `Block document ${unknown} not found.` },
    });
    expect(await put('two', fit)).toMatchObject({
      status: 404,
      body: { detail: `Block document ${fit} not found.` },
    });
    expect((await put('one', unfit)).status).toBe(422);
    expect(await put('one', fit)).toMatchObject({
      status: 200,
      body: { default_result_storage_block_id: fit },
    });
    expect(await app.ok('GET', '/admin/storage')).toEqual({ default_result_storage_block_id: fit });
    expect((await app.call('two', 'GET', '/admin/storage')).body).toEqual({
      default_result_storage_block_id: null,
    });
    expect((await app.call('one', 'DELETE', '/admin/storage')).status).toBe(204);
    expect(await app.ok('GET', '/admin/storage')).toEqual({ default_result_storage_block_id: null });
  });
});
