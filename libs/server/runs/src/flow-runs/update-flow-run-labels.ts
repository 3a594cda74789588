import { Injectable } from '@nestjs/common';
import type { LabelValue } from '@orch/contract';
import { OrchError } from '@orch/kernel';
import { Database, type WorkspaceScope, prepared } from '@orch/platform';

const MERGE = prepared(
  'runs.merge_flow_run_labels',
  `update flow_run set labels = labels || $3::jsonb, updated = now() where workspace_id = $1 and id = $2`,
);

@Injectable()
export class UpdateFlowRunLabels {
  constructor(private readonly db: Database) {}

  /**
   * Adds labels to those there are; a given one replaces its namesake.
   * Upstream: models/flow_runs.py, update_flow_run_labels (3.8.8).
   * @throws OrchError `object.not_found`
   */
  async execute(
    scope: WorkspaceScope,
    id: string,
    labels: Readonly<Record<string, LabelValue>>,
  ): Promise<void> {
    const touched = await this.db.execute(scope, MERGE.with(scope.workspaceId, id, JSON.stringify(labels)));
    if (touched === 0) throw new OrchError('object.not_found', { id });
  }
}
