import { Injectable } from '@nestjs/common';
import type { FlowRunSort, RunFilters } from '@orch/contract';
import { Database, type Sql, type WorkspaceScope, prepared, raw, sql } from '@orch/platform';
import { START_OR_EXPECTED } from '../filters/run-start.ts';
import { isSteady as hasSteadyPlan, preparedShape } from '../filters/shapes.ts';
import { FLOW_RUN_ORDER } from '../filters/sorts.ts';
import { flowRunsWhere } from '../filters/where.ts';
import { type Buckets, type HistoryRow, historyStatement } from '../history/run-history.ts';
import { estimatedRunTime, lateness } from '../history/run-times.ts';
import { FlowRunTallyReader } from '../tallies/flow-run-tally.reader.ts';
import { NameSearchReader } from '../tallies/name-search.reader.ts';
import { RareStatesReader } from '../tallies/rare-states.reader.ts';
import { tallyQuestion } from '../tallies/tally-question.ts';
import { FLOW_RUN_COLUMNS, FLOW_RUN_FROM, type FlowRunRow } from './flow-run.presenter.ts';

const BY_ID = prepared(
  'runs.read_flow_run',
  `select ${FLOW_RUN_COLUMNS} from ${FLOW_RUN_FROM} where r.workspace_id = $1 and r.id = $2`,
);
const NAME_OF = prepared(
  'runs.flow_run_name',
  'select r.name from flow_run r where r.workspace_id = $1 and r.id = $2',
);
// The page is cut from flow_run alone; pools are joined and times computed for its rows only.
const PAGE_COLUMNS = raw(FLOW_RUN_COLUMNS);
const PAGE_JOINS = raw(FLOW_RUN_FROM.replace(/^flow_run r/, ''));
const SIMPLE_COLUMNS = raw(
  `r.id, r.state_type, ${START_OR_EXPECTED} as timestamp,
   ${estimatedRunTime('r')} as duration_seconds, ${lateness('r')} as lateness_seconds`,
);
const TASK_RUN_COUNTS = prepared(
  'runs.flow_run_task_counts',
  `select t.flow_run_id as id, count(*) as count from task_run t
   where t.workspace_id = $1 and t.flow_run_id = any($2::uuid[])
     and not exists (select from flow_run s where s.workspace_id = $1 and s.parent_task_run_id = t.id)
   group by t.flow_run_id`,
);

export interface FlowRunPage {
  readonly sort: FlowRunSort;
  readonly offset: number;
  readonly limit: number;
}

/** A bar of the UI's run chart; times in seconds. */
export interface SimpleFlowRunRow {
  readonly id: string;
  readonly state_type: string | null;
  readonly timestamp: string | null;
  readonly duration_seconds: number;
  readonly lateness_seconds: number;
}

/** So many matching runs of a stretch of time are chosen from an index; of more, the first in order fill a page sooner. */
const FEW = 2_000;

/** The page's runs by their ids, so that runs that do not match, or are on other pages, are never read. */
const idsFirst = (scope: WorkspaceScope, filters: RunFilters, page: Sql): Sql =>
  sql`select * from flow_run r where r.workspace_id = ${scope.workspaceId}::uuid
    and r.id = any(array(select r.id from flow_run r where ${flowRunsWhere(scope, filters)} ${page}))`;

/** Reads flow runs of one workspace. */
@Injectable()
export class FlowRunReader {
  constructor(
    private readonly db: Database,
    private readonly tallies: FlowRunTallyReader,
    private readonly names: NameSearchReader,
    private readonly rare: RareStatesReader,
  ) {}

  async byId(scope: WorkspaceScope, id: string): Promise<FlowRunRow | undefined> {
    return (await this.db.query<FlowRunRow>(scope, BY_ID.with(scope.workspaceId, id)))[0];
  }

  /** The run's name, `undefined` when there is no such run in the workspace. */
  async nameOf(scope: WorkspaceScope, id: string): Promise<string | undefined> {
    return (await this.db.query<{ name: string }>(scope, NAME_OF.with(scope.workspaceId, id)))[0]?.name;
  }

