import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, Notifications, type Tx, type WorkspaceScope } from '@orch/platform';
import { type Delivery, TaskDeliveryRepository } from './task-delivery.repository.ts';

const CHANNEL = 'orch_tasks';
/** A run that was sent is offered again after this time without an answer. */
const LEASE_SECONDS = 30;
/** Waiting workers look by themselves this often: for lost notifications and for leases that ended. */
const LOOK_MS = 10_000;

/**
 * Background task runs on their way to task workers. The queue is a table, so that any process can hand out what
 * any other process queued, and nothing is lost with a process.
 * Upstream: server/task_queue.py (3.8.8), which keeps it in memory.
 */
@Injectable()
export class TaskQueue implements OnModuleInit {
  private readonly waiting = new Map<string, Set<() => void>>();

  constructor(
    @Inject(Database) private readonly db: Database,
    @Inject(TaskDeliveryRepository) private readonly deliveries: TaskDeliveryRepository,
    @Inject(Notifications) private readonly notifications: Notifications,
  ) {}

  onModuleInit(): void {
    this.notifications.listen(CHANNEL, (workspaceId) => this.wakeLocal(workspaceId));
  }

  /**
   * Queues a scheduled background run, `wireJson` being what its worker will get. Queueing it again replaces that.
   * Prefer `enqueueIn` where the run is written.
   */
  async enqueue(scope: WorkspaceScope, taskKey: string, taskRunId: string, wireJson: string): Promise<void> {
    await this.db.execute(scope, this.deliveries.queue(scope, taskKey, taskRunId, wireJson));
    this.wake(scope);
  }

  /** `enqueue` within the transaction that writes the run; call `wake` after the commit. */
  async enqueueIn(tx: Tx, taskKey: string, taskRunId: string, wireJson: string): Promise<void> {
    await tx.execute(this.deliveries.queue(tx.scope, taskKey, taskRunId, wireJson));
  }

  /** Wakes the waiting workers of every process. */
  wake(scope: WorkspaceScope): void {
    this.wakeLocal(scope.workspaceId);
    void this.notifications.notify(CHANNEL, scope.workspaceId);
  }

  /** The next run for one of the keys; waits for one. Undefined when `signal` ended the wait. */
  async next(
    scope: WorkspaceScope,
    taskKeys: readonly string[],
    signal: AbortSignal,
  ): Promise<Delivery | undefined> {
    while (!signal.aborted) {
      // listening before looking: what is queued between the two is not missed
      const woken = this.woken(scope, signal);
      const delivery = await this.deliveries.claim(scope, taskKeys, LEASE_SECONDS);
      if (delivery) return delivery;
      await this.deliveries.dropStale(scope, taskKeys);
      await woken;
    }
    return undefined;
  }

  async acknowledge(scope: WorkspaceScope, delivery: Delivery): Promise<void> {
    await this.deliveries.acknowledge(scope, delivery.taskRunId);
  }

  /** The worker did not take it: it goes to the front of the queue. */
  async giveBack(scope: WorkspaceScope, delivery: Delivery): Promise<void> {
    await this.deliveries.giveBack(scope, delivery.taskRunId);
    this.wake(scope);
  }

  private woken({ workspaceId }: WorkspaceScope, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const set = this.waiting.get(workspaceId) ?? new Set();
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        set.delete(end);
        if (set.size === 0 && this.waiting.get(workspaceId) === set) this.waiting.delete(workspaceId);
        resolve();
      };
      const timer = setTimeout(end, LOOK_MS);
      set.add(end);
      this.waiting.set(workspaceId, set);
      signal.addEventListener('abort', end);
      if (signal.aborted) end();
    });
  }

  private wakeLocal(workspaceId: string): void {
    for (const end of [...(this.waiting.get(workspaceId) ?? [])]) end();
  }
}
