import { Injectable } from '@nestjs/common';
import { Database, prepared, type WorkspaceScope } from '@orch/platform';
import { START_OR_EXPECTED } from '../filters/run-start.ts';
import { ESTIMATED_RUN_TIME } from '../flow-runs/flow-run.presenter.ts';

/** A run among the last ones of a flow or a deployment. */
export interface LastRunRow {
  readonly owner_id: string;
  readonly id: string;
  readonly name: string;
  readonly state_type: string;
  readonly state_name: string;
  readonly run_seconds: number;
}

/** Owners of runs, as lists show them. */
export type RunOwner = 'flow' | 'deployment';

/**
 * Of each owner so many runs are looked at, the newest first: past those that are planned (a hundred of each schedule), and however many
 * wait there.
 */
const LOOKED_AT = 250;

/**
 * One look into the index for each owner. What has begun is told after the look, whose end would otherwise depend on how many runs wait.
 * @param order what the index of the owner is ordered by
 */
const lastRuns = (owner: RunOwner, order: string) =>
  prepared(
    `runs.last_of_${owner}`,
    `select o.id as owner_id, x.id, x.name, x.state_type, x.state_name, x.run_seconds
     from unnest($2::uuid[]) with ordinality as o(id, nth)
     cross join lateral (
       select n.* from (
         select r.id, r.name, r.state_type, r.state_name, ${ESTIMATED_RUN_TIME} as run_seconds, ${order} as at
         from flow_run r where r.workspace_id = $1::uuid and r.${owner}_id = o.id
         order by ${order} desc limit ${LOOKED_AT}
       ) n where n.state_type not in ('SCHEDULED', 'PENDING')
       order by n.at desc limit $3::int
     ) x order by o.nth, x.at desc`,
  );
const LAST: Readonly<Record<RunOwner, ReturnType<typeof lastRuns>>> = {
  flow: lastRuns('flow', 'r.expected_start_time'),
  deployment: lastRuns('deployment', `(${START_OR_EXPECTED})`),
};

/** The newest runs of each of many flows or deployments. */
@Injectable()
export class LastRunsReader {
  constructor(private readonly database: Database) {}

  /** @param first of each owner so many at most. @returns newest first, owner by owner; ids of other workspaces have none */
  async of(
    scope: WorkspaceScope,
    owner: RunOwner,
    ids: readonly string[],
    first: number,
  ): Promise<LastRunRow[]> {
    if (ids.length === 0) return [];
    return this.database.query<LastRunRow>(scope, LAST[owner].with(scope.workspaceId, ids, first));
  }
}
