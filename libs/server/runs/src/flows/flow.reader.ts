import { Injectable } from '@nestjs/common';
import type { FlowSort, RunFilters } from '@orch/contract';
import { Database, type WorkspaceScope, prepared, raw, sql } from '@orch/platform';
import { FLOW_ORDER } from '../filters/sorts.ts';
import { flowsWhere } from '../filters/where.ts';
import { FLOW_COLUMNS, type FlowRow } from './flow.presenter.ts';

const BY_ID = prepared(
  'runs.flow',
  `select ${FLOW_COLUMNS} from flow f where f.workspace_id = $1 and f.id = $2`,
);
const BY_NAME = prepared(
  'runs.flow_by_name',
  `select ${FLOW_COLUMNS} from flow f where f.workspace_id = $1 and f.name = $2`,
);
const DEPLOYMENT_COUNTS = prepared(
  'runs.flow_deployment_counts',
  `select d.flow_id as id, count(*) as count from deployment d
   where d.workspace_id = $1 and d.flow_id = any($2::uuid[]) group by d.flow_id`,
);
const NEXT_RUNS = prepared(
  'runs.flow_next_runs',
  `select n.* from (select distinct unnest($2::uuid[]) as id) as wanted
   cross join lateral (
     select r.id, r.flow_id, r.name, r.state_name, r.state_type, r.next_scheduled_start_time from flow_run r
     where r.workspace_id = $1 and r.flow_id = wanted.id and r.state_type = 'SCHEDULED'
       and r.next_scheduled_start_time is not null
     order by r.next_scheduled_start_time, r.id limit 1) as n`,
);

/** The next scheduled run of a flow. */
export interface NextRunRow {
  readonly id: string;
  readonly flow_id: string;
  readonly name: string;
  readonly state_name: string;
  readonly state_type: string;
  readonly next_scheduled_start_time: string;
}

export interface FlowPage {
  readonly sort: FlowSort;
  readonly offset: number;
  readonly limit: number;
}

/** Reads flows of one workspace. */
@Injectable()
export class FlowReader {
  constructor(private readonly db: Database) {}

  async byId(scope: WorkspaceScope, id: string): Promise<FlowRow | undefined> {
    return (await this.db.query<FlowRow>(scope, BY_ID.with(scope.workspaceId, id)))[0];
  }

  async byName(scope: WorkspaceScope, name: string): Promise<FlowRow | undefined> {
    return (await this.db.query<FlowRow>(scope, BY_NAME.with(scope.workspaceId, name)))[0];
  }

  list(scope: WorkspaceScope, filters: RunFilters, { sort, offset, limit }: FlowPage): Promise<FlowRow[]> {
    return this.db.query<FlowRow>(
      scope,
      sql`select ${raw(FLOW_COLUMNS)} from flow f where ${flowsWhere(scope, filters)}
        order by ${FLOW_ORDER[sort]} limit ${limit} offset ${offset}`,
    );
  }

  async count(scope: WorkspaceScope, filters: RunFilters): Promise<number> {
    const [row] = await this.db.query<{ count: number }>(
      scope,
      sql`select count(*) as count from flow f where ${flowsWhere(scope, filters)}`,
    );
    return row?.count ?? 0;
  }

  /** Deployments by flow id; flows without one (or of another workspace) are absent. */
  async deploymentCounts(scope: WorkspaceScope, ids: readonly string[]): Promise<Map<string, number>> {
    const statement = DEPLOYMENT_COUNTS.with(scope.workspaceId, ids);
    const rows = await this.db.query<{ id: string; count: number }>(scope, statement);
    return new Map(rows.map((row) => [row.id, row.count]));
  }

  /** Each flow's scheduled run that is due first; flows without one are absent. */
  nextRuns(scope: WorkspaceScope, ids: readonly string[]): Promise<NextRunRow[]> {
    return this.db.query<NextRunRow>(scope, NEXT_RUNS.with(scope.workspaceId, ids));
  }
}
