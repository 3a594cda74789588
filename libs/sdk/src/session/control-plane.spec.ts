import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError } from '@orch/client';
import { OrchConnectionError } from '../errors.ts';
import { ControlPlane } from './control-plane.ts';
import type { LogLine } from './log-shipper.ts';

/** A control plane on a real socket. `answer` gives the status for a path and a body. */
const serving = async (answer: (path: string, body: string) => number) => {
  const stored: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const status = answer(request.url ?? '', body);
    if (status === 201) stored.push(...(JSON.parse(body) as LogLine[]).map(({ message }) => message));
    const issues = [{ loc: ['body', 'parameters'], msg: 'they are too long', type: 'value_error' }];
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(
      status < 300 ? '1' : JSON.stringify({ exception_message: 'Invalid.', exception_detail: issues }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`;
  const said: string[] = [];
  const plane = new ControlPlane({ apiUrl, key: undefined, source: 'a test' }, (text) => said.push(text));
  const close = (): void => (server.closeAllConnections(), void server.close());
  return { plane, stored, said, close };
};

it('what is missing in a workspace is no missing workspace, also in the first call', async () => {
  const { plane, close } = await serving((path) => (path.startsWith('/api/variables') ? 404 : 200));
  const call = plane.repeat('GET /variables/name/{name}', { path: { name: 'x' } });
  await expect(call).rejects.toBeInstanceOf(ApiError);
  close();
  const other = await serving(() => 404);
  const wrong = other.plane.repeat('GET /variables/name/{name}', { path: { name: 'x' } });
  await expect(wrong).rejects.toBeInstanceOf(OrchConnectionError);
  other.close();
});

it('a refusal says what does not fit', async () => {
  const { plane, close } = await serving(() => 422);
  await expect(plane.repeat('POST /flow_runs/', { body: {} })).rejects.toThrow(
    'parameters: they are too long',
  );
  close();
});

it('a log line that is refused takes no other with it', async () => {
  const { plane, stored, said, close } = await serving((_, body) => (body.includes('bad') ? 422 : 201));
  const messages = ['a', 'b', 'bad', 'c', 'd'];
  const place = { name: 'n', level: 20, timestamp: '', flow_run_id: 'r', task_run_id: null };
  for (const message of messages) plane.logs.add({ ...place, message });
  expect(await plane.logs.flush(10_000)).toBe(true);
  expect(stored).toEqual(['a', 'b', 'c', 'd']);
  expect(said).toEqual([expect.stringContaining('1 log lines were refused')]);
  close();
});
