import { type Micros, US_PER_SECOND, microsToPg } from '@orch/kernel';
import {
  type EnclosingFlowRun,
  type State,
  type TaskRunFacts,
  type TaskRunPatch,
  taskRunPolicyFromWire,
} from '@orch/orchestration';
import { type Statement, type WorkspaceScope, prepared } from '@orch/platform';
import { currentState, pgOrNull, stateValues, timeOrNull } from '../flow-runs/flow-run.repository.ts';

type StateColumns = Parameters<typeof currentState>[0];

interface TaskRunHeadRow extends StateColumns {
  readonly id: string;
  readonly flow_run_id: string | null;
  readonly task_key: string;
  readonly tags: string[];
  readonly flow_run_run_count: number;
  readonly empirical_policy: string;
  readonly run_count: number;
  readonly expected_start_time: string | null;
  readonly next_scheduled_start_time: string | null;
  readonly start_time: string | null;
  readonly end_time: string | null;
  readonly total_run_time_seconds: number;
}

/** A task run as the rules see it. */
export interface TaskRunHead {
  readonly facts: TaskRunFacts;
  readonly state: State | null;
}

const STATE_COLUMNS =
  'state_id, state_type, state_name, state_timestamp, state_message, state_data, state_details';

const LOCK = prepared(
  'runs.task_run_head_locked',
  `select id, flow_run_id, task_key, tags, flow_run_run_count, empirical_policy, run_count, expected_start_time,
     next_scheduled_start_time, start_time, end_time, total_run_time_seconds, ${STATE_COLUMNS}
   from task_run where workspace_id = $1::uuid and id = $2::uuid for no key update`,
);
export const lockTaskRun = (scope: WorkspaceScope, id: string): Statement => LOCK.with(scope.workspaceId, id);

export function toTaskRunHead(row: TaskRunHeadRow): TaskRunHead {
  return {
    state: currentState(row),
    facts: {
      id: row.id,
      flowRunId: row.flow_run_id,
      taskKey: row.task_key,
      tags: row.tags,
      flowRunRunCount: row.flow_run_run_count,
      empiricalPolicy: taskRunPolicyFromWire(JSON.parse(row.empirical_policy) as Record<string, unknown>),
      runCount: row.run_count,
      startTimeUs: timeOrNull(row.start_time),
      endTimeUs: timeOrNull(row.end_time),
      totalRunTimeUs: Math.round(row.total_run_time_seconds * US_PER_SECOND),
      expectedStartTimeUs: timeOrNull(row.expected_start_time),
      nextScheduledStartTimeUs: timeOrNull(row.next_scheduled_start_time),
    },
  };
}

// Under the row lock: the current state on the row and one line of history.
const WRITE = prepared(
  'runs.write_task_transition',
  `with run as (
     update task_run set state_id = $3::uuid, state_type = $4, state_name = $5, state_timestamp = $6::timestamptz,
       state_message = $7, state_data = $8::json, state_details = $9::json, run_count = $10::int, start_time = $11::timestamptz,
       end_time = $12::timestamptz, total_run_time_seconds = $13::float8, expected_start_time = $14::timestamptz,
       next_scheduled_start_time = $15::timestamptz, flow_run_run_count = $16::int, updated = now()
     where workspace_id = $1::uuid and id = $2::uuid returning id
   )
   insert into task_run_state (workspace_id, id, task_run_id, type, name, timestamp, message, data, state_details)
   select $1::uuid, $3::uuid, id, $4, $5, $6::timestamptz, $7, $8::json, $9::json from run`,
);

export function writeTaskTransition(
  scope: WorkspaceScope,
  head: TaskRunHead,
  state: State,
  patch: TaskRunPatch,
): Statement {
  const run = { ...head.facts, ...patch };
  return WRITE.with(
    scope.workspaceId,
    run.id,
    ...stateValues(state),
    run.runCount,
    pgOrNull(run.startTimeUs),
    pgOrNull(run.endTimeUs),
    run.totalRunTimeUs / US_PER_SECOND,
    pgOrNull(run.expectedStartTimeUs),
    pgOrNull(run.nextScheduledStartTimeUs),
    run.flowRunRunCount,
  );
}

const FAILED = prepared(
  'runs.failed_task_runs',
  "select id from task_run where workspace_id = $1::uuid and flow_run_id = $2::uuid and state_type = 'FAILED' order by id",
);
export const failedTaskRuns = (scope: WorkspaceScope, flowRunId: string): Statement =>
  FAILED.with(scope.workspaceId, flowRunId);

