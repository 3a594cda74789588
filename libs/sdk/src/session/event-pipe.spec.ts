import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { EventPipe, type OutgoingEvent } from './event-pipe.ts';

const event = (id: string): OutgoingEvent => ({
  id,
  occurred: '2026-01-01T00:00:00Z',
  event: 'e',
  resource: {},
  related: [],
  payload: {},
  follows: null,
});

/** A server on a real socket. `autoPong` off: what it got stays unacknowledged. */
const listening = async (options: { autoPong: boolean; refuse?: boolean }) => {
  const got: string[] = [];
  const headers: (string | undefined)[] = [];
  const sockets: WebSocket[] = [];
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    autoPong: options.autoPong,
    verifyClient: () => !options.refuse,
  });
  server.on('connection', (socket, request) => {
    sockets.push(socket);
    headers.push(request.headers.authorization);
    socket.on('message', (data) => got.push((JSON.parse(String(data)) as OutgoingEvent).id));
  });
  await new Promise((resolve) => server.once('listening', resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/events/in`);
  const close = async (): Promise<void> => {
    for (const socket of server.clients) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  };
  return { got, headers, sockets, url, server, close };
};
const until = async (isSo: () => boolean): Promise<void> => {
  for (
    const deadlineMs = Date.now() + 10_000;
    !isSo();
    await new Promise((resolve) => setTimeout(resolve, 5))
  )
    if (Date.now() > deadlineMs) throw new Error('it did not become so');
};

it('events arrive in order with the key, and are forgotten when they are acknowledged', async () => {
  const one = await listening({ autoPong: true });
  const pipe = new EventPipe({ url: one.url, key: 'pnu_1', isWorkspaceUrl: true });
  for (let n = 0; n < 50; n++) pipe.emit(event(String(n)));
  await pipe.flush(10_000);
  expect(pipe.unacknowledged).toBe(0);
  expect(one.got).toEqual(Array.from({ length: 50 }, (_, n) => String(n)));
  expect(one.headers).toEqual(['Bearer pnu_1']);
  pipe.close();
  await one.close();
});

it('what was not acknowledged is sent again over the next connection', async () => {
  const options = { autoPong: false };
  const one = await listening(options);
  const pipe = new EventPipe({ url: one.url, key: undefined, isWorkspaceUrl: true });
  pipe.emit(event('a'));
  pipe.emit(event('b'));
  await until(() => one.got.length === 2);
  expect(pipe.unacknowledged).toBe(2);
  one.sockets[0]!.terminate();
  await until(() => one.got.length === 4);
  one.sockets[1]!.pong();
  await pipe.flush(10_000);
  expect(one.got).toEqual(['a', 'b', 'a', 'b']);
  pipe.close();
  await one.close();
});

it('an outage makes runs wait instead of memory grow', async () => {
  const one = await listening({ autoPong: false });
  const pipe = new EventPipe({ url: one.url, key: undefined, isWorkspaceUrl: true, eventsMax: 1 });
  await pipe.room();
  pipe.emit(event('a'));
  let hasRoom = false;
  const room = pipe.room().then(() => (hasRoom = true));
  await until(() => one.got.length === 1);
  expect(hasRoom).toBe(false);
  one.sockets[0]!.pong();
  await room;
  pipe.close();
  await one.close();
});

it('an outage that ends with nothing left to send leaves no connection behind', async () => {
  const one = await listening({ autoPong: false });
  const pipe = new EventPipe({ url: one.url, key: undefined, isWorkspaceUrl: true });
  pipe.emit(event('a'));
  await until(() => one.got.length === 1);
  one.sockets[0]!.terminate();
  await until(() => one.sockets.length === 2 && one.got.length === 2);
  pipe.emit(event('b'));
  await until(() => one.got.length === 3);
  one.sockets[1]!.pong(); // for the first ping, and then for the second
  one.sockets[1]!.pong();
  await pipe.flush(10_000);
  pipe.close();
  await until(() => one.server.clients.size === 0);
  expect(one.sockets).toHaveLength(2);
  await one.close();
});

it('a refused key is said once and holds nothing up', async () => {
  const one = await listening({ autoPong: true, refuse: true });
  const said: string[] = [];
  const pipe = new EventPipe({
    url: one.url,
    key: 'pnu_wrong',
    isWorkspaceUrl: true,
    eventsMax: 1,
    onTrouble: (message) => said.push(message),
  });
  pipe.emit(event('a'));
  await expect(pipe.flush(10_000)).rejects.toThrow('events are refused');
  await pipe.room();
  expect(said).toHaveLength(1);
  await one.close();
});

it('an event that no server takes is refused before it holds up the others', async () => {
  const one = await listening({ autoPong: true });
  const pipe = new EventPipe({ url: one.url, key: undefined, isWorkspaceUrl: true });
  expect(() => pipe.emit({ ...event('big'), payload: 'x'.repeat(1_000_000) })).toThrow(RangeError);
  pipe.emit(event('a'));
  await pipe.flush(10_000);
  expect(one.got).toEqual(['a']);
  pipe.close();
  await one.close();
});
