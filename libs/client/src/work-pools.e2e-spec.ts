import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiClient } from './api-client.ts';
import { WorkPoolCalls } from './work-pools.ts';

let server: Server;
let asked: { readonly url: string; readonly body: string; readonly worker: string | undefined }[];
let answers: { readonly status: number; readonly body: string; readonly location?: string }[];
let calls: WorkPoolCalls;
beforeEach(async () => {
  [asked, answers] = [[], []];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const worker = request.headers['x-prefect-worker-name'];
    asked.push({ url: request.url ?? '', body, worker: typeof worker === 'string' ? worker : undefined });
    const { status, body: text, location } = answers.shift() ?? { status: 500, body: '{}' };
    response.writeHead(status, location === undefined ? {} : { location }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  const headers = (): Record<string, string> => ({ 'x-prefect-worker-name': 'w' });
  calls = new WorkPoolCalls(new ApiClient({ apiUrl, userAgent: 'test', headers }), 'my pool');
});
afterEach(() => server.close());

const request = { queueNames: ['q'], scheduledBefore: '2026-01-01T00:00:00.000Z', limit: 3 };

it('a poll that is told to ask again goes on as the same poll', async () => {
  answers = [
    { status: 307, body: '[]', location: '?waited=24.000' },
    { status: 307, body: '[]', location: '?waited=25.000' },
    { status: 200, body: '[{"flow_run":{"id":"r1"}}]' },
  ];
  expect(await calls.poll(request)).toEqual([{ id: 'r1' }]);
  const path = '/api/work_pools/my%20pool/get_scheduled_flow_runs';
  expect(asked.map(({ url }) => url)).toEqual([path, `${path}?waited=24.000`, `${path}?waited=25.000`]);
  expect(new Set(asked.map(({ body }) => body)).size).toBe(1);
  expect(JSON.parse(asked[0]!.body)).toEqual({
    work_queue_names: ['q'],
    scheduled_before: '2026-01-01T00:00:00.000Z',
    limit: 3,
  });
  expect(asked.every(({ worker }) => worker === 'w')).toBe(true);
});

it.each([
  [
    'a bare id',
    [{ status: 200, body: '01a1fecf-3e60-7009-8b2c-d4e9c5a9c657' }],
    '01a1fecf-3e60-7009-8b2c-d4e9c5a9c657',
    1,
  ],
  ['nothing', [{ status: 204, body: '' }], null, 1],
  [
    'that it does not know the members of ids',
    [
      { status: 422, body: '{}' },
      { status: 204, body: '' },
    ],
    null,
    2,
  ],
])('a heartbeat that is answered with %s', async (_, given, id, requests) => {
  answers = [...given];
  expect(await calls.beat({ name: 'w', intervalSeconds: 30 })).toBe(id);
  expect(asked).toHaveLength(requests);
});

it('no pool is null, not an error', async () => {
  answers = [{ status: 404, body: '{"detail":"not found"}' }];
  expect(await calls.pool()).toBeNull();
});
