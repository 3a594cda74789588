import {
  type ApiClient,
  type CleanupTaker,
  talkOnWorkerChannel,
  type WorkPool,
  type WorkPoolCalls,
  pause,
} from '@orch/client';
import { Backoff } from '../polling/backoff.ts';

export interface HeartbeatOptions {
  readonly client: ApiClient;
  readonly pool: WorkPoolCalls;
  readonly workerName: string;
  readonly workerType: string;
  readonly queueNames: readonly string[];
  readonly seconds: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly cleanups?: CleanupTaker | undefined;
  readonly onWorkerId: (id: string) => void;
  /** The pool, whenever it is known anew. */
  readonly onPool: (pool: WorkPool) => void;
  readonly say: (line: string) => void;
}

/**
 * Signs of life: on the worker channel, which also tells of changes of the pool; over REST as long as there is no
 * channel, or for good when the server has none.
 */
export class Heartbeats {
  #isChannelUp = false;

  constructor(private readonly options: HeartbeatOptions) {}

  /** Whether the channel carries the heartbeats now. */
  get isChannelUp(): boolean {
    return this.#isChannelUp;
  }

  /** The first sign of life: from now on the server knows this worker. @throws what the server answers */
  async register(): Promise<void> {
    await this.#beatByRest();
  }

  /** Until the signal comes. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#keepChannel(signal), this.#beatWithoutChannel(signal)]);
  }

  async #keepChannel(signal: AbortSignal): Promise<void> {
    const { say } = this.options;
    const backoff = new Backoff();
    while (!signal.aborted) {
      const end = await this.#talk(signal, backoff);
      const wasUp = this.#isChannelUp;
      this.#isChannelUp = false;
      if (end.kind === 'stopped') return;
      if (end.kind === 'unavailable' || end.kind === 'refused')
        return say(`Heartbeats go over REST: ${end.reason}`);
      if (wasUp) say(`The worker channel was cut (${end.reason}); connecting again`);
      await backoff.pause(signal).catch(() => undefined);
    }
  }

  #talk(signal: AbortSignal, backoff: Backoff): ReturnType<typeof talkOnWorkerChannel> {
    const { client, pool, workerName, workerType, queueNames, seconds, metadata, onPool } = this.options;
    return talkOnWorkerChannel({
      url: client.urlOf(`/work_pools/${encodeURIComponent(pool.poolName)}/workers/connect`),
      key: client.key,
      workerName,
      workerType,
      heartbeatSeconds: seconds,
      queueNames,
      baseJobTemplate: {},
      createPool: false,
      metadata,
      onReady: (id) => {
        this.#isChannelUp = true;
        backoff.reset();
        if (id !== null) this.options.onWorkerId(id);
      },
      onPool,
      cleanups: this.options.cleanups,
      signal,
    });
  }

  async #beatWithoutChannel(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      await pause(this.options.seconds * 1000, signal).catch(() => undefined);
      if (signal.aborted || this.#isChannelUp) continue;
      try {
        await this.#beatByRest();
        failures = 0;
      } catch (error) {
        if (++failures === 1) this.options.say(`No heartbeat was taken: ${String(error)}`);
      }
    }
  }

  async #beatByRest(): Promise<void> {
    const { pool, workerName, seconds, metadata, onWorkerId, onPool } = this.options;
    const id = await pool.beat({ name: workerName, intervalSeconds: seconds, metadata });
    if (id !== null) onWorkerId(id);
    const current = await pool.pool();
    if (current) onPool(current);
  }
}
