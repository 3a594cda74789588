import type { WorkspaceScope } from '@orch/platform';
import type { TaskDeliveryRepository } from '../task-queue/task-delivery.repository.ts';
import type { TaskQueue } from '../task-queue/task-queue.ts';
import { CLOSE, type SocketConnection, SocketEnded } from './socket-connection.ts';

/** The protocol's own code for a message out of turn. */
const VIOLATION = 4001;
const SEEN_EVERY_MS = 30_000;
const KEYS_MAX = 1_000;
/** Shorter than the time for which a run is nobody else's. */
const ACK_MS = 25_000;

/**
 * `/task_runs/subscriptions/scheduled`: sends one background task run at a time and waits for its acknowledgement.
 * A run that is not acknowledged goes back to the front of the queue.
 * Upstream: server/api/task_runs.py, scheduled_task_subscription (3.8.8).
 */
export class ScheduledTasksSocket {
  constructor(
    private readonly connection: SocketConnection,
    private readonly scope: WorkspaceScope,
    private readonly queue: TaskQueue,
    private readonly deliveries: TaskDeliveryRepository,
  ) {}

  /** Runs until the connection is over. @throws SocketEnded */
  async run(): Promise<void> {
    const { keys, clientId } = await this.subscription();
    const seen = (): void =>
      void this.deliveries.workerSeen(this.scope, clientId, keys).catch(() => undefined);
    seen();
    const timer = setInterval(seen, SEEN_EVERY_MS);
    try {
      while (this.connection.isOpen) await this.deliverNext(keys);
    } finally {
      clearInterval(timer);
      await this.deliveries.workerGone(this.scope, clientId).catch(() => undefined);
    }
  }

  private async subscription(): Promise<{ keys: string[]; clientId: string }> {
    const { type, keys, client_id: clientId } = await this.connection.receiveObject();
    if (type !== 'subscribe') throw this.violation("expected 'subscribe' message");
    const isList = Array.isArray(keys) && keys.length > 0 && keys.length <= KEYS_MAX;
    if (!isList || !keys.every((key): key is string => typeof key === 'string' && !key.includes('\0'))) {
      throw this.violation("expected 'keys' in subscribe message");
    }
    if (typeof clientId !== 'string' || clientId === '' || clientId.includes('\0')) {
      throw this.violation("expected 'client_id' in subscribe message");
    }
    return { keys, clientId };
  }

  private violation(what: string): SocketEnded {
    return this.connection.close(VIOLATION, `Protocol violation: ${what}`);
  }

  private async deliverNext(keys: readonly string[]): Promise<void> {
    const delivery = await this.queue.next(this.scope, keys, this.connection.signal);
    if (!delivery) return;
    const timer = setTimeout(() => this.violation("expected 'ack' message in time"), ACK_MS);
    try {
      await this.connection.sendAndWait(delivery.content);
      const { type } = await this.connection.receiveObject();
      if (type === 'quit') throw this.connection.close(CLOSE.normal, '');
      if (type !== 'ack') throw this.violation("expected 'ack' message");
    } catch (error) {
      await this.queue.giveBack(this.scope, delivery);
      throw error;
    } finally {
      clearTimeout(timer);
    }
    await this.queue.acknowledge(this.scope, delivery);
  }
}
