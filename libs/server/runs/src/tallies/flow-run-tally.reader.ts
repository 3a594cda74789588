import { Injectable } from '@nestjs/common';
import { microsToPg } from '@orch/kernel';
import { Database, type WorkspaceScope, prepared } from '@orch/platform';
import { byOwner, idsOfOwners } from './run-owners.ts';
import type { TallyQuestion } from './tally-question.ts';

// The end is inclusive on the wire.
const COUNT = prepared(
  'runs.count_by_tally',
  `select count_flow_runs($1::uuid, $2::text[], $3::timestamptz, $4::timestamptz + interval '1 microsecond') as count`,
);
const COUNT_OF = byOwner((kind) =>
  prepared(
    `runs.count_by_tally_of_${kind}`,
    `select count_flow_runs_of($1::uuid, ${idsOfOwners(kind)}, $3::text[], $4::timestamptz,
       $5::timestamptz + interval '1 microsecond') as count`,
  ),
);

/** Counts flow runs without reading those that are sealed; exact at any moment. */
@Injectable()
export class FlowRunTallyReader {
  constructor(private readonly db: Database) {}

  async count(scope: WorkspaceScope, question: TallyQuestion): Promise<number> {
    const { afterUs, beforeUs, stateTypes, owners } = question;
    const first = afterUs === null ? '-infinity' : microsToPg(afterUs);
    const last = beforeUs === null ? 'infinity' : microsToPg(beforeUs);
    const statement = owners
      ? COUNT_OF[owners.kind].with(scope.workspaceId, owners.values, stateTypes, first, last)
      : COUNT.with(scope.workspaceId, stateTypes, first, last);
    return (await this.db.query<{ count: number }>(scope, statement))[0]?.count ?? 0;
  }
}
