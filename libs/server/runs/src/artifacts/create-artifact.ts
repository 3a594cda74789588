import { Injectable } from '@nestjs/common';
import type { ArtifactCreate } from '@orch/contract';
import { EventBus, type OutgoingEvent, Outbox } from '@orch/events';
import { Clock, Ids } from '@orch/kernel';
import { Database, type WorkspaceScope } from '@orch/platform';
import { artifactCollectionEvent } from './artifact-events.ts';
import type { ArtifactRow } from './artifact.presenter.ts';
import { ArtifactRepository } from './artifact.repository.ts';

@Injectable()
export class CreateArtifact {
  constructor(
    private readonly db: Database,
    private readonly artifacts: ArtifactRepository,
    private readonly ids: Ids,
    private readonly clock: Clock,
    private readonly bus: EventBus,
  ) {}

  /**
   * Stores an artifact and, if it has a key, makes it the latest of that key. The runs it names are not looked up:
   * a task run is recorded later than what it makes, and every reader joins runs inside the workspace only.
   * Upstream: models/artifacts.py, create_artifact (3.8.8).
   */
  async execute(scope: WorkspaceScope, body: ArtifactCreate): Promise<ArtifactRow> {
    const artifact = { ...body, id: this.ids.next() };
    const { row, events } = await this.db.transaction(scope, async (tx) => {
      const told: OutgoingEvent[] = [];
      if (artifact.key !== null) {
        const collection = await this.artifacts.setLatest(tx, artifact, this.ids.next());
        const action = collection.is_new ? 'created' : 'updated';
        told.push(artifactCollectionEvent(action, collection, this.ids.next(), this.clock.nowUs()));
        await Outbox.add(tx, told);
      }
      return { row: await this.artifacts.insert(tx, artifact), events: told };
    });
    this.bus.committed(scope, events);
    return row;
  }
}
