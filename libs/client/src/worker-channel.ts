import { randomUUID } from 'node:crypto';
import { WORKER_CHANNEL_CLOSE, WORKER_CHANNEL_VERSION, type WorkerChannelCloseReason } from '@orch/contract';
import type { JsonObject } from './json-object.ts';
import type { WorkPool } from './work-pools.ts';
import { cleanupMembers, type CleanupTaker, takeCleanup } from './worker-cleanups.ts';

export interface WorkerChannelOptions {
  /** The REST URL of `/work_pools/{name}/workers/connect`. */
  readonly url: URL;
  readonly key: string | undefined;
  readonly workerName: string;
  readonly workerType: string;
  readonly heartbeatSeconds: number;
  readonly queueNames: readonly string[];
  readonly baseJobTemplate: JsonObject;
  readonly createPool: boolean;
  readonly metadata: JsonObject;
  /** The server let us in. `workerId` is null from servers that name none. */
  readonly onReady: (workerId: string | null) => void;
  /** The pool as it is now. */
  readonly onPool: (pool: WorkPool) => void;
  /** Absent: this worker tears down nothing that others have started. */
  readonly cleanups?: CleanupTaker | undefined;
  readonly signal: AbortSignal;
}

/**
 * Why a channel ended. `unavailable`: the server has none. `refused`: coming back does not help. `passing`: come back.
 * `stopped`: we wanted it.
 */
export interface ChannelEnd {
  readonly kind: 'unavailable' | 'refused' | 'passing' | 'stopped';
  readonly reason: string;
}

const NO_CHANNEL = new Set([404, 405]);
const COMES_BACK: ReadonlySet<string> = new Set<WorkerChannelCloseReason>([
  'heartbeat_persistence_failed',
  'transient_server_error',
]);
const SILENCE_SECONDS = 15;

const endOf = (code: number, reason: string): ChannelEnd => {
  const isOfProtocol = Object.hasOwn(WORKER_CHANNEL_CLOSE, reason);
  const isRefused = (isOfProtocol && !COMES_BACK.has(reason)) || code === 1002 || code === 1008;
  return { kind: isRefused ? 'refused' : 'passing', reason: reason || `closed with ${code}` };
};

const frameOf = (type: string, payload: JsonObject): string =>
  JSON.stringify({ type, id: randomUUID(), sent_at: new Date().toISOString(), payload });

const helloOf = (options: WorkerChannelOptions, consumerId: string): string =>
  frameOf('worker.hello.v1', {
    consumer_id: consumerId,
    worker_name: options.workerName,
    worker_type: options.workerType,
    heartbeat_interval_seconds: options.heartbeatSeconds,
    supported_channel_versions: [WORKER_CHANNEL_VERSION],
    ...cleanupMembers(options.cleanups),
    work_queue_names: options.queueNames,
    create_pool_if_not_found: options.createPool,
    default_base_job_template: options.baseJobTemplate,
    worker_metadata: options.metadata,
  });

interface IncomingFrame {
  readonly type?: unknown;
  readonly payload?: {
    readonly worker_id?: string | null;
    readonly effective_heartbeat_interval_seconds?: number;
    readonly initial_snapshot?: { readonly work_pool: WorkPool };
    readonly work_pool?: WorkPool;
    readonly message_id?: string;
    readonly reservation_token?: string;
    readonly target?: { readonly flow_run_id?: string | null; readonly infrastructure_pid?: string | null };
  };
}

type Payload = NonNullable<IncomingFrame['payload']>;

/** One conversation on the channel between a worker and its pool: hello, heartbeats, snapshots; until it ends. */
export const talkOnWorkerChannel = async (options: WorkerChannelOptions): Promise<ChannelEnd> => {
  const { WebSocket } = await import('ws');
  const { signal, key } = options;
  if (signal.aborted) return { kind: 'stopped', reason: 'stopped' };
  const address = new URL(options.url);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  const consumerId = randomUUID();
  const socket = new WebSocket(address, 'prefect', { handshakeTimeout: 10_000 });
  let beats: NodeJS.Timeout | undefined;
  let isAlive = true;

  const ready = ({ payload = {} }: IncomingFrame): void => {
    options.onReady(payload.worker_id ?? null);
    if (payload.initial_snapshot) options.onPool(payload.initial_snapshot.work_pool);
    const seconds = payload.effective_heartbeat_interval_seconds ?? options.heartbeatSeconds;
    const beat = {
      consumer_id: consumerId,
      worker_name: options.workerName,
      heartbeat_interval_seconds: seconds,
    };
    let ticks = 0;
    beats = setInterval(
      () => {
        // a connection that nobody holds at the other end does not close by itself
        if (!isAlive) return socket.terminate();
        isAlive = false;
        socket.ping();
        ticks += SILENCE_SECONDS;
        if (ticks < seconds) return;
        ticks = 0;
        socket.send(frameOf('worker.heartbeat.v1', beat));
      },
      Math.min(SILENCE_SECONDS, seconds) * 1000,
    );
  };
  const take = (frame: IncomingFrame): void => {
    if (frame.type === 'auth_success') socket.send(helloOf(options, consumerId));
    else if (frame.type === 'worker.ready.v1') ready(frame);
    else if (frame.type === 'work_pool.snapshot.v1' && frame.payload?.work_pool)
      options.onPool(frame.payload.work_pool);
    else if (frame.type === 'cleanup.message.v1') clean(frame.payload ?? {});
  };
  const clean = ({ message_id: id, reservation_token: token, target }: Payload): void => {
    if (!options.cleanups || id === undefined || token === undefined) return;
    const message = { message_id: id, reservation_token: token, ...(target ? { target } : {}) };
    void takeCleanup(options.cleanups, message, (type, payload) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(frameOf(type, payload));
    });
  };

  const stop = (): void => socket.close(1000);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await new Promise<ChannelEnd>((resolve) => {
      socket.on('open', () => socket.send(JSON.stringify({ type: 'auth', token: key ?? null })));
      socket.on('message', (data) => take(JSON.parse(String(data)) as IncomingFrame)); // members are checked where they are read
      socket.on('pong', () => (isAlive = true));
      socket.on('unexpected-response', (request, { statusCode = 0 }) => {
        request.destroy();
        const kind = NO_CHANNEL.has(statusCode) ? 'unavailable' : 'passing';
        resolve({ kind, reason: `the server answered ${statusCode}` });
      });
      socket.on('error', (error) => resolve({ kind: 'passing', reason: error.message }));
      socket.on('close', (code, reason) => resolve(endOf(code, reason.toString())));
    }).then((end) => (signal.aborted ? { kind: 'stopped', reason: 'stopped' } : end));
  } finally {
    clearInterval(beats);
    signal.removeEventListener('abort', stop);
    socket.terminate();
  }
};
