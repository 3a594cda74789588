import { Injectable } from '@nestjs/common';
import type { RunFilters, TaskRunFilter, TaskRunSort } from '@orch/contract';
import { type Micros, microsToPg } from '@orch/kernel';
import { Database, type Sql, type Tx, type WorkspaceScope, prepared, raw, sql } from '@orch/platform';
import { TASK_RUN_ORDER } from '../filters/sorts.ts';
import { taskRunCondition } from '../filters/task-run-filter.ts';
import { taskRunsWhere } from '../filters/where.ts';
import { type Buckets, type HistoryRow, historyStatement } from '../history/run-history.ts';
import { TASK_RUN_COLUMNS, type TaskRunRow, type UiTaskRunRow } from './task-run.presenter.ts';

const BY_ID = prepared(
  'runs.read_task_run',
  `select ${TASK_RUN_COLUMNS} from task_run t where t.workspace_id = $1 and t.id = $2`,
);
const WITH_FLOW_RUN_NAME = prepared(
  'runs.read_ui_task_run',
  `select ${TASK_RUN_COLUMNS}, r.name as flow_run_name from task_run t
   left join flow_run r on r.workspace_id = t.workspace_id and r.id = t.flow_run_id
   where t.workspace_id = $1 and t.id = $2`,
);
const COLUMNS = raw(TASK_RUN_COLUMNS);

export interface TaskRunPage {
  readonly sort: TaskRunSort;
  readonly offset: number;
  readonly limit: number;
}

/** Equal spans of time, for counts by outcome. */
export interface Spans {
  readonly startUs: Micros;
  readonly spanUs: number;
}

export interface OutcomeRow {
  readonly span: number;
  readonly completed: number;
  readonly failed: number;
}

/** The filter of task runs, when it names their flow runs and asks whether they stand for subflows. */
function subflowsOfNamed({ task_runs: given }: RunFilters): TaskRunFilter | undefined {
  const asks = given?.operator === 'and_' && typeof given.subflow_runs?.exists_ === 'boolean';
  return asks && given.flow_run_id?.any_ ? given : undefined;
}

/**
 * Ids of task runs of named flow runs. They are found by their natural key and put in order first: whether one stands for a
 * subflow is then asked of a page, not of thousands, and no task runs of other flow runs are looked through for it.
 */
const orderedFirst = (scope: WorkspaceScope, filters: RunFilters, given: TaskRunFilter, order: Sql): Sql =>
  sql`select t.id from (
      select t.workspace_id, t.id, t.expected_start_time, t.name, t.next_scheduled_start_time, t.end_time
      from task_run t where ${taskRunsWhere(scope, { ...filters, task_runs: { ...given, subflow_runs: null } })}
      order by ${order} offset 0
    ) t where ${taskRunCondition({ operator: 'and_', subflow_runs: given.subflow_runs })}`;

/** Reads task runs of one workspace. */
@Injectable()
export class TaskRunReader {
  constructor(private readonly db: Database) {}

  async byId(scope: WorkspaceScope, id: string): Promise<TaskRunRow | undefined> {
    return (await this.db.query<TaskRunRow>(scope, BY_ID.with(scope.workspaceId, id)))[0];
  }

  /** As `byId`, inside a transaction that may have written it. */
  async byIdIn(tx: Tx, id: string): Promise<TaskRunRow | undefined> {
    return (await tx.query<TaskRunRow>(BY_ID.with(tx.scope.workspaceId, id)))[0];
  }

  async withFlowRunName(scope: WorkspaceScope, id: string): Promise<UiTaskRunRow | undefined> {
    return (await this.db.query<UiTaskRunRow>(scope, WITH_FLOW_RUN_NAME.with(scope.workspaceId, id)))[0];
  }

  list(
    scope: WorkspaceScope,
    filters: RunFilters,
    { sort, offset, limit }: TaskRunPage,
  ): Promise<TaskRunRow[]> {
    const order = TASK_RUN_ORDER[sort];
    const given = subflowsOfNamed(filters);
    const page = sql`order by ${order} limit ${limit} offset ${offset}`;
    return this.db.query<TaskRunRow>(
      scope,
      given
        ? sql`select ${COLUMNS} from task_run t where t.workspace_id = ${scope.workspaceId}::uuid
            and t.id = any(array(${orderedFirst(scope, filters, given, order)} ${page})) order by ${order}`
        : sql`select ${COLUMNS} from task_run t where ${taskRunsWhere(scope, filters)} ${page}`,
    );
  }

  async count(scope: WorkspaceScope, filters: RunFilters): Promise<number> {
    const statement = sql`select count(*) as count from task_run t where ${taskRunsWhere(scope, filters)}`;
    return (await this.db.query<{ count: number }>(scope, statement))[0]?.count ?? 0;
  }

  async history(scope: WorkspaceScope, filters: RunFilters, buckets: Buckets): Promise<HistoryRow[]> {
    if (buckets.count === 0) return [];
    return this.db.query<HistoryRow>(scope, historyStatement('t', taskRunsWhere(scope, filters), buckets));
  }

  /** Runs by state type; runs without a state are left out. */
  countByState(scope: WorkspaceScope, filters: RunFilters): Promise<{ state_type: string; count: number }[]> {
    return this.db.query(
      scope,
      sql`select t.state_type, count(*) as count from task_run t
        where ${taskRunsWhere(scope, filters)} and t.state_type is not null group by t.state_type`,
    );
  }

  /** Ended runs by the span their start falls into, split into failed (crashed too) and all others. */
  outcomes(scope: WorkspaceScope, filters: RunFilters, { startUs, spanUs }: Spans): Promise<OutcomeRow[]> {
    return this.db.query<OutcomeRow>(
      scope,
      sql`select floor(extract(epoch from t.start_time - ${microsToPg(startUs)}::timestamptz) * 1000000
            / ${spanUs}::float8)::int as span,
          count(*) filter (where t.state_type not in ('FAILED', 'CRASHED')) as completed,
          count(*) filter (where t.state_type in ('FAILED', 'CRASHED')) as failed
        from task_run t where ${taskRunsWhere(scope, filters)}
          and t.state_type in ('COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED') group by 1`,
    );
  }
}
