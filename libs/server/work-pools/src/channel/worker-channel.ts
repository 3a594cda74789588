import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { type WorkerHello, workerHelloFrame } from '@orch/contract';
import { type SocketConnection, SocketEnded, SocketGateway, type SocketHandler } from '@orch/events';
import { Clock, Ids, OrchError } from '@orch/kernel';
import { type Access, readBody } from '@orch/platform';
import { WorkPoolReader } from '../pools/work-pool.reader.ts';
import { ChannelRefused, closeChannel, closeReasonOf, isPossibleName } from './channel-frames.ts';
import { CleanupDispatcher } from './cleanup-dispatcher.ts';
import { CleanupQueue } from './cleanup-queue.ts';
import { HeartbeatBatch } from './heartbeat-batch.ts';
import { OpenWorkerChannel } from './open-worker-channel.ts';
import { PoolChanges } from './pool-changes.ts';
import { type ChannelParts, WorkerChannelSocket } from './worker-channel.socket.ts';

/** How long a worker may take to say hello. */
const HELLO_MS = 30_000;

/**
 * `/work_pools/{name}/workers/connect`: heartbeats, snapshots of the pool and clean-ups on one socket.
 * Upstream: api/workers.py, worker_channel_connect (3.8.8).
 */
@Injectable()
export class WorkerChannel implements OnModuleInit, SocketHandler, ChannelParts {
  readonly words = { authentication: 'authentication_failed', authorization: 'authorization_failed' };
  private readonly log = new Logger(WorkerChannel.name);

  constructor(
    private readonly gateway: SocketGateway,
    private readonly open: OpenWorkerChannel,
    private readonly pools: WorkPoolReader,
    readonly heartbeats: HeartbeatBatch,
    readonly changes: PoolChanges,
    readonly cleanups: CleanupQueue,
    readonly dispatcher: CleanupDispatcher,
    readonly ids: Ids,
    readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.gateway.serveWith('worker-channel', this);
  }

  /** @throws SocketEnded */
  async serve(
    connection: SocketConnection,
    access: Access,
    params: Readonly<Record<string, string>>,
  ): Promise<void> {
    try {
      await this.talk(connection, access, params['pool'] ?? '');
    } catch (error) {
      if (error instanceof SocketEnded) throw error;
      const reason = closeReasonOf(error);
      if (reason === 'transient_server_error' && !(error instanceof OrchError)) this.log.error(error);
      throw closeChannel(connection, reason);
    }
  }

  private async talk(connection: SocketConnection, access: Access, name: string): Promise<void> {
    const { scope } = access;
    if (!isPossibleName(name)) throw new ChannelRefused('authorization_failed');
    const hello = await readHello(connection);
    const admission = await this.open.execute(access, name, hello);
    const socket = new WorkerChannelSocket(connection, scope, hello, admission, this);
    // Watched before it is read, so that no change falls between; what comes before `ready` is told by it.
    const pending: Array<Parameters<WorkerChannelSocket['changed']>> = [];
    let isReady = false;
    const stop = this.changes.watch(
      scope,
      { id: admission.poolId, name },
      {
        changed: (...change) => (isReady ? socket.changed(...change) : void pending.push(change)),
        failed: (error) => socket.failed(error),
      },
    );
    connection.signal.addEventListener('abort', stop, { once: true });
    if (connection.signal.aborted) stop();
    const pool = await this.pools.byName(scope, name);
    if (pool.id !== admission.poolId) throw new ChannelRefused('authorization_failed');
    const talked = socket.run(pool);
    isReady = true;
    for (const change of pending) socket.changed(...change);
    await talked;
  }
}

async function readHello(connection: SocketConnection): Promise<WorkerHello> {
  const timer = setTimeout(() => closeChannel(connection, 'protocol_error'), HELLO_MS);
  try {
    return readBody(workerHelloFrame, await connection.receive()).payload;
  } finally {
    clearTimeout(timer);
  }
}
