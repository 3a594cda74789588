import { type RunningApp, startApp } from './running-app.ts';
import { differences } from './wire-schemas.ts';

let app: RunningApp;

const made: Record<string, string> = {};

/** Creates what the answers are about. What cannot be created fails the answers that need it, and only those. */
const make = async (name: string, path: string, body: object): Promise<void> => {
  const answer = await app.ask('POST', path, body);
  if (answer.status < 300) made[name] = (answer.json() as { id: string }).id; // what creating answers
};

const idOf = (name: string): string => {
  const id = made[name];
  if (id === undefined) throw new Error(`no ${name} could be created`);
  return id;
};

beforeAll(async () => {
  app = await startApp();
  await make('flow', '/flows/', { name: 'shapes', tags: ['a'] });
  await make('run', '/flow_runs/', {
    flow_id: made['flow'],
    parameters: { n: 1 },
    state: { type: 'PENDING' },
  });
  await app.ask('POST', `/flow_runs/${made['run']}/set_state`, { state: { type: 'RUNNING' } });
  const task = { task_key: 't', dynamic_key: '0', name: 't-0', state: { type: 'PENDING' } };
  await make('task run', '/task_runs/', { ...task, flow_run_id: made['run'] });
  const line = { name: 'prefect.flow_runs', level: 20, message: 'hello', timestamp: '2026-01-01T00:00:00Z' };
  await app.ask('POST', '/logs/', [{ ...line, flow_run_id: made['run'] }]);
  await make('variable', '/variables/', { name: 'shape', value: { a: [1] }, tags: [] });
  await make('artifact', '/artifacts/', {
    key: 'shape',
    type: 'markdown',
    data: '# x',
    flow_run_id: made['run'],
  });
  await make('pool', '/work_pools/', { name: 'shape-pool', type: 'process' });
  await make('deployment', '/deployments/', {
    name: 'shape',
    flow_id: made['flow'],
    work_pool_name: 'shape-pool',
  });
  await make('limit', '/v2/concurrency_limits/', { name: 'shape-limit', limit: 2 });
}, 60_000);

afterAll(() => app?.stop());

const HOUR = {
  history_start: '2026-01-01T00:00:00Z',
  history_end: '2026-01-01T02:00:00Z',
  history_interval_seconds: 3600,
};

it.each<[string, (() => string) | null, object | null]>([
  ['GET /flows/{id}', () => `/flows/${idOf('flow')}`, null],
  ['POST /flows/', null, { name: 'shapes-2' }],
  ['POST /flows/filter', null, {}],
  ['POST /flows/paginate', null, {}],
  ['POST /flows/count', null, {}],
  ['GET /flow_runs/{id}', () => `/flow_runs/${idOf('run')}`, null],
  ['POST /flow_runs/filter', null, {}],
  ['POST /flow_runs/paginate', null, {}],
  ['POST /flow_runs/count', null, {}],
  ['POST /flow_runs/history', null, HOUR],
  ['GET /flow_runs/{id}/graph-v2', () => `/flow_runs/${idOf('run')}/graph-v2`, null],
  [
    'POST /flow_runs/{id}/set_state',
    () => `/flow_runs/${idOf('run')}/set_state`,
    { state: { type: 'COMPLETED' } },
  ],
  ['GET /task_runs/{id}', () => `/task_runs/${idOf('task run')}`, null],
  ['POST /task_runs/filter', null, {}],
  ['GET /flow_run_states/', () => `/flow_run_states/?flow_run_id=${idOf('run')}`, null],
  ['GET /task_run_states/', () => `/task_run_states/?task_run_id=${idOf('task run')}`, null],
  ['POST /logs/filter', null, {}],
  ['GET /variables/{id}', () => `/variables/${idOf('variable')}`, null],
  ['POST /variables/filter', null, {}],
  ['POST /block_types/filter', null, {}],
  ['POST /automations/filter', null, {}],
  ['POST /artifacts/filter', null, {}],
  ['POST /artifacts/latest/filter', null, {}],
  ['GET /artifacts/{key}/latest', () => '/artifacts/shape/latest', null],
  ['POST /work_pools/filter', null, {}],
  ['GET /work_pools/{name}', () => '/work_pools/shape-pool', null],
  ['POST /work_pools/{work_pool_name}/queues/filter', () => '/work_pools/shape-pool/queues/filter', {}],
  ['POST /work_queues/filter', null, {}],
  ['POST /deployments/filter', null, {}],
  ['GET /deployments/{id}', () => `/deployments/${idOf('deployment')}`, null],
  ['POST /deployments/{id}/create_flow_run', () => `/deployments/${idOf('deployment')}/create_flow_run`, {}],
  ['POST /v2/concurrency_limits/filter', null, {}],
  ['POST /events/filter', null, {}],
])('the answer to %s has the described shape', async (operation, path, body) => {
  const [method = '', template = ''] = operation.split(' ');
  const answer = await app.ask(method, path?.() ?? template, body ?? undefined);
  expect(answer.status).toBeLessThan(300);
  expect(differences(operation, answer.status, answer.json())).toEqual([]);
});

it.each([
  ['/flow_runs/filter', { limit: 'many' }],
  ['/flows/', {}],
])('a wrong body of %s is answered with the places that are wrong', async (path, body) => {
  const answer = await app.ask('POST', path, body);
  expect(answer.status).toBe(422);
  const problem = answer.json() as { exception_message: string; exception_detail: object[] }; // protocol: validation errors
  expect(problem.exception_message).toBe('Invalid request received.');
  for (const one of problem.exception_detail)
    expect(Object.keys(one)).toEqual(expect.arrayContaining(['loc', 'msg', 'type']));
});
