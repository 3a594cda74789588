import { Injectable } from '@nestjs/common';
import type { ArtifactUpdate } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { Database, type WorkspaceScope } from '@orch/platform';
import { ArtifactRepository } from './artifact.repository.ts';

@Injectable()
export class UpdateArtifact {
  constructor(
    private readonly db: Database,
    private readonly artifacts: ArtifactRepository,
  ) {}

  /**
   * Changes what the body names. Upstream: models/artifacts.py, update_artifact (3.8.8).
   * @throws OrchError `artifact.not_found`
   */
  async execute(scope: WorkspaceScope, id: string, change: ArtifactUpdate): Promise<void> {
    const isThere = await this.db.transaction(scope, (tx) => this.artifacts.update(tx, id, change));
    if (!isThere) throw new OrchError('artifact.not_found', { id });
  }
}
