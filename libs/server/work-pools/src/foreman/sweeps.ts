import { Injectable } from '@nestjs/common';
import { EventBus, Outbox, type OutgoingEvent } from '@orch/events';
import { Clock, Ids } from '@orch/kernel';
import { BackgroundDatabase, type PreparedStatement, type WorkspaceScope } from '@orch/platform';
import type { EventStamp } from '../pools/work-pool-events.ts';

/** Rows of a sweep, at most, before the next round. */
export const SWEEP_MAX = 500;

/** A statement that changes rows of any workspace and answers them, and the event each is told by. */
export interface Sweep<R extends { readonly workspace_id: string }> {
  /** `$1` is the number of rows to change at most; rows that another process is at are skipped. */
  readonly statement: PreparedStatement;
  /** `undefined`: nothing is told of this row. */
  readonly event: (row: R, stamp: EventStamp) => OutgoingEvent | undefined;
}

/** Changes rows across workspaces: one statement a batch, the events in the same transaction, told after it. */
@Injectable()
export class Sweeps {
  constructor(
    private readonly background: BackgroundDatabase,
    private readonly bus: EventBus,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** One batch; returns how many rows were changed. */
  async run<R extends { readonly workspace_id: string }>({ statement, event }: Sweep<R>): Promise<number> {
    let told = new Map<string, OutgoingEvent[]>();
    const count = await this.background.transactionOutside(async (tx) => {
      told = new Map(); // the work may be done again after a deadlock
      const rows = await tx.query<R>(statement.with(SWEEP_MAX));
      for (const row of rows) {
        const made = event(row, { id: this.ids.next(), occurredUs: this.clock.nowUs() });
        if (made) told.set(row.workspace_id, [...(told.get(row.workspace_id) ?? []), made]);
      }
      for (const [workspaceId, events] of told)
        await tx.execute(Outbox.statement(scopeOf(workspaceId), events));
      return rows.length;
    });
    for (const [workspaceId, events] of told) this.bus.committed(scopeOf(workspaceId), events);
    return count;
  }
}

const scopeOf = (workspaceId: string): WorkspaceScope => ({ accountId: '', workspaceId }); // loops act for no account
