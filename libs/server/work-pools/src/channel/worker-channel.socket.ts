import type { WorkerHello } from '@orch/contract';
import type { SocketConnection } from '@orch/events';
import { type Clock, type Ids, parseMicros } from '@orch/kernel';
import type { WorkspaceScope } from '@orch/platform';
import { type WorkPoolRow, presentWorkPool } from '../pools/work-pool.presenter.ts';
import {
  type WorkerFrame,
  closeChannel,
  closeReasonOf,
  frameText,
  namedIds,
  readWorkerFrame,
} from './channel-frames.ts';
import type { CleanupDispatcher, CleanupTaker } from './cleanup-dispatcher.ts';
import type { CleanupQueue, CleanupResult, Reservation } from './cleanup-queue.ts';
import type { HeartbeatBatch } from './heartbeat-batch.ts';
import type { Admission } from './open-worker-channel.ts';
import type { PoolChanges, PoolWatcher } from './pool-changes.ts';

/** What a channel stands on. */
export interface ChannelParts {
  readonly heartbeats: HeartbeatBatch;
  readonly changes: PoolChanges;
  readonly cleanups: CleanupQueue;
  readonly dispatcher: CleanupDispatcher;
  readonly ids: Ids;
  readonly clock: Clock;
}

type HeartbeatFrame = Extract<WorkerFrame, { type: 'worker.heartbeat.v1' }>;
type CleanupFrame = Exclude<WorkerFrame, HeartbeatFrame>;
const OPERATIONS = {
  'cleanup.ack.v1': 'ack',
  'cleanup.release.v1': 'release',
  'cleanup.renew.v1': 'renew',
} as const;

/** The conversation with one worker after its hello. Upstream: WorkerChannelConnection (3.8.8). */
export class WorkerChannelSocket implements PoolWatcher, CleanupTaker {
  readonly poolId: string;
  readonly kinds: readonly string[];
  readonly queueIds: readonly string[];
  private sequence = 1;
  private updated = '';
  /** End of the lease of each clean-up that the worker is at, by reservation token. */
  private readonly inFlight = new Map<string, number>();

  constructor(
    private readonly connection: SocketConnection,
    readonly scope: WorkspaceScope,
    private readonly hello: WorkerHello,
    private readonly admission: Admission,
    private readonly parts: ChannelParts,
  ) {
    this.poolId = admission.poolId;
    this.kinds = hello.handled_cleanup_kinds;
    this.queueIds = admission.queues.map((queue) => queue.id);
  }

  /** Says that the worker is admitted, then listens until the socket ends. @throws SocketEnded */
  async run(pool: WorkPoolRow): Promise<void> {
    this.sendReady(pool);
    if (this.admission.cleanupConcurrency > 0) {
      const stop = this.parts.dispatcher.register(this);
      this.connection.signal.addEventListener('abort', stop, { once: true });
    }
    for (;;) {
      const frame = readWorkerFrame(await this.connection.receive());
      if (frame.type === 'worker.heartbeat.v1') this.beat(frame);
      else await this.report(frame);
    }
  }

  changed(pool: WorkPoolRow | undefined, reason: string): void {
    if (!pool) return void closeChannel(this.connection, 'authorization_failed');
    this.sequence += 1;
    this.updated = pool.updated;
    this.send('work_pool.snapshot.v1', this.snapshot(pool, reason));
  }

  failed(error: unknown): void {
    closeChannel(this.connection, closeReasonOf(error));
  }

  hasRoom(): boolean {
    const nowUs = this.parts.clock.nowUs();
    for (const [token, untilUs] of this.inFlight) if (untilUs <= nowUs) this.inFlight.delete(token);
    return this.connection.isOpen && this.inFlight.size < this.admission.cleanupConcurrency;
  }

