import { randomUUID } from 'node:crypto';
import { type RunningServer, startServer } from './running-server.ts';

let server: RunningServer;
/** A second workspace of the same owner. */
let other: string;
let flow: string;
let deployment: string;

interface Answer {
  readonly data?: { readonly workspace: Readonly<Record<string, unknown>> } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[];
}
const ask = async (workspace: string, fields: string, variables: object = {}, head = ''): Promise<Answer> => {
  const { accountId, key } = server.owner;
  const query = `query ($account: UUID!, $workspace: UUID!${head}) { workspace(accountId: $account, id: $workspace) { ${fields} } }`;
  const body = { query, variables: { account: accountId, workspace, ...variables } };
  return (await server.call(key, 'POST', '/api/graphql', body)).body as Answer; // the shape of every answer
};
const call = async (workspace: string, path: string, body: object): Promise<{ id: string }> => {
  const { accountId, key } = server.owner;
  const place = `/api/accounts/${accountId}/workspaces/${workspace}`;
  return (await server.call(key, 'POST', `${place}${path}`, body)).body as { id: string };
};

beforeAll(async () => {
  server = await startServer();
  const { accountId, key, workspaceId } = server.owner;
  const made = await server.call(key, 'POST', `/api/accounts/${accountId}/workspaces/`, {
    name: 'other',
    handle: 'other',
  });
  other = (made.body as { id: string }).id;
  flow = (await call(workspaceId, '/flows/', { name: 'report' })).id;
  await call(workspaceId, '/work_pools/', { name: 'pool', type: 'process', concurrency_limit: 3 });
  const daily = await call(workspaceId, '/deployments/', {
    name: 'daily',
    flow_id: flow,
    work_pool_name: 'pool',
    tags: ['prod'],
  });
  deployment = daily.id;
  await call(workspaceId, `/deployments/${deployment}/create_flow_run`, { name: 'first' });
  const run = await call(workspaceId, '/flow_runs/', { flow_id: flow, name: 'second' });
  for (const type of ['PENDING', 'RUNNING', 'FAILED'])
    await call(workspaceId, `/flow_runs/${run.id}/set_state`, { state: { type } });
}, 60_000);
afterAll(() => server.stop());

const LIST =
  'flowRuns(filter: $filter) { name flowName deploymentName stateType } flowRunCount(filter: $filter)';

test('runs are listed with the names of their flows and deployments, and counted', async () => {
  const { data } = await ask(server.owner.workspaceId, LIST, { filter: {} }, ', $filter: JSON');
  expect(data?.workspace).toEqual({
    flowRuns: expect.arrayContaining([
      { name: 'first', flowName: 'report', deploymentName: 'daily', stateType: 'SCHEDULED' },
      { name: 'second', flowName: 'report', deploymentName: null, stateType: 'FAILED' },
    ]),
    flowRunCount: 2,
  });
});

test('filters are those of the routes; a wrong one is named', async () => {
  const { workspaceId } = server.owner;
  const filter = { flow_runs: { state: { type: { any_: ['FAILED'] } } } };
  const failed = await ask(workspaceId, LIST, { filter }, ', $filter: JSON');
  expect(failed.data?.workspace).toMatchObject({ flowRuns: [{ name: 'second' }], flowRunCount: 1 });
  for (const wrong of [
    { flow_runs: { state: { typ: {} } } },
    [],
    'x',
    { flow_runs: { id: { any_: ['x'] } } },
  ]) {
    const { errors } = await ask(workspaceId, LIST, { filter: wrong }, ', $filter: JSON');
    expect([wrong, errors?.[0]?.extensions.code]).toEqual([wrong, 'request.rejected']);
  }
});

