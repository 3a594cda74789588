import { type Statement, prepared } from '@orch/platform';
import type { TaskRunReport } from './task-run-report.ts';

// What every column is given as: the state, and what a task run's row may hold besides.
const STATE_FIELDS =
  'state_id uuid, state_type text, state_name text, state_timestamp timestamptz, state_message text, state_data json, state_details json';
const ROW_FIELDS = `id uuid, flow_run_id uuid, task_key text, dynamic_key text, name text, name_if_new text, cache_key text,
  cache_expiration timestamptz, task_version text, empirical_policy json, task_inputs json, tags text[], labels jsonb,
  run_count integer, flow_run_run_count integer, expected_start_time timestamptz, next_scheduled_start_time timestamptz,
  start_time timestamptz, end_time timestamptz, total_run_time_seconds double precision, nulls text[], ${STATE_FIELDS}`;

// The runs context owns `task_run` and `task_run_state`; this is their second writer, because a task run that its
// client orchestrates exists in events only, and must be committed together with them.
//
// One row per run (see collapseReports). Known runs are found by natural key, else by id, and keep their id; they are
// changed only by a newer state; absent keys leave a column alone, `nulls` names those to be emptied. Runs of an
// unknown flow run (another workspace's included) are left out. `lost` counts the runs that another process
// inserted in this very moment: the transaction is then done again and finds them.
const RECORD_RUNS = prepared(
  'events.record_task_runs',
  `with given as materialized (
     select g.*, coalesce(
       (select t.id from task_run t where t.workspace_id = $1 and t.flow_run_id = g.flow_run_id and t.task_key = g.task_key and t.dynamic_key = g.dynamic_key),
       (select t.id from task_run t where t.workspace_id = $1 and t.id = g.id)) as known_id
     from json_to_recordset($2::json) as g(${ROW_FIELDS})
     where g.flow_run_id is null or exists (select 1 from flow_run f where f.workspace_id = $1 and f.id = g.flow_run_id)
   ), changed as (
     update task_run t set
       flow_run_id = g.flow_run_id, task_key = g.task_key, dynamic_key = g.dynamic_key, name = coalesce(g.name, t.name),
       cache_key = case when 'cache_key' = any(g.nulls) then null else coalesce(g.cache_key, t.cache_key) end,
       cache_expiration = case when 'cache_expiration' = any(g.nulls) then null else coalesce(g.cache_expiration, t.cache_expiration) end,
       task_version = case when 'task_version' = any(g.nulls) then null else coalesce(g.task_version, t.task_version) end,
       empirical_policy = coalesce(g.empirical_policy, t.empirical_policy), task_inputs = coalesce(g.task_inputs, t.task_inputs),
       tags = coalesce(g.tags, t.tags), labels = coalesce(g.labels, t.labels),
       run_count = coalesce(g.run_count, t.run_count), flow_run_run_count = coalesce(g.flow_run_run_count, t.flow_run_run_count),
       expected_start_time = case when 'expected_start_time' = any(g.nulls) then null else coalesce(g.expected_start_time, t.expected_start_time) end,
       next_scheduled_start_time = case when 'next_scheduled_start_time' = any(g.nulls) then null else coalesce(g.next_scheduled_start_time, t.next_scheduled_start_time) end,
       start_time = case when 'start_time' = any(g.nulls) then null else coalesce(g.start_time, t.start_time) end,
       end_time = case when 'end_time' = any(g.nulls) then null else coalesce(g.end_time, t.end_time) end,
       total_run_time_seconds = coalesce(g.total_run_time_seconds, t.total_run_time_seconds),
       state_id = g.state_id, state_type = g.state_type, state_name = g.state_name, state_timestamp = g.state_timestamp,
       state_message = g.state_message, state_data = g.state_data,
       state_details = case when t.id = g.id then g.state_details else replace(g.state_details::text, g.id::text, t.id::text)::json end,
       updated = now()
     from given g
     where g.known_id is not null and t.workspace_id = $1 and t.id = g.known_id
       and (t.state_timestamp is null or t.state_timestamp < g.state_timestamp)
   ), added as (
     insert into task_run (workspace_id, id, flow_run_id, name, task_key, dynamic_key, cache_key, cache_expiration, task_version,
       empirical_policy, task_inputs, tags, labels, run_count, flow_run_run_count, expected_start_time, next_scheduled_start_time,
       start_time, end_time, total_run_time_seconds, state_id, state_type, state_name, state_timestamp, state_message, state_data, state_details)
     select $1, id, flow_run_id, name_if_new, task_key, dynamic_key, cache_key, cache_expiration, task_version,
       coalesce(empirical_policy, '{}'), coalesce(task_inputs, '{}'), coalesce(tags, '{}'), coalesce(labels, '{}'), coalesce(run_count, 0),
       coalesce(flow_run_run_count, 0), expected_start_time, next_scheduled_start_time, start_time, end_time,
       coalesce(total_run_time_seconds, 0), state_id, state_type, state_name, state_timestamp, state_message, state_data, state_details
     from given where known_id is null
     on conflict do nothing returning id
   )
   select (select count(*) from given where known_id is null) - (select count(*) from added) as lost`,
);

// Every state is kept, also one that came too late to change its run. It belongs to the run that has the natural key,
// whatever id the client gave it. Runs after RECORD_RUNS in the same transaction, so each recorded run is there.
const RECORD_STATES = prepared(
  'events.record_task_run_states',
  `insert into task_run_state (workspace_id, id, task_run_id, type, name, timestamp, message, data, state_details)
   select $1, s.state_id, run.id, s.state_type, s.state_name, s.state_timestamp, s.state_message, s.state_data,
     case when run.id = s.task_run_id then s.state_details else replace(s.state_details::text, s.task_run_id::text, run.id::text)::json end
   from json_to_recordset($2::json) as s(task_run_id uuid, flow_run_id uuid, task_key text, dynamic_key text, ${STATE_FIELDS})
   cross join lateral (
     select t.id from task_run t
       where t.workspace_id = $1 and t.flow_run_id = s.flow_run_id and t.task_key = s.task_key and t.dynamic_key = s.dynamic_key
     union all
     select t.id from task_run t where t.workspace_id = $1 and t.id = s.task_run_id and t.flow_run_id is not distinct from s.flow_run_id
     limit 1
   ) run
   on conflict do nothing`,
);

/** Writes task runs; answers one row `{ lost }`. Upstream: server/services/task_run_recorder.py (3.8.8). */
export const recordTaskRuns = (workspaceId: string, runs: readonly TaskRunReport[]): Statement =>
  RECORD_RUNS.with(workspaceId, `[${runs.map((r) => r.rowText).join(',')}]`);

/** Writes the states of recorded task runs. */
export const recordTaskRunStates = (workspaceId: string, reports: readonly TaskRunReport[]): Statement =>
  RECORD_STATES.with(workspaceId, `[${reports.map((r) => r.stateText).join(',')}]`);
