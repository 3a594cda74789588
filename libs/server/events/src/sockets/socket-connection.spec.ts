import { EventEmitter } from 'node:events';
import type { WebSocket } from 'ws';
import { CLOSE, SocketConnection } from './socket-connection.ts';

class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  isPaused = false;
  readonly closes: number[] = [];
  close(code: number): void {
    this.closes.push(code);
  }
}

describe('beforeClose', () => {
  const socket = new FakeSocket();
  const connection = new SocketConnection(socket as unknown as WebSocket); // what the connection uses of it
  let finish = (): void => undefined;
  connection.beforeClose(() => new Promise((done) => (finish = done)));
  const settled = () => new Promise((done) => setImmediate(done));

  it('holds the close until the work is done, then lets the library end the connection', async () => {
    connection.close(CLOSE.policyViolation, 'no event');
    socket.close(CLOSE.normal);
    await settled();
    expect(socket.closes).toEqual([]);

    finish();
    await settled();
    expect(socket.closes).toEqual([CLOSE.policyViolation]);

    // the library's own call when the other side has answered the close frame
    socket.close(CLOSE.policyViolation);
    expect(socket.closes).toEqual([CLOSE.policyViolation, CLOSE.policyViolation]);
  });
});
