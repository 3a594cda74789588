import { type RunningApp, startApp } from './running-app.ts';
import { differences } from './wire-schemas.ts';

let app: RunningApp;
let flowId: string;
let runId: string;
let taskRunId: string;
let variableId: string;

const idOf = async (path: string, body: object): Promise<string> => {
  const answer = await app.ask('POST', path, body);
  if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  return (answer.json() as { id: string }).id; // what creating answers
};

beforeAll(async () => {
  app = await startApp();
  flowId = await idOf('/flows/', { name: 'shapes', tags: ['a'] });
  runId = await idOf('/flow_runs/', { flow_id: flowId, parameters: { n: 1 }, state: { type: 'PENDING' } });
  await app.ask('POST', `/flow_runs/${runId}/set_state`, { state: { type: 'RUNNING' } });
  taskRunId = await idOf('/task_runs/', {
    flow_run_id: runId,
    task_key: 't',
    dynamic_key: '0',
    name: 't-0',
    state: { type: 'PENDING' },
  });
  await app.ask('POST', '/logs/', [
    {
      name: 'prefect.flow_runs',
      level: 20,
      message: 'hello',
      timestamp: '2026-01-01T00:00:00Z',
      flow_run_id: runId,
    },
  ]);
  variableId = await idOf('/variables/', { name: 'shape', value: { a: [1] }, tags: [] });
  await idOf('/artifacts/', { key: 'shape', type: 'markdown', data: '# x', flow_run_id: runId });
  await idOf('/work_pools/', { name: 'shape-pool', type: 'process' });
  await idOf('/deployments/', { name: 'shape-deployment', flow_id: flowId, work_pool_name: 'shape-pool' });
  await idOf('/v2/concurrency_limits/', { name: 'shape-limit', limit: 2 });
}, 60_000);

afterAll(() => app?.stop());

const HOUR = {
  history_start: '2026-01-01T00:00:00Z',
  history_end: '2026-01-01T02:00:00Z',
  history_interval_seconds: 3600,
};

it.each<[string, (() => string) | null, object | null]>([
  ['GET /flows/{id}', () => `/flows/${flowId}`, null],
  ['POST /flows/', null, { name: 'shapes-2' }],
  ['POST /flows/filter', null, {}],
  ['POST /flows/paginate', null, {}],
  ['POST /flows/count', null, {}],
  ['GET /flow_runs/{id}', () => `/flow_runs/${runId}`, null],
  ['POST /flow_runs/filter', null, {}],
  ['POST /flow_runs/paginate', null, {}],
  ['POST /flow_runs/count', null, {}],
  ['POST /flow_runs/history', null, HOUR],
  ['GET /flow_runs/{id}/graph-v2', () => `/flow_runs/${runId}/graph-v2`, null],
  ['POST /flow_runs/{id}/set_state', () => `/flow_runs/${runId}/set_state`, { state: { type: 'COMPLETED' } }],
  ['GET /task_runs/{id}', () => `/task_runs/${taskRunId}`, null],
  ['POST /task_runs/filter', null, {}],
  ['GET /flow_run_states/', () => `/flow_run_states/?flow_run_id=${runId}`, null],
  ['GET /task_run_states/', () => `/task_run_states/?task_run_id=${taskRunId}`, null],
  ['POST /logs/filter', null, {}],
  ['GET /variables/{id}', () => `/variables/${variableId}`, null],
  ['POST /variables/filter', null, {}],
  ['POST /artifacts/filter', null, {}],
  ['POST /artifacts/latest/filter', null, {}],
  ['GET /artifacts/{key}/latest', () => '/artifacts/shape/latest', null],
  ['POST /work_pools/filter', null, {}],
  ['GET /work_pools/{name}', () => '/work_pools/shape-pool', null],
  ['POST /work_pools/{work_pool_name}/queues/filter', () => '/work_pools/shape-pool/queues/filter', {}],
  ['POST /work_queues/filter', null, {}],
  ['POST /deployments/filter', null, {}],
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
