import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCOPES } from '@orch/platform';
import { COLUMNS, describeRoutes, mayCall, permissionsPage } from './describe-permissions.ts';
import { ROOT } from './sources.ts';

const routes = describeRoutes();
const callable = (role: string) =>
  routes
    .filter(({ permission }) => permission !== 'public' && permission !== 'signed-in')
    .filter(({ permission }) =>
      mayCall(
        COLUMNS.find((column) => column.level === 'workspace' && column.role === role)!,
        permission,
      ),
    )
    .map(({ method, path }) => `${method} ${path}`);

/** Questions that are asked with POST. */
const IS_QUESTION =
  /^GET |\/(filter|count|paginate|history|lateness|concurrency_status|next-runs|count-\w+(-\w+)*|counts|latest\/count|count-by\/\{countable\}|lookup|validate|csv|webhooks\/preview|last_firings)$/;

it('the page says what the code says', () => {
  const page = readFileSync(join(ROOT, 'docs/reference/permissions.md'), 'utf8');
  expect(page).toBe(permissionsPage());
});

it('every route is described once and has a permission that exists', () => {
  expect(routes.length).toBeGreaterThan(200);
  const known = new Set([...Object.keys(SCOPES), 'public', 'signed-in']);
  expect(routes.filter(({ permission }) => !known.has(permission))).toEqual([]);
  const names = routes.map(({ method, path }) => `${method} ${path}`);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

it('every permission opens some route', () => {
  const used = new Set<string>(routes.map(({ permission }) => permission));
  expect(Object.keys(SCOPES).filter((scope) => !used.has(scope) && scope !== 'blocks:secrets')).toEqual([]);
});

it('a viewer changes nothing', () => {
  expect(callable('Viewer').filter((route) => !IS_QUESTION.test(route))).toEqual(['POST /api/leave']);
});

it('a runner starts and steers runs, and edits nothing', () => {
  expect(callable('Runner').filter((route) => !IS_QUESTION.test(route))).toEqual([
    'POST /api/deployments/{id}/create_flow_run',
    'POST /api/deployments/{id}/create_flow_run/bulk',
    'POST /api/flow_runs/{id}/input',
    'POST /api/flow_runs/{id}/resume',
    'POST /api/flow_runs/{id}/set_state',
    'POST /api/leave',
  ]);
});

it('a worker polls, claims and reports, and does what the runs it starts do', () => {
  const changes = callable('Worker').filter((route) => !IS_QUESTION.test(route));
  const edits =
    /deployments\/\{id\}$|work_pools(\/\{pool\})?$|block_documents|block_types|variables|automations|access|roles/;
  expect(changes.filter((route) => edits.test(route))).toEqual([]);
  for (const needed of [
    'POST /api/work_pools/{pool}/get_scheduled_flow_runs',
    'POST /api/work_pools/{pool}/workers/heartbeat',
    'POST /api/flow_runs/{id}/set_state',
    'PATCH /api/flow_runs/{id}',
    'PATCH /api/flow_runs/{id}/labels',
    'POST /api/flow_runs',
    'POST /api/flows',
    'POST /api/task_runs',
    'POST /api/logs',
    'POST /api/artifacts',
    'POST /api/deployments/{id}/create_flow_run',
    'POST /api/v2/concurrency_limits/increment-with-lease',
    'POST /api/events',
  ])
    expect(changes).toContain(needed);
});
