import { Injectable } from '@nestjs/common';
import { EventBus, Outbox, type OutgoingEvent } from '@orch/events';
import { Clock, Ids } from '@orch/kernel';
import { Database, Notifications, type Tx, type WorkspaceScope } from '@orch/platform';
import { POOLS_CHANNEL, WAKE_CHANNEL } from '@orch/runs';
import type { EventStamp } from './work-pool-events.ts';

/** Puts an event on the list that is written before the commit and told after it. */
export interface Tell {
  (make: (stamp: EventStamp) => OutgoingEvent): void;
  /** The pool may have runs to hand out now that it kept before: after the commit its held polls look again. */
  readonly opened: (poolId: string) => void;
}

/** Transactions whose events are written with the change and published after the commit. */
@Injectable()
export class AnnouncedTransactions {
  constructor(
    readonly database: Database,
    private readonly bus: EventBus,
    private readonly clock: Clock,
    private readonly ids: Ids,
    private readonly notifications: Notifications,
  ) {}

  async run<T>(scope: WorkspaceScope, work: (tx: Tx, tell: Tell) => Promise<T>): Promise<T> {
    let events: OutgoingEvent[] = [];
    const opened = new Set<string>();
    const result = await this.database.transaction(scope, async (tx) => {
      events = []; // the work may be done again after a deadlock
      opened.clear();
      const add = (make: (stamp: EventStamp) => OutgoingEvent): void => {
        events.push(make({ id: this.ids.next(), occurredUs: this.clock.nowUs() }));
      };
      const made = await work(
        tx,
        Object.assign(add, { opened: (poolId: string) => void opened.add(poolId) }),
      );
      await Outbox.add(tx, events);
      return made;
    });
    if (events.length > 0) this.bus.committed(scope, events);
    // whoever keeps what surrounds runs forgets it: a new limit counts from the next transition on
    if (events.length + opened.size > 0) void this.notifications.notify(POOLS_CHANNEL, scope.workspaceId);
    for (const poolId of opened)
      void this.notifications.notify(WAKE_CHANNEL, `${scope.workspaceId}:${poolId}`);
    return result;
  }
}
