import { Injectable } from '@nestjs/common';
import type { RunFilters } from '@orch/contract';
import { microsToPg, type Micros } from '@orch/kernel';
import { Database, prepared, sql, type WorkspaceScope } from '@orch/platform';
import { flowRunsWhere, taskRunsWhere } from '../filters/where.ts';
import { RareStatesReader } from '../tallies/rare-states.reader.ts';
import { asksOfAll, tallyQuestion } from '../tallies/tally-question.ts';
import type { Buckets } from './run-history.ts';
import {
  isOfWholeHours,
  type OutcomeCount,
  OUTCOMES_BY_TALLY,
  OUTCOMES_BY_TALLY_OF,
  outcomesStatement,
  TASK_OUTCOMES_BY_TALLY,
} from './run-outcomes.ts';

/** Which flows are looked at: those of so many runs, the newest first. What it costs is bounded however many there are. */
export const NEWEST_MAX = 1_000;

/** Runs of one flow among the newest. */
export interface FlowShareRow {
  readonly flow_id: string;
  readonly flow_name: string;
  readonly count: number;
  readonly last_id: string;
  readonly last_name: string;
  readonly last_state_type: string;
  readonly last_state_name: string;
  readonly last_expected: string;
}

/** How long completed runs of a flow took, and how late the runs began, in seconds. */
export interface FlowSpeedRow {
  readonly runs: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly late_p95: number | null;
}

const LATE = prepared(
  'runs.count_late',
  `select count(*) as count from flow_run r where r.workspace_id = $1 and r.state_name = 'Late'
   and r.expected_start_time >= $2::timestamptz and r.expected_start_time < $3::timestamptz`,
);
const SPEED = prepared(
  'runs.flow_speed',
  `select count(*) as runs, percentile_cont(0.5) within group (order by x.seconds) as p50,
     percentile_cont(0.95) within group (order by x.seconds) as p95,
     percentile_cont(0.99) within group (order by x.seconds) as p99,
     percentile_cont(0.95) within group (order by x.late) as late_p95
   from (
     select r.total_run_time_seconds as seconds,
       greatest(0, extract(epoch from r.start_time - r.expected_start_time))::float8 as late
     from flow_run r
     where r.workspace_id = $1 and r.flow_id = $2 and r.state_type = 'COMPLETED' and r.expected_start_time >= $3::timestamptz
     order by r.expected_start_time desc limit ${NEWEST_MAX}
   ) x`,
);

/** How runs went, counted for charts and summaries. */
@Injectable()
export class RunOutcomeReader {
  constructor(
    private readonly db: Database,
    private readonly rare: RareStatesReader,
  ) {}

  /** Flow runs by bucket and type of state. */
  async ofFlowRuns(scope: WorkspaceScope, filters: RunFilters, buckets: Buckets): Promise<OutcomeCount[]> {
    if (buckets.count === 0) return [];
    const question = tallyQuestion(filters);
    const isTold = question !== undefined && question.afterUs === null && question.beforeUs === null;
    if (!isTold || !isOfWholeHours(buckets))
      return this.db.query(scope, outcomesStatement('r', flowRunsWhere(scope, filters), buckets));
    const { stateTypes, owners } = question;
    const [first, last] = boundsOf(buckets);
    const { workspaceId } = scope;
    const { intervalUs } = buckets;
    return this.db.query(
      scope,
      owners
        ? OUTCOMES_BY_TALLY_OF[owners.kind].with(
            workspaceId,
            owners.values,
            stateTypes,
            first,
            last,
            intervalUs,
          )
        : OUTCOMES_BY_TALLY.with(workspaceId, stateTypes, first, last, intervalUs),
    );
  }

  /** Task runs by bucket and type of state. */
  async ofTaskRuns(scope: WorkspaceScope, filters: RunFilters, buckets: Buckets): Promise<OutcomeCount[]> {
    if (buckets.count === 0) return [];
    if (!asksOfAll(filters) || !isOfWholeHours(buckets))
      return this.db.query(scope, outcomesStatement('t', taskRunsWhere(scope, filters), buckets));
    const [first, last] = boundsOf(buckets);
    const statement = TASK_OUTCOMES_BY_TALLY.with(scope.workspaceId, first, last, buckets.intervalUs);
    return this.db.query(scope, statement);
  }

  /** Runs that should have begun and have not. */
  async late(scope: WorkspaceScope, startUs: Micros, endUs: Micros): Promise<number> {
    const statement = LATE.with(scope.workspaceId, microsToPg(startUs), microsToPg(endUs));
    return (await this.db.query<{ count: number }>(scope, statement))[0]?.count ?? 0;
  }

  /** The flows of the newest matching runs, the one that ran last first. An index alone mostly tells which runs these are. */
  async flowsOf(scope: WorkspaceScope, filters: RunFilters, limit: number): Promise<FlowShareRow[]> {
    const workspace = sql`${scope.workspaceId}::uuid`;
    const rare = await this.rare.newest(scope, filters, NEWEST_MAX);
    const where = flowRunsWhere(scope, filters);
    const matching = rare ? sql`${where} and r.id = any(${rare}::uuid[])` : where;
    return this.db.query<FlowShareRow>(
      scope,
      sql`select x.flow_id, x.count, x.last_id, x.last_expected, f.name as flow_name, l.name as last_name,
        l.state_type as last_state_type, l.state_name as last_state_name
      from (
        select distinct on (n.flow_id) n.flow_id, count(*) over (partition by n.flow_id) as count, n.id as last_id,
          n.expected_start_time as last_expected
        from (
          select r.flow_id, r.id, r.expected_start_time from flow_run r where ${matching}
          order by r.expected_start_time desc, r.id desc limit ${NEWEST_MAX}
        ) n order by n.flow_id, n.expected_start_time desc, n.id desc
      ) x join flow f on f.workspace_id = ${workspace} and f.id = x.flow_id
      join flow_run l on l.workspace_id = ${workspace} and l.id = x.last_id
      order by x.last_expected desc limit ${limit}`,
    );
  }

  /** Of the newest completed runs since a moment. */
  async speedOf(scope: WorkspaceScope, flowId: string, sinceUs: Micros): Promise<FlowSpeedRow> {
    const statement = SPEED.with(scope.workspaceId, flowId, microsToPg(sinceUs));
    const [row] = await this.db.query<FlowSpeedRow>(scope, statement);
    return row ?? { runs: 0, p50: null, p95: null, p99: null, late_p95: null };
  }
}

/** The first moment of buckets, and the first after them. */
const boundsOf = ({ startUs, intervalUs, count }: Buckets): [string, string] => [
  microsToPg(startUs),
  microsToPg(startUs + count * intervalUs),
];
