import { ConnectionError, storableJson } from '@orch/client';
import type { WebSocket } from 'ws';

/** An event as it is sent. */
export interface OutgoingEvent {
  readonly id: string;
  readonly occurred: string;
  readonly event: string;
  readonly resource: Readonly<Record<string, string>>;
  readonly related: readonly Readonly<Record<string, string>>[];
  readonly payload: unknown;
  readonly follows: string | null;
}

export interface EventPipeOptions {
  /** The REST URL of `/events/in`. */
  readonly url: URL;
  readonly key: string | undefined;
  /** A workspace URL takes the key in the upgrade's header; a bare server in a first frame. */
  readonly isWorkspaceUrl: boolean;
  /** Events kept until they are acknowledged; more make runs wait. */
  readonly eventsMax?: number;
  readonly onTrouble?: (message: string) => void;
}

const DELAY_MS_MAX = 5_000;
/** A larger frame ends the connection, and would do so again and again. */
const EVENT_BYTES_MAX = 1_000_000;
const REFUSED = /\b(401|403|404)\b/;

/**
 * Events on their way to `/events/in`, in order. The server answers a ping when everything before it is stored: only then
 * are events forgotten here. When the connection is cut it is made anew and everything not acknowledged is sent again;
 * the server knows events by their ids.
 */
export class EventPipe {
  /** Not acknowledged; the first `#sent` of them went over the present connection. */
  readonly #kept: string[] = [];
  #sent = 0;
  #socket: WebSocket | null = null;
  #isReady = false;
  #isConnecting = false;
  #failures = 0;
  /** Set while the next connection waits for its time. */
  #retry: NodeJS.Timeout | null = null;
  #pinged: number | null = null;
  #refused: Error | null = null;
  #waiting: (() => void)[] = [];
  readonly #options: EventPipeOptions;

  constructor(options: EventPipeOptions) {
    this.#options = options;
  }

  /** Events that the server did not confirm yet. */
  get unacknowledged(): number {
    return this.#kept.length;
  }

  /** Takes an event; it is sent as soon as there is a connection. @throws RangeError for one that no server takes */
  emit(event: OutgoingEvent): void {
    const text = storableJson(JSON.stringify(event));
    if (Buffer.byteLength(text) > EVENT_BYTES_MAX)
      throw new RangeError(`the event ${event.event} has more than ${EVENT_BYTES_MAX} bytes`);
    this.#kept.push(text);
    this.#pump();
  }

  /** Resolves when there is room for more events, so that an outage makes runs wait and not memory grow. */
  async room(): Promise<void> {
    const max = this.#options.eventsMax ?? 50_000;
    while (this.#kept.length >= max && !this.#refused) await this.#change();
  }

  /**
   * Resolves when all events are acknowledged.
   * @throws ConnectionError when the server refuses them, or when `timeoutMs` pass
   */
  async flush(timeoutMs: number): Promise<void> {
    const deadlineMs = Date.now() + timeoutMs;
    while (this.#kept.length > 0) {
      if (this.#refused) throw this.#refused;
      const leftMs = deadlineMs - Date.now();
      if (leftMs <= 0)
        throw new ConnectionError(
          this.#options.url.origin,
          `${this.#kept.length} events were not acknowledged`,
        );
      this.#pump();
      await this.#change(leftMs);
    }
  }

  /** Ends the connection; events that are not acknowledged stay here. */
  close(): void {
    this.#socket?.close();
  }

  #change(timeoutMs?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = timeoutMs === undefined ? undefined : setTimeout(resolve, timeoutMs);
      this.#waiting.push(() => (clearTimeout(timer), resolve()));
    });
  }
  #changed(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  #pump(): void {
    if (this.#refused) return;
    if (!this.#socket) {
      // with nothing to send there is no connection: it would keep the process alive
      if (this.#kept.length > 0 && this.#retry === null) void this.#connect();
      return;
    }
    if (!this.#isReady) return;
    while (this.#sent < this.#kept.length) this.#socket.send(this.#kept[this.#sent++]!);
    this.#ping();
  }

  #ping(): void {
    if (this.#pinged !== null || this.#sent === 0 || !this.#socket) return;
    this.#pinged = this.#sent;
    this.#socket.ping();
  }

  async #connect(): Promise<void> {
    if (this.#isConnecting) return;
    this.#isConnecting = true;
    const { WebSocket } = await import('ws');
    const { url, key, isWorkspaceUrl } = this.#options;
    const address = new URL(url);
    address.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const headers = isWorkspaceUrl && key !== undefined ? { authorization: `Bearer ${key}` } : {};
    const socket = new WebSocket(address, isWorkspaceUrl ? [] : ['prefect'], {
      headers,
      handshakeTimeout: 10_000,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    this.#isConnecting = false;
    let reason = 'the connection was cut';
    socket.on('open', () => {
      if (isWorkspaceUrl) this.#opened();
      else socket.send(JSON.stringify({ type: 'auth', token: key ?? null }));
    });
    socket.on('message', () => !this.#isReady && this.#opened()); // the answer to the first frame; nothing else comes
    socket.on('pong', () => this.#acknowledged());
    socket.on('error', (error) => (reason = error.message));
    socket.on('close', (code, text) => this.#closed(code, text.toString() || reason));
  }

  #opened(): void {
    this.#isReady = true;
    this.#failures = 0;
    this.#pump();
  }

  #acknowledged(): void {
    const count = this.#pinged ?? 0;
    this.#pinged = null;
    this.#kept.splice(0, count);
    this.#sent -= count;
    this.#changed();
    this.#ping();
  }

  #closed(code: number, reason: string): void {
    this.#socket = null;
    this.#isReady = false;
    this.#sent = 0;
    this.#pinged = null;
    if (code === 1008 || REFUSED.test(reason)) {
      this.#refused = new ConnectionError(this.#options.url.origin, `events are refused: ${reason}`);
      this.#options.onTrouble?.(this.#refused.message);
      return this.#changed();
    }
    if (this.#kept.length === 0) return;
    if (++this.#failures === 4) this.#options.onTrouble?.(`events wait for the server: ${reason}`);
    const delayMs =
      Math.min(DELAY_MS_MAX, 100 * 2 ** Math.min(this.#failures, 10)) * (0.5 + Math.random() / 2);
    this.#retry = setTimeout(() => {
      this.#retry = null;
      this.#pump();
    }, delayMs);
  }
}
