import type { WebSocket } from 'ws';

/** Close codes of RFC 6455 that we use. */
export const CLOSE = {
  normal: 1000,
  goingAway: 1001,
  protocolError: 1002,
  unsupportedData: 1003,
  invalidData: 1007,
  policyViolation: 1008,
  internalError: 1011,
  tryAgainLater: 1013,
} as const;

/** The other side is gone, or was sent away: nothing is left to do for the connection. */
export class SocketEnded extends Error {}

/** Unsent bytes above which a reader counts as too slow. */
const SEND_BYTES_MAX = 1024 * 1024;
const INBOX_MESSAGES_MAX = 64;
const REASON_BYTES_MAX = 123;
const NOBODY = (): void => undefined;

/** A websocket that speaks text frames: received one by one, or handed to a consumer as they come. */
export class SocketConnection {
  private readonly inbox: string[] = [];
  private readonly ended = new AbortController();
  private consumer: ((text: string) => void) | undefined;
  private waiting: { resolve: (text: string) => void; reject: (error: Error) => void } | undefined;
  private isAlive = true;
  /** Answers a ping of the other side; replaced by those who confirm something with it. */
  onPing: (data: Buffer) => void = (data) => this.pong(data);

  constructor(private readonly socket: WebSocket) {
    socket.on('message', (data, isBinary) => this.received(data as Buffer, isBinary)); // the default binaryType
    socket.on('ping', (data) => {
      this.isAlive = true;
      this.onPing(data);
    });
    socket.on('pong', () => (this.isAlive = true));
    socket.on('close', () => this.end());
  }

  /** Aborted when the connection is over. */
  get signal(): AbortSignal {
    return this.ended.signal;
  }

  get isOpen(): boolean {
    return this.socket.readyState === this.socket.OPEN && !this.ended.signal.aborted;
  }

  /** @throws SocketEnded */
  receive(): Promise<string> {
    const next = this.inbox.shift();
    if (this.inbox.length === 0) this.resume();
    if (next !== undefined) return Promise.resolve(next);
    return new Promise((resolve, reject) => {
      if (!this.isOpen) reject(new SocketEnded());
      else this.waiting = { resolve, reject };
    });
  }

  /**
   * The next message as an object; anything else ends the connection.
   * @throws SocketEnded
   */
  async receiveObject(): Promise<Readonly<Record<string, unknown>>> {
    const text = await this.receive();
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      throw this.close(CLOSE.invalidData, 'not JSON');
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>; // just tested
    throw this.close(CLOSE.policyViolation, 'expected a JSON object');
  }

  /** Hands over what was received and all that follows. */
  consume(consumer: (text: string) => void): void {
    this.consumer = consumer;
    for (const text of this.inbox.splice(0)) consumer(text);
    this.resume();
  }

  /** Sends without waiting. A reader that does not keep up is sent away. */
  send(text: string): void {
    if (!this.isOpen) return;
    if (this.socket.bufferedAmount > SEND_BYTES_MAX) this.close(CLOSE.tryAgainLater, 'too slow');
    else this.socket.send(text, NOBODY);
  }

  /** Sends and waits until the operating system took it. @throws SocketEnded */
  sendAndWait(text: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.isOpen) reject(new SocketEnded());
      else this.socket.send(text, (error) => (error ? reject(new SocketEnded()) : resolve()));
    });
  }

  pong(data: Buffer): void {
    if (this.socket.readyState === this.socket.OPEN) this.socket.pong(data, undefined, NOBODY);
  }

  pause(): void {
    if (this.isOpen) this.socket.pause();
  }

  resume(): void {
    if (this.socket.isPaused) this.socket.resume();
  }

  /** Called twice a minute: drops a peer that answered nothing since the last call. */
  checkAlive(): void {
    if (this.socket.isPaused) return; // we do not read, so its answers cannot arrive
    if (!this.isAlive) return this.socket.terminate();
    this.isAlive = false;
    if (this.isOpen) this.socket.ping(undefined, undefined, NOBODY);
  }

  /** Ends the connection; returns the error to leave the conversation with. */
  close(code: number, reason: string): SocketEnded {
    const bytes = Buffer.from(reason);
    const shown =
      bytes.length <= REASON_BYTES_MAX
        ? reason
        : `${bytes
            .subarray(0, REASON_BYTES_MAX - 3)
            .toString()
            .replace(/\uFFFD+$/, '')}…`;
    if (this.socket.readyState === this.socket.OPEN) this.socket.close(code, shown);
    this.end();
    return new SocketEnded(reason);
  }

  /**
   * Work to be done before the closing handshake is answered: what the peer sent is stored by then. The library
   * answers a close frame by calling `close` itself, so that is where the answer can be held.
   */
  beforeClose(work: () => Promise<void>): void {
    const close = this.socket.close.bind(this.socket);
    let isHeld = false;
    let isDone = false;
    this.socket.close = (code, reason): void => {
      // the library calls again for the other side's answer, to end the TCP connection
      if (isDone) return close(code, reason);
      if (isHeld) return;
      isHeld = true;
      this.resume();
      void work()
        .catch(NOBODY)
        .finally(() => {
          isDone = true;
          close(code, reason);
        });
    };
  }

  private received(data: Buffer, isBinary: boolean): void {
    this.isAlive = true;
    if (this.ended.signal.aborted) return;
    if (isBinary) {
      this.close(CLOSE.unsupportedData, 'expected text frames');
      return;
    }
    const text = data.toString();
    if (this.consumer) return this.consumer(text);
    if (this.waiting) {
      const { resolve } = this.waiting;
      this.waiting = undefined;
      return resolve(text);
    }
    this.inbox.push(text);
    if (this.inbox.length >= INBOX_MESSAGES_MAX) this.pause();
  }

  private end(): void {
    if (this.ended.signal.aborted) return;
    this.ended.abort();
    this.waiting?.reject(new SocketEnded());
    this.waiting = undefined;
  }
}
