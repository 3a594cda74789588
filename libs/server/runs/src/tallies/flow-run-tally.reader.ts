import { Injectable } from '@nestjs/common';
import { microsToPg } from '@orch/kernel';
import { Database, type WorkspaceScope, prepared } from '@orch/platform';
import type { TallyQuestion } from './tally-question.ts';

// The end is inclusive on the wire.
const COUNT = prepared(
  'runs.count_by_tally',
  `select count_flow_runs($1::uuid, $2::text[], $3::timestamptz, $4::timestamptz + interval '1 microsecond') as count`,
);

/** Counts flow runs without reading those that are sealed; exact at any moment. */
@Injectable()
export class FlowRunTallyReader {
  constructor(private readonly db: Database) {}

  async count(scope: WorkspaceScope, { afterUs, beforeUs, stateTypes }: TallyQuestion): Promise<number> {
    const first = afterUs === null ? '-infinity' : microsToPg(afterUs);
    const last = beforeUs === null ? 'infinity' : microsToPg(beforeUs);
    const rows = await this.db.query<{ count: number }>(
      scope,
      COUNT.with(scope.workspaceId, stateTypes, first, last),
    );
    return rows[0]?.count ?? 0;
  }
}