test('a dashboard is one question, and speaks of its own workspace only', async () => {
  const fields = `flowRunOutcomes(stepSeconds: 86400) { states { type count } } lateRunCount
    flowShares { flowName count lastName } workPoolPulses { name concurrencyLimit active waiting }
    flowChoices { name } deploymentChoices { name hint tags } taskRunOutcomes(stepSeconds: 86400) { states { type } }`;
  const ours = await ask(server.owner.workspaceId, fields);
  expect(ours.errors).toBeUndefined();
  expect(ours.data?.workspace).toMatchObject({
    flowRunOutcomes: [{ states: expect.arrayContaining([{ type: 'FAILED', count: 1 }]) }],
    flowShares: [{ flowName: 'report', count: 2 }],
    workPoolPulses: [{ name: 'pool', concurrencyLimit: 3, active: 0, waiting: 1 }],
    flowChoices: [{ name: 'report' }],
    deploymentChoices: [{ name: 'daily', hint: 'pool', tags: ['prod'] }],
  });
  const theirs = await ask(other, fields);
  expect(theirs.data?.workspace).toEqual({
    flowRunOutcomes: [{ states: [] }],
    lateRunCount: 0,
    flowShares: [],
    workPoolPulses: [],
    flowChoices: [],
    deploymentChoices: [],
    taskRunOutcomes: [{ states: [] }],
  });
});

test('ids of another workspace name nothing', async () => {
  const filter = { flows: { id: { any_: [flow] } } };
  const fields = `${LIST} flowSpeed(flowId: $flow) { runs }`;
  const { data } = await ask(other, fields, { filter, flow }, ', $filter: JSON, $flow: UUID');
  expect(data?.workspace).toEqual({ flowRuns: [], flowRunCount: 0, flowSpeed: { runs: 0 } });
});

test('the runs of a filter come as a file, text that a spreadsheet would run made harmless', async () => {
  const { accountId, key, workspaceId } = server.owner;
  await call(workspaceId, '/flow_runs/', {
    flow_id: flow,
    name: '=HYPERLINK("x")',
    state: { type: 'PENDING' },
  });
  const file = async (workspace: string): Promise<string[]> => {
    const path = `/api/accounts/${accountId}/workspaces/${workspace}/ui/flow_runs/csv`;
    const answer = await fetch(`${server.origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ flows: { id: { any_: [flow] } } }),
    });
    expect(answer.headers.get('content-type')).toContain('text/csv');
    return (await answer.text()).trim().split('\r\n');
  };
  const lines = await file(workspaceId);
  expect(lines.length).toBe(4);
  expect(lines.some((line) => line.includes(`"'=HYPERLINK(""x"")"`))).toBe(true);
  expect((await file(other)).length).toBe(1);
});

test('the last runs of many flows and deployments are one question; what has not begun is none of them', async () => {
  const run = await call(server.owner.workspaceId, `/deployments/${deployment}/create_flow_run`, {
    name: 'third',
    state: { type: 'RUNNING' },
  });
  const fields = `lastRunsOfFlows(ids: $flows, first: 5) { ownerId name stateType }
    lastRunsOfDeployments(ids: $deployments) { ownerId id stateName }`;
  const head = ', $flows: [UUID!]!, $deployments: [UUID!]!';
  const variables = { flows: [deployment, flow], deployments: [deployment, flow] };
  const { data } = await ask(server.owner.workspaceId, fields, variables, head);
  expect(data?.workspace).toEqual({
    lastRunsOfFlows: [
      { ownerId: flow, name: 'third', stateType: 'RUNNING' },
      { ownerId: flow, name: 'second', stateType: 'FAILED' },
    ],
    lastRunsOfDeployments: [{ ownerId: deployment, id: run.id, stateName: 'Running' }],
  });
  const theirs = await ask(other, fields, variables, head);
  expect(theirs.data?.workspace).toEqual({ lastRunsOfFlows: [], lastRunsOfDeployments: [] });
  const tooMany = { ...variables, flows: Array.from({ length: 201 }, () => randomUUID()) };
  const refused = await ask(server.owner.workspaceId, fields, tooMany, head);
  expect(refused.errors?.[0]?.extensions.code).toBe('request.rejected');
});