// Locked for share: the flow run cannot leave its state while the task starts in it.
const ENCLOSING = prepared(
  'runs.enclosing_flow_run',
  `select id, run_count, ${STATE_COLUMNS} from flow_run where workspace_id = $1::uuid and id = $2::uuid for share`,
);
export const enclosingFlowRun = (scope: WorkspaceScope, id: string): Statement =>
  ENCLOSING.with(scope.workspaceId, id);

export function toEnclosingFlowRun(rows: ReadonlyArray<object>): EnclosingFlowRun | null {
  const row = rows[0] as (StateColumns & { id: string; run_count: number }) | undefined; // selected just above
  return row ? { id: row.id, runCount: row.run_count, state: currentState(row) } : null;
}

// The newest state under the key that has not expired.
const CACHED = prepared(
  'runs.cached_state',
  `select s.id as state_id, s.type as state_type, s.name as state_name, s.timestamp as state_timestamp,
     s.message as state_message, s.data as state_data, s.state_details
   from task_run_state_cache c
   join task_run_state s on s.workspace_id = c.workspace_id and s.id = c.task_run_state_id
   where c.workspace_id = $1::uuid and c.cache_key = $2 and (c.cache_expiration is null or c.cache_expiration > $3::timestamptz)`,
);
export const cachedState = (scope: WorkspaceScope, key: string, nowUs: Micros): Statement =>
  CACHED.with(scope.workspaceId, key, microsToPg(nowUs));

export const toCachedState = (rows: ReadonlyArray<object>): State | null =>
  rows[0] ? currentState(rows[0] as StateColumns) : null; // selected just above

// One row a key: the newest wins, unless it has expired already.
const CACHE = prepared(
  'runs.cache_state',
  `insert into task_run_state_cache (workspace_id, cache_key, cache_expiration, task_run_state_id)
   values ($1::uuid, $2, $3::timestamptz, $4::uuid)
   on conflict (workspace_id, cache_key) do update
     set cache_expiration = excluded.cache_expiration, task_run_state_id = excluded.task_run_state_id, created = now()
     where excluded.cache_expiration is null or excluded.cache_expiration > now()`,
);
export const insertCachedState = (
  scope: WorkspaceScope,
  key: string,
  expirationUs: Micros | null,
  stateId: string,
): Statement => CACHE.with(scope.workspaceId, key, pgOrNull(expirationUs), stateId);

/** All that is written for a new task run. */
export interface NewTaskRun {
  readonly id: string;
  readonly flowRunId: string | null;
  readonly name: string;
  readonly taskKey: string;
  readonly dynamicKey: string;
  readonly cacheKey: string | null;
  readonly cacheExpirationUs: Micros | null;
  readonly taskVersion: string | null;
  readonly empiricalPolicy: string;
  readonly taskInputs: string;
  readonly tags: readonly string[];
  readonly labels: string;
  readonly createdUs: Micros;
}

// Without its state yet: the first state passes the rules like any other, in the same transaction.
const INSERT = prepared(
  'runs.insert_task_run',
  `insert into task_run (workspace_id, id, flow_run_id, name, task_key, dynamic_key, cache_key, cache_expiration, task_version,
     empirical_policy, task_inputs, tags, labels, created, updated)
   select $1::uuid, $2::uuid, $3::uuid, $4, $5, $6, $7, $8::timestamptz, $9, $10::json, $11::json, $12::text[], $13::jsonb,
     $14::timestamptz, $14::timestamptz
   where $3::uuid is not null or not exists (
     select 1 from task_run t where t.workspace_id = $1::uuid and t.flow_run_id is null and t.task_key = $5 and t.dynamic_key = $6)
   on conflict do nothing returning id`,
);
export const insertTaskRun = (scope: WorkspaceScope, t: NewTaskRun): Statement =>
  INSERT.with(
    scope.workspaceId,
    t.id,
    t.flowRunId,
    t.name,
    t.taskKey,
    t.dynamicKey,
    t.cacheKey,
    pgOrNull(t.cacheExpirationUs),
    t.taskVersion,
    t.empiricalPolicy,
    t.taskInputs,
    t.tags,
    t.labels,
    microsToPg(t.createdUs),
  );

const BY_KEY = prepared(
  'runs.task_run_by_key',
  `select id from task_run where workspace_id = $1::uuid and task_key = $3 and dynamic_key = $4
     and (flow_run_id = $2::uuid or ($2::uuid is null and flow_run_id is null))`,
);
export const taskRunByKey = (
  scope: WorkspaceScope,
  flowRunId: string | null,
  taskKey: string,
  dynamicKey: string,
): Statement => BY_KEY.with(scope.workspaceId, flowRunId, taskKey, dynamicKey);
