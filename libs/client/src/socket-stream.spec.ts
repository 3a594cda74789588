import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { streamFrames } from './socket-stream.ts';

it('who stops before the connection is made opens none, and keeps no program from ending', async () => {
  let connections = 0;
  const server = createServer();
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = new AbortController();
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/events/out`);
  const frames = streamFrames({ url, key: undefined, signal: stop.signal, filterFrame: () => ({}) });
  const first = frames.next();
  stop.abort();
  expect(await first).toEqual({ done: true, value: undefined });
  expect(connections).toBe(0);
  server.closeAllConnections();
  server.close();
});
