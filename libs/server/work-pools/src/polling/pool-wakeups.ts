import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Notifications, type WorkspaceScope } from '@orch/platform';

/** Payload: `<workspace id>:<work queue id>` — a run of this queue may be handed out. */
export const WAKE_CHANNEL = 'orch_wake';

interface Waiter {
  readonly workspaceId: string;
  readonly queueIds: ReadonlySet<string>;
  readonly wake: (reason: WakeReason) => void;
}

/** `scheduled`: look again now; `elapsed`: the time is over; `ended`: nobody waits for the answer any more. */
export type WakeReason = 'scheduled' | 'elapsed' | 'ended';

/** Wakes held polls when a run becomes ready to be handed out, in this process or another one. */
@Injectable()
export class PoolWakeups implements OnModuleInit, OnModuleDestroy {
  private readonly waiters = new Set<Waiter>();
  private readonly unsent = new Set<string>();
  private closing = false;

  constructor(private readonly notifications: Notifications) {}

  onModuleInit(): void {
    this.notifications.listen(WAKE_CHANNEL, (payload) => this.wake(payload));
    this.notifications.onReconnect(() => this.wakeAll('scheduled'));
  }

  /** A server that stops answers held polls at once. */
  onModuleDestroy(): void {
    this.closing = true;
    this.wakeAll('ended');
  }

  /** Whether other processes are heard; polls look more often while they are not. */
  get isConnected(): boolean {
    return this.notifications.isConnected;
  }

  /** Call it after the commit that scheduled a run. Never waits; many calls of one moment are told once. */
  runScheduled(scope: WorkspaceScope, workQueueId: string): void {
    const payload = `${scope.workspaceId}:${workQueueId}`;
    this.wake(payload);
    if (this.unsent.size === 0) setImmediate(() => this.send());
    this.unsent.add(payload);
  }

  /** Waits until a run of these queues is scheduled, `delayMs` are over or `signal` is aborted. */
  async wait(
    scope: WorkspaceScope,
    queueIds: ReadonlySet<string>,
    delayMs: number,
    signal: AbortSignal,
  ): Promise<WakeReason> {
    if (this.closing || signal.aborted) return 'ended';
    return new Promise((resolve) => {
      const finish = (reason: WakeReason): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.waiters.delete(waiter);
        resolve(reason);
      };
      const onAbort = (): void => finish('ended');
      const waiter: Waiter = { workspaceId: scope.workspaceId, queueIds, wake: finish };
      const timer = setTimeout(() => finish('elapsed'), delayMs);
      signal.addEventListener('abort', onAbort, { once: true });
      this.waiters.add(waiter);
    });
  }

  private send(): void {
    const payloads = [...this.unsent];
    this.unsent.clear();
    for (const payload of payloads) void this.notifications.notify(WAKE_CHANNEL, payload);
  }

  private wake(payload: string): void {
    const colon = payload.indexOf(':');
    const workspaceId = payload.slice(0, colon);
    const queueId = payload.slice(colon + 1);
    for (const waiter of [...this.waiters]) {
      if (waiter.workspaceId === workspaceId && waiter.queueIds.has(queueId)) waiter.wake('scheduled');
    }
  }

  private wakeAll(reason: WakeReason): void {
    for (const waiter of [...this.waiters]) waiter.wake(reason);
  }
}
