import { getEventListeners } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiClient } from './api-client.ts';
import { ApiError, ConnectionError } from './api-error.ts';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly key: string | undefined;
}

/** A server on a real socket that gives the answers one after the other. */
const serving = async (answers: readonly (readonly [status: number, body: string])[]) => {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const [status, body] = answers[seen.length] ?? [500, ''];
    seen.push({ method: request.method, url: request.url, key: request.headers.authorization });
    response
      .writeHead(status, { 'content-type': 'application/json', location: 'http://127.0.0.1:1/' })
      .end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const root = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  const apiUrl = `${root}/accounts/01a1fe41-ec70-7009-a4e2-d48b37371c07/workspaces/01a1fe41-ec71-702b-a42d-825fe48c4fc3`;
  const client = new ApiClient({ apiUrl, key: 'pnu_x', userAgent: 'test', sleep: async () => {} });
  return { client, seen, close: () => server.close() };
};

it('asks the workspace for its things and the root for people', async () => {
  const { client, seen, close } = await serving([
    [200, '{"name":"a/b"}'],
    [200, '[]'],
  ]);
  await client.call('GET /work_pools/{name}', { path: { name: 'a/b' } });
  await client.call('GET /me/workspaces', {});
  expect(seen[0]!.url).toMatch(/^\/api\/accounts\/[^/]+\/workspaces\/[^/]+\/work_pools\/a%2Fb$/);
  expect(seen[1]).toEqual({ method: 'GET', url: '/api/me/workspaces', key: 'Bearer pnu_x' });
  close();
});

it('tries again what passes, and says what does not', async () => {
  const { client, seen, close } = await serving([
    [503, ''],
    [200, '[]'],
    [
      422,
      '{"exception_message":"Invalid request received.","exception_detail":[{"loc":["body","name"],"msg":"Field required","type":"missing"}]}',
    ],
  ]);
  expect(await client.call('POST /flows/filter', { body: {} })).toEqual([]);
  expect(seen).toHaveLength(2);
  const failure = await client.call('POST /flows/', { body: {} }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ApiError);
  expect(failure).toMatchObject({ status: 422, issues: [{ msg: 'Field required' }] });
  close();
});

it('follows no redirect: the key would go elsewhere', async () => {
  const { client, close } = await serving([[307, '']]);
  await expect(client.call('GET /me/accounts', {})).rejects.toMatchObject({ status: 307 });
  close();
});

it('says that nobody listens', async () => {
  const { client, close } = await serving([]);
  close();
  const failure = await client.call('GET /me/accounts', {}).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(ConnectionError);
  expect(failure).toMatchObject({ reason: 'nobody listens there' });
});

it('what JSON cannot say is said as that, not as a server that does not answer', async () => {
  const { client, seen, close } = await serving([]);
  const call = client.send('POST', '/flow_runs/', { body: { parameters: { n: 5n } } });
  await expect(call).rejects.toThrow(TypeError);
  expect(seen).toEqual([]);
  close();
});

it('an answer that breaks off is a lost connection', async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-length': '100' }).write('{"name":');
    setImmediate(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  const client = new ApiClient({ apiUrl, userAgent: 'test', sleep: async () => {} });
  const call = client.call('GET /work_pools/{name}', { path: { name: 'a' } });
  await expect(call).rejects.toBeInstanceOf(ConnectionError);
  server.close();
});

it('waiting between tries leaves nothing at the signal', async () => {
  const { client, seen, close } = await serving([
    [503, ''],
    [200, '[]'],
  ]);
  const real = new ApiClient({ apiUrl: client.apiUrl, userAgent: 'test', random: () => 0 });
  const { signal } = new AbortController();
  await real.send('GET', '/flows', { signal });
  expect(seen).toHaveLength(2);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  close();
});
