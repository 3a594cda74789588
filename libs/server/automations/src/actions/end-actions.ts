import { Injectable } from '@nestjs/common';
import { EventBus, Outbox, type OutgoingEvent } from '@orch/events';
import { Clock, Ids } from '@orch/kernel';
import { Database, type WorkspaceScope } from '@orch/platform';
import { actionEvents } from './action-events.ts';
import { ActionQueue } from './action-queue.repository.ts';
import type { ActionResult, TriggeredAction } from './triggered-action.ts';

/** An action that is over, and what is told of it. */
export interface OverAction {
  readonly triggered: TriggeredAction;
  readonly result: ActionResult;
  /** Why it failed; null when it did not. */
  readonly reason: string | null;
}

interface Waiting extends OverAction {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Ends actions and tells of them, in one transaction. Those of a workspace that end while a commit is under way are the
 * next commit together, so that an action waits for no other one and many of them cost few commits.
 */
@Injectable()
export class EndActions {
  private readonly waiting = new Map<string, Waiting[]>();

  constructor(
    private readonly database: Database,
    private readonly bus: EventBus,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Returns when the end is committed, or when another process has the action by now. */
  async execute(scope: WorkspaceScope, over: OverAction): Promise<void> {
    return new Promise((resolve, reject) => {
      const one: Waiting = { ...over, resolve, reject };
      const others = this.waiting.get(scope.workspaceId);
      if (others) others.push(one);
      else {
        this.waiting.set(scope.workspaceId, [one]);
        void this.writeAll(scope);
      }
    });
  }

  private async writeAll(scope: WorkspaceScope): Promise<void> {
    await new Promise(setImmediate); // what ends in this same moment belongs to it
    for (;;) {
      const batch = this.waiting.get(scope.workspaceId)!; // set by whoever called, and removed here only
      if (batch.length === 0) break;
      this.waiting.set(scope.workspaceId, []);
      await this.write(scope, batch);
    }
    this.waiting.delete(scope.workspaceId);
  }

  /** Never throws: whoever waits is told. What cannot be written with others is tried alone. */
  private async write(scope: WorkspaceScope, batch: readonly Waiting[]): Promise<void> {
    try {
      await this.commit(scope, batch);
      for (const { resolve } of batch) resolve();
    } catch (error) {
      if (batch.length === 1) batch[0]!.reject(error);
      else for (const one of batch) await this.write(scope, [one]);
    }
  }

  private async commit(scope: WorkspaceScope, batch: readonly Waiting[]): Promise<void> {
    let told: OutgoingEvent[] = [];
    const surroundings = { clock: this.clock, ids: this.ids };
    await this.database.transaction(scope, async (tx) => {
      const atUs = this.clock.nowUs();
      const ended = await ActionQueue.end(
        tx,
        batch.map(({ triggered: { id, attempts }, reason }) => ({ id, attempts, reason, atUs })),
      );
      told = batch
        .filter(({ triggered }) => ended.has(triggered.id))
        .flatMap(({ triggered, result, reason }) => actionEvents(triggered, result, reason, surroundings));
      await Outbox.add(tx, told);
    });
    this.bus.committed(scope, told);
  }
}
