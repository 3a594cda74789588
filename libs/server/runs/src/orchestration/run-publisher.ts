import { Injectable } from '@nestjs/common';
import { EventBus, TaskQueue } from '@orch/events';
import { Notifications, type WorkspaceScope } from '@orch/platform';
import type { AfterCommit } from './after-commit.ts';

/** Payload `<workspace id>:<work queue or pool id>`: a run may be handed out there; held polls look again. */
export const WAKE_CHANNEL = 'orch_wake';
const COALESCE_MS = 5;

/** Tells others what a committed transaction did: events, queues and pools to look at, background tasks to take. */
@Injectable()
export class RunPublisher {
  private readonly waking = new Set<string>();

  constructor(
    private readonly bus: EventBus,
    private readonly notifications: Notifications,
    private readonly taskQueue: TaskQueue,
  ) {}

  /** Call it after the commit. Never throws, never waits. */
  committed(scope: WorkspaceScope, after: AfterCommit): void {
    if (after.events.length > 0) this.bus.committed(scope, after.events);
    for (const id of after.woken) this.wake(`${scope.workspaceId}:${id}`);
    if (after.hasQueuedTasks) this.taskQueue.wake(scope);
  }

  /** Many runs that are created at once wake their queue once. */
  private wake(payload: string): void {
    if (this.waking.has(payload)) return;
    this.waking.add(payload);
    setTimeout(() => {
      this.waking.delete(payload);
      void this.notifications.notify(WAKE_CHANNEL, payload);
    }, COALESCE_MS).unref();
  }
}
