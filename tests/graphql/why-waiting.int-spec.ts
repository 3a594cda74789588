import { jest } from '@jest/globals';
import { type RunningServer, signUp, startServer } from './running-server.ts';

let server: RunningServer;
jest.setTimeout(60_000);

beforeAll(async () => {
  server = await startServer();
}, 60_000);
afterAll(() => server?.stop());

const QUERY = `query ($a: UUID!, $w: UUID!, $first: Int) {
  workspace(accountId: $a, id: $w) {
    flowRuns(first: $first) { id whyWaiting { computedAt causes { code title detail since related { kind id name } } } }
  }
}`;

it('tells on each run of a list why it waits, for some runs at once, and to nobody of another account', async () => {
  const { owner } = server;
  const { accountId: a, workspaceId: w } = owner;
  const inWorkspace = async (path: string, body: object): Promise<{ id: string }> =>
    (await server.call(owner.key, 'POST', `/api/accounts/${a}/workspaces/${w}${path}`, body)).body as {
      id: string;
    };
  const flow = await inWorkspace('/flows/', { name: 'f' });
  const pool = await inWorkspace('/work_pools/', { name: 'pool', type: 'process' });
  const deployment = await inWorkspace('/deployments/', {
    name: 'd',
    flow_id: flow.id,
    work_pool_name: 'pool',
  });
  const { id } = await inWorkspace(`/deployments/${deployment.id}/create_flow_run`, {});
  const ask = async (key: string, first: number): Promise<unknown> =>
    (await server.call(key, 'POST', '/api/graphql', { query: QUERY, variables: { a, w, first } })).body;
  expect(await ask(owner.key, 10)).toMatchObject({
    data: {
      workspace: {
        flowRuns: [
          {
            id,
            whyWaiting: {
              causes: [
                {
                  code: 'no_worker',
                  since: null,
                  related: [{ kind: 'work-pool', id: pool.id, name: 'pool' }],
                },
              ],
            },
          },
        ],
      },
    },
  });
  await server.call(owner.key, 'PATCH', `/api/accounts/${a}/workspaces/${w}/work_pools/pool`, {
    is_paused: true,
  });
  const paused = { code: 'pool_paused', detail: expect.stringMatching(/It was paused by .+\.$/) };
  expect(await ask(owner.key, 10)).toMatchObject({
    data: { workspace: { flowRuns: [{ whyWaiting: { causes: [paused, { code: 'no_worker' }] } }] } },
  });
  for (let i = 0; i < 25; i += 1) await inWorkspace(`/deployments/${deployment.id}/create_flow_run`, {});
  expect(await ask(owner.key, 26)).toMatchObject({
    errors: [{ message: expect.stringContaining('at most 25') }],
  });
  const stranger = await signUp(server, 'stranger@example.com');
  expect(await ask(stranger.key, 10)).toMatchObject({ errors: [{ extensions: { code: 'not_found' } }] });
});
