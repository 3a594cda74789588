import { ConnectionError } from './api-error.ts';
import { pause } from './pause.ts';

export interface StreamOptions {
  /** The REST URL of the stream; its scheme becomes ws or wss. */
  readonly url: URL;
  readonly key?: string | undefined;
  /** Second frame, after the server let us in. Asked anew for each connection. */
  readonly filterFrame: () => Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  /** Connections in a row that may fail before giving up; default 10. */
  readonly attemptsMax?: number;
}

/** What every frame has; further members by its type. */
export interface Frame {
  readonly type?: unknown;
}
type Item = { readonly frame: Frame } | { readonly closed: string; readonly isFinal: boolean };

/** Unauthorised, or a filter that the server does not take: asking again does not help. */
const FINAL_CODES = new Set([1002, 1008]);
const DELAY_MS_MAX = 10_000;

/**
 * The frames of `/events/out` or `/logs/out`, as they come. Connects anew when the connection is cut: each connection
 * begins with `auth_success`, so that callers can ask for what they missed; they may see a frame twice.
 * @throws ConnectionError when it is refused, or cannot be had again
 */
export async function* streamFrames(options: StreamOptions): AsyncGenerator<Frame> {
  const { signal, attemptsMax = 10 } = options;
  for (let failures = 0; !signal?.aborted;) {
    let closed = 'closed';
    for await (const item of connection(options)) {
      if ('closed' in item) {
        if (item.isFinal) throw new ConnectionError(options.url.origin, item.closed);
        closed = item.closed;
        break;
      }
      failures = 0;
      yield item.frame;
    }
    if (signal?.aborted) return;
    if (++failures >= attemptsMax) throw new ConnectionError(options.url.origin, closed);
    await pause(Math.min(DELAY_MS_MAX, 200 * 2 ** failures), signal).catch(() => undefined);
  }
}

/** One connection: its frames, then why it ended. */
async function* connection({ url, key, filterFrame, signal }: StreamOptions): AsyncGenerator<Item> {
  const { WebSocket } = await import('ws');
  if (signal?.aborted) return; // meanwhile: nobody would close what is opened now
  const address = new URL(url);
  address.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const socket = new WebSocket(address, 'prefect', { handshakeTimeout: 10_000 });
  const items: Item[] = [];
  let wake = (): void => {};
  const put = (item: Item): void => (items.push(item), wake());
  socket.on('open', () => socket.send(JSON.stringify({ type: 'auth', token: key ?? null })));
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as Frame; // the server speaks JSON; members are checked by who reads them
    if (frame.type === 'auth_success') socket.send(JSON.stringify(filterFrame()));
    put({ frame });
  });
  socket.on('error', (error) => put({ closed: error.message, isFinal: false }));
  socket.on('close', (code, reason) =>
    put({ closed: reason.toString() || `closed with ${code}`, isFinal: FINAL_CODES.has(code) }),
  );
  const stop = (): void => (socket.close(), put({ closed: 'stopped', isFinal: false }));
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      const next = items.shift();
      if (next) yield next;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    socket.close();
  }
}