  async list(
    scope: WorkspaceScope,
    filters: RunFilters,
    { sort, offset, limit }: FlowRunPage,
  ): Promise<FlowRunRow[]> {
    const order = FLOW_RUN_ORDER[sort];
    const page = sql`order by ${order} limit ${limit} offset ${offset}`;
    const { runs, isNone, isSteady } = await this.names.matching(scope, filters);
    if (isNone) return [];
    const rare =
      sort === 'EXPECTED_START_TIME_DESC' && (await this.rare.newest(scope, filters, offset + limit));
    const rows = rare
      ? sql`select * from (${runs}) r where r.id = any(${rare.slice(offset)}::uuid[])`
      : (await this.isChosenByIndex(scope, filters, sort))
        ? idsFirst(scope, filters, page)
        : sql`select * from (${runs}) r ${page}`;
    const statement = sql`select ${PAGE_COLUMNS} from (${rows}) r ${PAGE_JOINS} order by ${order}`;
    return this.db.query<FlowRunRow>(
      scope,
      isSteady ? preparedShape('list_flow_runs', statement) : statement,
    );
  }

  /** Whether an index alone tells which runs are on the page, see `flow_run_expected`; the tallies know how many match. */
  private async isChosenByIndex(
    scope: WorkspaceScope,
    filters: RunFilters,
    sort: FlowRunSort,
  ): Promise<boolean> {
    const question = tallyQuestion(filters);
    if (question === undefined || question.owners !== null) return false;
    // in the order of the index: runs of other states are passed over in it; without states none are
    if (sort.startsWith('EXPECTED_START_TIME_')) return question.stateTypes !== null;
    return question.afterUs !== null && (await this.tallies.count(scope, question)) <= FEW;
  }

  async count(scope: WorkspaceScope, filters: RunFilters): Promise<number> {
    const question = tallyQuestion(filters);
    if (question) return this.tallies.count(scope, question);
    const { runs, isNone } = await this.names.matching(scope, filters);
    if (isNone) return 0;
    const statement = sql`select count(*) as count from (${runs}) r`;
    return (await this.db.query<{ count: number }>(scope, statement))[0]?.count ?? 0;
  }

  /** Mean seconds of lateness; `null` when no run matches. */
  async averageLateness(scope: WorkspaceScope, filters: RunFilters): Promise<number | null> {
    const statement = sql`select avg(${raw(lateness('r'))}) as mean from flow_run r where ${flowRunsWhere(scope, filters)}`;
    return (await this.db.query<{ mean: number | null }>(scope, statement))[0]?.mean ?? null;
  }

  async history(scope: WorkspaceScope, filters: RunFilters, buckets: Buckets): Promise<HistoryRow[]> {
    if (buckets.count === 0) return [];
    const statement = historyStatement('r', flowRunsWhere(scope, filters), buckets);
    return this.db.query<HistoryRow>(
      scope,
      hasSteadyPlan(filters) ? preparedShape('flow_run_history', statement) : statement,
    );
  }

  listSimple(
    scope: WorkspaceScope,
    filters: RunFilters,
    { sort, offset, limit }: FlowRunPage,
  ): Promise<SimpleFlowRunRow[]> {
    return this.db.query<SimpleFlowRunRow>(
      scope,
      sql`select ${SIMPLE_COLUMNS} from flow_run r where ${flowRunsWhere(scope, filters)}
        order by ${FLOW_RUN_ORDER[sort]} limit ${limit} offset ${offset}`,
    );
  }

  /** Task runs (those that stand for subflows left out) by flow run id; runs without any are absent. */
  async taskRunCounts(scope: WorkspaceScope, ids: readonly string[]): Promise<Map<string, number>> {
    const statement = TASK_RUN_COUNTS.with(scope.workspaceId, ids);
    const rows = await this.db.query<{ id: string; count: number }>(scope, statement);
    return new Map(rows.map((row) => [row.id, row.count]));
  }
}
