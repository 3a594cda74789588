import { Injectable } from '@nestjs/common';
import { EventBus, type OutgoingEvent, Outbox } from '@orch/events';
import { Clock, Ids, OrchError } from '@orch/kernel';
import { Database, type Tx, type WorkspaceScope } from '@orch/platform';
import { artifactCollectionEvent } from './artifact-events.ts';
import type { ArtifactCollectionRow } from './artifact.presenter.ts';
import { ArtifactRepository } from './artifact.repository.ts';

@Injectable()
export class DeleteArtifact {
  constructor(
    private readonly db: Database,
    private readonly artifacts: ArtifactRepository,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly bus: EventBus,
  ) {}

  /**
   * Deletes an artifact. If it was the latest of its key, the one before takes its place; without one the key is gone.
   * Upstream: models/artifacts.py, delete_artifact (3.8.8).
   * @throws OrchError `artifact.not_found`
   */
  async execute(scope: WorkspaceScope, id: string): Promise<void> {
    const events = await this.db.transaction(scope, async (tx) => {
      const collection = await this.artifacts.lockCollectionOf(tx, id);
      if (!(await this.artifacts.delete(tx, id))) throw new OrchError('artifact.not_found', { id });
      const told = collection?.latest_id === id ? [await this.replace(tx, collection)] : [];
      await Outbox.add(tx, told);
      return told;
    });
    this.bus.committed(scope, events);
  }

  private async replace(tx: Tx, collection: ArtifactCollectionRow): Promise<OutgoingEvent> {
    const next = await this.artifacts.fallBack(tx, collection.key);
    if (!next) await this.artifacts.deleteCollection(tx, collection.key);
    const [action, row] = next ? (['updated', next] as const) : (['deleted', collection] as const);
    return artifactCollectionEvent(action, row, this.ids.next(), this.clock.nowUs());
  }
}
