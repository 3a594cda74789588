import { Injectable } from '@nestjs/common';
import type { BlockTypeCreate, BlockTypeUpdate } from '@orch/contract';
import { EventBus, type OutgoingEvent, Outbox } from '@orch/events';
import { Clock, Ids, OrchError } from '@orch/kernel';
import { Database, violates, type WorkspaceScope } from '@orch/platform';
import { clearDefaultStorage } from '../default-storage.ts';
import { type LifecycleAction, lifecycleEvent } from '../lifecycle-event.ts';
import type { BlockTypeRow } from './block-type.presenter.ts';
import { BlockTypeRepository } from './block-type.repository.ts';

/** Creates, changes and deletes block types, each with its event. */
@Injectable()
export class ChangeBlockTypes {
  constructor(
    private readonly db: Database,
    private readonly types: BlockTypeRepository,
    private readonly bus: EventBus,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** @throws OrchError `block_type.reserved`, `block_type.name_taken` (by slug) */
  async create(scope: WorkspaceScope, given: BlockTypeCreate): Promise<BlockTypeRow> {
    if (given.name.toLowerCase().startsWith('prefect')) throw new OrchError('block_type.reserved');
    const escaped = {
      ...given,
      description: escapeHtml(given.description),
      code_example: escapeHtml(given.code_example),
    };
    try {
      const { row, event } = await this.db.transaction(scope, async (tx) => {
        const row = await this.types.insert(tx, this.ids.next(), escaped);
        const event = this.event('created', row);
        await Outbox.add(tx, [event]);
        return { row, event };
      });
      this.bus.committed(scope, [event]);
      return row;
    } catch (error) {
      if (violates(error, 'unique'))
        throw new OrchError('block_type.name_taken', {}, { name: given.name.slice(0, 255) });
      throw error;
    }
  }

  /** Nothing is written (nor told) when nothing differs. @throws OrchError `block_type.not_found` */
  async update(scope: WorkspaceScope, id: string, change: BlockTypeUpdate): Promise<void> {
    const event = await this.db.transaction(scope, async (tx) => {
      const row = await this.types.update(tx, id, change);
      if (row === undefined) throw new OrchError('block_type.not_found');
      if (row === null) return null;
      const event = this.event('updated', row);
      await Outbox.add(tx, [event]);
      return event;
    });
    if (event) this.bus.committed(scope, [event]);
  }

  /** Deletes its schemas and documents too. @throws OrchError `block_type.not_found`, `block_type.protected` */
  async delete(scope: WorkspaceScope, id: string): Promise<void> {
    const event = await this.db.transaction(scope, async (tx) => {
      const row = await this.types.delete(tx, id);
      if (!row) return null;
      const event = this.event('deleted', row);
      await Outbox.add(tx, [event]);
      await tx.execute(clearDefaultStorage(scope.workspaceId));
      return event;
    });
    if (event) this.bus.committed(scope, [event]);
    else
      throw new OrchError(
        (await this.types.read(scope, { id })) ? 'block_type.protected' : 'block_type.not_found',
      );
  }

  /** Upstream: events/schemas/lifecycle.py, class BlockTypeEventPayload (3.8.8). */
  private event(action: LifecycleAction, row: BlockTypeRow): OutgoingEvent {
    const { id, name, slug, logo_url, documentation_url, description, code_example, is_protected } = row;
    const payload = JSON.stringify({
      name,
      slug,
      logo_url,
      documentation_url,
      description,
      code_example,
      is_protected,
    });
    return lifecycleEvent(this.ids, this.clock.nowUs(), action, { kind: 'block-type', id, name, payload });
  }
}

/** As upstream stores texts of new types: clients undo it when they compare. */
const escapeHtml = (text: string | null): string | null =>
  text?.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') ?? null;
