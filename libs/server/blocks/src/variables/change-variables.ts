import { Injectable } from '@nestjs/common';
import type { VariableCreate, VariableUpdate } from '@orch/contract';
import { EventBus, type OutgoingEvent, Outbox } from '@orch/events';
import { Clock, Ids, OrchError } from '@orch/kernel';
import { Database, type Tx, type WorkspaceScope, violates } from '@orch/platform';
import { type LifecycleAction, lifecycleEvent } from '../lifecycle-event.ts';
import type { VariableRow } from './variable.presenter.ts';
import { type VariableKey, VariableRepository } from './variable.repository.ts';

/** Creates, changes and deletes variables, each with its event. */
@Injectable()
export class ChangeVariables {
  constructor(
    private readonly db: Database,
    private readonly variables: VariableRepository,
    private readonly bus: EventBus,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** @throws OrchError `variable.name_taken` */
  async create(scope: WorkspaceScope, given: VariableCreate): Promise<VariableRow> {
    try {
      return await this.told(scope, 'created', (tx) => this.variables.insert(tx, this.ids.next(), given));
    } catch (error) {
      if (violates(error, 'unique')) throw new OrchError('variable.name_taken', {}, { name: given.name });
      throw error;
    }
  }

  /** @throws OrchError `variable.not_found` */
  async update(scope: WorkspaceScope, key: VariableKey, change: VariableUpdate): Promise<void> {
    await this.told(scope, 'updated', (tx) => this.variables.update(tx, key, change));
  }

  /** @throws OrchError `variable.not_found` */
  async delete(scope: WorkspaceScope, key: VariableKey): Promise<void> {
    await this.told(scope, 'deleted', (tx) => this.variables.delete(tx, key));
  }

  private async told(
    scope: WorkspaceScope,
    action: LifecycleAction,
    change: (tx: Tx) => Promise<VariableRow | undefined>,
  ): Promise<VariableRow> {
    const { row, event } = await this.db.transaction(scope, async (tx) => {
      const row = await change(tx);
      if (!row) throw new OrchError('variable.not_found');
      const event = this.event(action, row);
      await Outbox.add(tx, [event]);
      return { row, event };
    });
    this.bus.committed(scope, [event]);
    return row;
  }

  /** Upstream: events/schemas/lifecycle.py, class VariableEventPayload (3.8.8). */
  private event(action: LifecycleAction, { id, name, value, tags }: VariableRow): OutgoingEvent {
    const payload = `{"name":${JSON.stringify(name)},"value":${value ?? 'null'},"tags":${JSON.stringify(tags)}}`;
    return lifecycleEvent(this.ids, this.clock.nowUs(), action, { kind: 'variable', id, name, payload });
  }
}
