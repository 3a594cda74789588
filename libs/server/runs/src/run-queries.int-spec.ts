import { randomUUID } from 'node:crypto';
import { sql } from '@orch/platform';
import { RunsApp, WORKSPACES, scopeOf } from './runs-app.fixture.ts';

let app: RunsApp;
beforeAll(async () => {
  app = await RunsApp.start();
});
afterAll(async () => {
  await app?.stop();
});

describe('runs', () => {
  let flow: string;
  let run: string;
  let first: string;
  let second: string;
  let subflow: string;
  let parent: string;

  beforeAll(async () => {
    flow = (await app.ok('POST', '/flows/', { name: 'runs' })).id;
    run = await app.makeRun(flow, {
      name: 'r, "1"',
      state_type: 'COMPLETED',
      end: '2026-11-20 10:00:11+00',
    });
    first = await app.makeTask(run, 'first');
    second = await app.makeTask(run, 'second', {
      a: [
        { input_type: 'task_run', id: first },
        { input_type: 'constant', type: 'int' },
      ],
      b: [{ input_type: 'task_run', id: first }],
      __parents__: [{ input_type: 'task_run', id: first }],
    });
    parent = await app.makeTask(run, 'parent');
    subflow = await app.makeRun(flow, { name: 'sub', parent });
    await app.db.execute(
      scopeOf('one'),
      sql`insert into flow_run_state (workspace_id, id, flow_run_id, type, name, timestamp, state_details)
        values (${WORKSPACES.one}, ${randomUUID()}, ${run}, 'COMPLETED', 'Completed', '2026-11-20 10:00:11+00', '{}'),
          (${WORKSPACES.one}, ${randomUUID()}, ${run}, 'RUNNING', 'Running', '2026-11-20 10:00:01+00', '{}')`,
    );
    await app.db.execute(
      scopeOf('one'),
      sql`insert into task_run_state (workspace_id, id, task_run_id, type, name, timestamp, state_details)
        values (${WORKSPACES.one}, ${randomUUID()}, ${first}, 'COMPLETED', 'Completed', '2026-11-20 10:00:04+00', '{}')`,
    );
    await app.ok('POST', '/logs/', [
      { name: 'l', level: 20, message: 'second line', timestamp: '2026-11-20T10:00:03Z', flow_run_id: run },
      {
        name: 'l',
        level: 30,
        message: 'a "quoted" line',
        timestamp: '2026-11-20T10:00:02.5Z',
        flow_run_id: run,
        task_run_id: first,
      },
    ]);
  });

  it('are read with times as the wire has them', async () => {
    const body = await app.ok('GET', `/flow_runs/${run}`);
    expect(body).toMatchObject({
      id: run,
      parameters: { x: 1 },
      total_run_time: 2.5,
      estimated_start_time_delta: 1,
      state: { type: 'COMPLETED' },
    });
    expect((await app.call('one', 'GET', `/flow_runs/${run}`)).text).toContain('"parameters":{"x": 1.0}');
    const list = await app.ok('POST', '/flow_runs/filter', { flow_runs: { id: { any_: [run] } } });
    expect(list).toEqual([body]);
    expect(await app.ok('POST', '/flow_runs/count', { flow_runs: { id: { any_: [run] } } })).toBe(1);
    expect(await app.ok('POST', '/flow_runs/paginate', { flow_runs: { id: { any_: [run] } } })).toEqual({
      results: [body],
      count: 1,
      limit: 200,
      pages: 1,
      page: 1,
    });
    expect(await app.ok('POST', '/flow_runs/lateness', { flow_runs: { id: { any_: [run] } } })).toBe(1);
    expect(await app.ok('POST', '/flow_runs/lateness', { flow_runs: { id: { any_: [] } } })).toBeNull();
  });

  it.each(['flow_runs', 'task_runs'])('%s have a history', async (kind) => {
    const range = {
      history_start: '2026-11-20T10:00:00Z',
      history_end: '2026-11-20T10:02:00Z',
      history_interval_seconds: 60,
    };
    const filter =
      kind === 'flow_runs'
        ? { flow_runs: { id: { any_: [run] } } }
        : { task_runs: { id: { any_: [first] } } };
    const history = await app.ok('POST', `/${kind}/history`, { ...range, ...filter });
    expect(history).toHaveLength(2);
    expect(history[0].states).toMatchObject([{ state_type: 'COMPLETED', count_runs: 1 }]);
    expect(history[1].states).toEqual([]);
    const tooShort = await app.answer('POST', `/${kind}/history`, {
      ...range,
      history_interval_seconds: 0.5,
    });
    expect(tooShort).toEqual({
      status: 422,
      body: { detail: 'History interval must not be less than 1 second.' },
    });
  });

  it('have a graph', async () => {
    const graph = await app.ok('GET', `/flow_runs/${run}/graph-v2`);
    expect(graph).toMatchObject({ start_time: '2026-11-20T10:00:01Z', end_time: '2026-11-20T10:00:11Z' });
    const nodes = Object.fromEntries(graph.nodes as [string, object][]);
    expect(Object.keys(nodes).sort()).toEqual([first, second, subflow].sort());
    expect(nodes[second]).toMatchObject({
      kind: 'task-run',
      parents: [{ id: first }],
      encapsulating: [{ id: first }],
    });
    expect(nodes[first]).toMatchObject({ children: [{ id: second }], parents: [], label: 'first' });
    expect(nodes[subflow]).toMatchObject({
      kind: 'flow-run',
      label: 'runs / sub',
      end_time: '2026-11-20T10:00:04Z',
    });
    expect([...graph.root_node_ids].sort()).toEqual([first, subflow].sort());
    expect(graph.states.map((s: { name: string }) => s.name)).toEqual(['Running', 'Completed']);
    expect((await app.ok('GET', `/flow_runs/${run}/graph-v2?since=2026-11-20T11:00:00Z`)).nodes).toEqual([]);
  });

  it('have a dependency map', async () => {
    const rows: { id: string; upstream_dependencies: object[]; untrackable_result: boolean }[] = await app.ok(
      'GET',
      `/flow_runs/${run}/graph`,
    );
    const row = rows.find((r) => r.id === second);
    expect(row).toMatchObject({
      upstream_dependencies: [{ input_type: 'task_run', id: first }],
      untrackable_result: true,
    });
  });

  it('have logs, as lines and as a file', async () => {
    const rows = await app.ok('POST', '/logs/filter', { logs: { flow_run_id: { any_: [run] } } });
    expect(rows.map((row: { message: string }) => row.message)).toEqual(['a "quoted" line', 'second line']);
    expect(Object.keys(rows[0])).toEqual([
      'id',
      'created',
      'updated',
      'name',
      'level',
      'message',
      'timestamp',
      'flow_run_id',
      'task_run_id',
    ]);
    const file = await app.call('one', 'GET', `/flow_runs/${run}/logs/download`);
    expect(file.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(file.headers['content-disposition']).toBe(
      `attachment; filename="flow-run-logs.csv"; filename*=UTF-8''r%2C%20%221%22-logs.csv`,
    );
    expect(file.text.split('\r\n')).toEqual([
      'timestamp,level,flow_run_id,task_run_id,message',
      `2026-11-20 10:00:02.500000+00:00,30,${run},${first},"a ""quoted"" line"`,
      `2026-11-20 10:00:03+00:00,20,${run},,second line`,
      '',
    ]);
  });

  it('have states', async () => {
    const states = await app.ok('GET', `/flow_run_states/?flow_run_id=${run}`);
    expect(states.map((s: { type: string }) => s.type)).toEqual(['RUNNING', 'COMPLETED']);
    expect(await app.ok('GET', `/flow_run_states/${states[0].id}`)).toEqual(states[0]);
    const [state] = await app.ok('GET', `/task_run_states/?task_run_id=${first}`);
    expect(await app.ok('GET', `/task_run_states/${state.id}`)).toEqual(state);
    expect((await app.answer('GET', '/flow_run_states/')).status).toBe(422);
  });

  it('merge labels', async () => {
    expect((await app.call('one', 'PATCH', `/flow_runs/${run}/labels`, { b: 'x', a: 2.5 })).status).toBe(204);
    expect((await app.ok('GET', `/flow_runs/${run}`)).labels).toEqual({ a: 2.5, b: 'x' });
  });

  it('list the task runs of a run in order, with or without those that stand for subflows', async () => {
    const list = async (exists_: boolean, more: object = {}, offset = 0): Promise<string[]> => {
      const task_runs = { flow_run_id: { any_: [run] }, subflow_runs: { exists_ }, ...more };
      const body = { sort: 'NAME_DESC', task_runs, limit: 1, offset };
      return (await app.ok('POST', '/task_runs/filter', body)).map((one: { id: string }) => one.id);
    };
    expect([await list(false), await list(false, {}, 1), await list(false, {}, 2)]).toEqual([
      [second],
      [first],
      [],
    ]);
    expect([await list(true), await list(true, {}, 1)]).toEqual([[parent], []]);
    expect(await list(false, { name: { like_: 'irs' } })).toEqual([first]);
  });

  it('show task runs', async () => {
    const body = await app.ok('GET', `/task_runs/${first}`);
    expect(body).toMatchObject({
      id: first,
      flow_run_id: run,
      state: { type: 'COMPLETED' },
      task_inputs: {},
    });
    expect(await app.ok('POST', '/task_runs/filter', { task_runs: { name: { any_: ['first'] } } })).toEqual([
      body,
    ]);
    expect(await app.ok('POST', '/task_runs/count', { flow_runs: { id: { any_: [run] } } })).toBe(3);
    expect((await app.ok('POST', '/task_runs/paginate', { limit: 1 })).pages).toBe(3);
    expect(await app.ok('GET', `/ui/task_runs/${first}`)).toEqual({ ...body, flow_run_name: 'r, "1"' });
    expect(await app.ok('POST', '/ui/flow_runs/count-task-runs', { flow_run_ids: [run] })).toEqual({
      [run]: 2,
    });
    expect(await app.ok('POST', '/ui/task_runs/count', {})).toMatchObject({ COMPLETED: 3, FAILED: 0 });
    const start_time = { after_: '2026-11-20T10:00:00Z', before_: '2026-11-20T10:19:30Z' };
    const counts = await app.ok('POST', '/ui/task_runs/dashboard/counts', { task_runs: { start_time } });
    expect(counts).toHaveLength(20);
    expect(counts[0]).toEqual({ completed: 3, failed: 0 });
    expect((await app.answer('POST', '/ui/task_runs/dashboard/counts', { task_runs: {} })).status).toBe(422);
    const [bar] = await app.ok('POST', '/ui/flow_runs/history', { flow_runs: { id: { any_: [run] } } });
    expect(bar).toEqual({
      id: run,
      state_type: 'COMPLETED',
      timestamp: '2026-11-20T10:00:01Z',
      duration: 2.5,
      lateness: 1,
    });
  });

  it('rename and delete task runs', async () => {
    const id = await app.makeTask(null, 'gone');
    expect((await app.call('one', 'PATCH', `/task_runs/${id}`, { name: 'new' })).status).toBe(204);
    expect((await app.ok('GET', `/task_runs/${id}`)).name).toBe('new');
    expect((await app.call('one', 'DELETE', `/task_runs/${id}`)).status).toBe(204);
    expect(await app.answer('GET', `/task_runs/${id}`)).toEqual({
      status: 404,
      body: { detail: 'Task not found' },
    });
  });

  it('hold inputs', async () => {
    const put = (key: string) =>
      app.answer('POST', `/flow_runs/${run}/input`, { key, value: '{"x": 1.0}', sender: 's' });
    expect(await put('paused-1-schema')).toEqual({ status: 201, body: null });
    expect(await put('paused-1-schema')).toEqual({
      status: 409,
      body: { detail: 'A flow run input with this key already exists.' },
    });
    await put('paused-1-response');
    const found = await app.ok('POST', `/flow_runs/${run}/input/filter`, {
      prefix: 'paused-1',
      limit: 5,
      exclude_keys: ['paused-1-schema'],
    });
    expect(found).toMatchObject([{ key: 'paused-1-response', sender: 's', flow_run_id: run }]);
    const text = await app.call('one', 'GET', `/flow_runs/${run}/input/paused-1-schema`);
    expect(text).toMatchObject({ status: 200, text: '{"x": 1.0}' });
    expect(text.headers['content-type']).toContain('text/plain');
    expect((await app.call('one', 'DELETE', `/flow_runs/${run}/input/paused-1-schema`)).status).toBe(204);
    expect((await app.call('one', 'DELETE', `/flow_runs/${run}/input/paused-1-schema`)).status).toBe(404);
    const unknown = await app.answer('POST', `/flow_runs/${randomUUID()}/input`, { key: 'k', value: 'v' });
    expect(unknown).toEqual({ status: 404, body: { detail: 'Flow run not found' } });
  });
});
