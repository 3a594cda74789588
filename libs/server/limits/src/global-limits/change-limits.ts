import { Injectable } from '@nestjs/common';
import type { ConcurrencyLimitV2Create, ConcurrencyLimitV2Update } from '@orch/contract';
import { EventBus, type OutgoingEvent, Outbox, RESOURCE_ID, RESOURCE_NAME } from '@orch/events';
import { Clock, Ids, OrchError, toJsonText } from '@orch/kernel';
import { Database, type Tx, type WorkspaceScope } from '@orch/platform';
import type { LimitRow } from './limit.presenter.ts';
import { type LimitKey, LimitRepository } from './limit.repository.ts';

export type LimitAction = 'created' | 'updated' | 'deleted';
/** A change that was made, and what it is called in its event. */
export interface LimitChange {
  readonly action: LimitAction;
  readonly row: LimitRow;
}

/** Creates, changes and deletes limits, each with its event. */
@Injectable()
export class ChangeLimits {
  constructor(
    private readonly db: Database,
    private readonly limits: LimitRepository,
    private readonly bus: EventBus,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** A name that is taken is answered as upstream does: 409, a constraint was violated. */
  async create(scope: WorkspaceScope, given: ConcurrencyLimitV2Create): Promise<LimitRow> {
    const make = async (tx: Tx): Promise<LimitChange> => ({
      action: 'created',
      row: await this.insert(tx, given),
    });
    return (await this.told(scope, make)).row;
  }

  /** @throws OrchError `limit.not_found` */
  async update(scope: WorkspaceScope, key: LimitKey, change: ConcurrencyLimitV2Update): Promise<void> {
    await this.told(scope, async (tx) => ({
      action: 'updated',
      row: found(await this.limits.update(tx, key, change)),
    }));
  }

  /** Leases on the limit stay: they may hold slots of others. @throws OrchError `limit.not_found` */
  async delete(scope: WorkspaceScope, key: LimitKey): Promise<void> {
    await this.told(scope, async (tx) => ({
      action: 'deleted',
      row: found(await this.limits.delete(tx, key)),
    }));
  }

  /** Makes a change in a transaction and tells of it. */
  async told(scope: WorkspaceScope, change: (tx: Tx) => Promise<LimitChange>): Promise<LimitChange> {
    const { made, event } = await this.db.transaction(scope, async (tx) => {
      const made = await change(tx);
      const event = this.event(made);
      await Outbox.add(tx, [event]);
      return { made, event };
    });
    this.bus.committed(scope, [event]);
    return made;
  }

  insert(tx: Tx, given: ConcurrencyLimitV2Create): Promise<LimitRow> {
    return this.limits.insert(tx, this.ids.next(), given);
  }

  /** Upstream: events/schemas/lifecycle.py, class ConcurrencyLimitV2EventPayload (3.8.8). */
  private event({ action, row }: LimitChange): OutgoingEvent {
    const { id, name, limit, active, slot_decay_per_second } = row;
    return {
      id: this.ids.next(),
      occurredUs: this.clock.nowUs(),
      event: `prefect.concurrency-limit.${action}`,
      resource: { [RESOURCE_ID]: `prefect.concurrency-limit.${id}`, [RESOURCE_NAME]: name },
      related: [],
      payload: toJsonText({ name, limit, active, slot_decay_per_second }),
      follows: null,
    };
  }
}

function found(row: LimitRow | undefined): LimitRow {
  if (!row) throw new OrchError('limit.not_found');
  return row;
}