  take(r: Reservation): void {
    this.inFlight.set(r.token, parseMicros(r.leaseExpiresAt) ?? 0);
    this.send(
      'cleanup.message.v1',
      `{"message_id":"${r.id}","kind":"${r.kind}","reservation_token":"${r.token}","lease_expires_at":"${r.leaseExpiresAt}",` +
        `"delivery_count":${r.deliveryCount},"work_queue_id":${JSON.stringify(r.workQueueId)},"target":${r.target},"data":${r.data}}`,
    );
  }

  private sendReady(pool: WorkPoolRow): void {
    const { accepted, rejected, cleanupConcurrency, queues, workerId } = this.admission;
    this.updated = pool.updated;
    const { consumer_id: consumerId, heartbeat_interval_seconds: seconds } = this.hello;
    this.send(
      'worker.ready.v1',
      `{"consumer_id":"${consumerId}","worker_id":"${workerId}","selected_channel_version":"work_pool_worker_channel.v1",` +
        `"effective_heartbeat_interval_seconds":${seconds},"accepted_capabilities":${JSON.stringify(accepted)},` +
        `"rejected_capabilities":${JSON.stringify(rejected)},"effective_max_cleanup_concurrency":${cleanupConcurrency},` +
        `"resolved_work_queues":${namedIds(queues)},"initial_snapshot":${this.snapshot(pool, 'initial')}}`,
    );
  }

  private snapshot(pool: WorkPoolRow, reason: string): string {
    return `{"snapshot_sequence":${this.sequence},"reason":"${reason}","work_pool":${presentWorkPool(pool)}}`;
  }

  private send(type: string, payload: string): void {
    const stamp = { id: this.parts.ids.next(), sentUs: this.parts.clock.nowUs() };
    this.connection.send(frameText(type, stamp, payload));
  }

  /** Not waited for: the next frame may be read meanwhile. */
  private beat({ payload }: HeartbeatFrame): void {
    if (payload.consumer_id !== this.hello.consumer_id || payload.worker_name !== this.hello.worker_name)
      throw closeChannel(this.connection, 'protocol_error');
    const beat = {
      poolId: this.poolId,
      workerName: payload.worker_name,
      intervalSeconds: payload.heartbeat_interval_seconds,
    };
    this.parts.heartbeats.add(this.scope, beat).then(
      (updated) => {
        if (updated !== this.updated)
          this.parts.changes.refresh(this.scope, this.poolId, 'heartbeat_reconciliation');
      },
      () => closeChannel(this.connection, 'heartbeat_persistence_failed'),
    );
  }

  private async report(frame: CleanupFrame): Promise<void> {
    const { message_id: id, reservation_token: token } = frame.payload;
    const operation = OPERATIONS[frame.type];
    const releaseReason = frame.type === 'cleanup.release.v1' ? frame.payload.reason : null;
    const result = await this.resultOf(operation, { id, token, releaseReason });
    this.send(
      'cleanup.operation_result.v1',
      `{"request_frame_id":"${frame.id}","message_id":"${id}","operation":"${operation}","status":"${result.status}",` +
        `"lease_expires_at":${JSON.stringify(result.leaseExpiresAt)},"reason":${JSON.stringify(result.reason)},"detail":null}`,
    );
    if (result.status === 'error') return;
    if (result.leaseExpiresAt !== null) {
      if (this.inFlight.has(token)) this.inFlight.set(token, parseMicros(result.leaseExpiresAt) ?? 0);
    } else if (this.inFlight.delete(token)) {
      this.parts.dispatcher.lookAgain(this.scope, this.poolId);
    }
  }

  private async resultOf(
    operation: 'ack' | 'release' | 'renew',
    of: { id: string; token: string; releaseReason: string | null },
  ): Promise<{
    status: CleanupResult['status'] | 'error';
    reason: string | null;
    leaseExpiresAt: string | null;
  }> {
    if (this.admission.cleanupConcurrency === 0)
      return { status: 'unauthorized', reason: 'cleanup_delivery_not_accepted', leaseExpiresAt: null };
    return this.parts.cleanups
      .report(this.scope, this.poolId, operation, of)
      .catch(() => ({ status: 'error', reason: 'cleanup_queue_operation_failed', leaseExpiresAt: null }));
  }
}
