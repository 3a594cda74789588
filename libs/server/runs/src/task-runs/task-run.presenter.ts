import { column, wireObject } from '@orch/platform';
import { estimatedRunTime, lateness } from '../history/run-times.ts';
import { type CurrentStateColumns, presentCurrentState } from '../states/state.presenter.ts';

/** A task run as `TASK_RUN_COLUMNS` selects it. */
export interface TaskRunRow extends CurrentStateColumns {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly flow_run_id: string | null;
  readonly task_key: string;
  readonly dynamic_key: string;
  readonly cache_key: string | null;
  readonly cache_expiration: string | null;
  readonly task_version: string | null;
  readonly empirical_policy: string;
  readonly tags: string[];
  readonly labels: string;
  readonly task_inputs: string;
  readonly run_count: number;
  readonly flow_run_run_count: number;
  readonly expected_start_time: string | null;
  readonly next_scheduled_start_time: string | null;
  readonly start_time: string | null;
  readonly end_time: string | null;
  readonly total_run_time_seconds: number;
  readonly estimated_run_time_seconds: number;
  readonly lateness_seconds: number;
}

/** Columns for `presentTaskRun`; `t` is the task run. */
export const TASK_RUN_COLUMNS = `t.id, t.created, t.updated, t.name, t.flow_run_id, t.task_key, t.dynamic_key, t.cache_key,
  t.cache_expiration, t.task_version, t.empirical_policy, t.tags, t.labels, t.task_inputs, t.run_count, t.flow_run_run_count,
  t.expected_start_time, t.next_scheduled_start_time, t.start_time, t.end_time, t.total_run_time_seconds,
  t.state_id, t.state_type, t.state_name, t.state_timestamp, t.state_message, t.state_data, t.state_details,
  ${estimatedRunTime('t')} as estimated_run_time_seconds, ${lateness('t')} as lateness_seconds`;

const shape = {
  id: column.plain<TaskRunRow>('id'),
  created: column.time<TaskRunRow>('created'),
  updated: column.time<TaskRunRow>('updated'),
  name: column.text<TaskRunRow>('name'),
  flow_run_id: column.plain<TaskRunRow>('flow_run_id'),
  task_key: column.text<TaskRunRow>('task_key'),
  dynamic_key: column.text<TaskRunRow>('dynamic_key'),
  cache_key: column.text<TaskRunRow>('cache_key'),
  cache_expiration: column.time<TaskRunRow>('cache_expiration'),
  task_version: column.text<TaskRunRow>('task_version'),
  empirical_policy: column.json<TaskRunRow>('empirical_policy'),
  tags: column.list<TaskRunRow>('tags'),
  labels: column.json<TaskRunRow>('labels', '{}'),
  state_id: column.plain<TaskRunRow>('state_id'),
  task_inputs: column.json<TaskRunRow>('task_inputs', '{}'),
  state_type: column.plain<TaskRunRow>('state_type'),
  state_name: column.text<TaskRunRow>('state_name'),
  run_count: column.value<TaskRunRow>('run_count'),
  flow_run_run_count: column.value<TaskRunRow>('flow_run_run_count'),
  expected_start_time: column.time<TaskRunRow>('expected_start_time'),
  next_scheduled_start_time: column.time<TaskRunRow>('next_scheduled_start_time'),
  start_time: column.time<TaskRunRow>('start_time'),
  end_time: column.time<TaskRunRow>('end_time'),
  total_run_time: column.float<TaskRunRow>('total_run_time_seconds'),
  estimated_run_time: column.float<TaskRunRow>('estimated_run_time_seconds'),
  estimated_start_time_delta: column.float<TaskRunRow>('lateness_seconds'),
  state: presentCurrentState,
};

/** Row → wire. Upstream: schemas/core.py, class TaskRun (3.8.8). */
export const presentTaskRun: (row: TaskRunRow) => string = wireObject<TaskRunRow>(shape);

/** A task run with the name of its flow run (`null` without one). */
export interface UiTaskRunRow extends TaskRunRow {
  readonly flow_run_name: string | null;
}

/** Row → wire. Upstream: schemas/ui.py, class UITaskRun (3.8.8). */
export const presentUiTaskRun: (row: UiTaskRunRow) => string = wireObject<UiTaskRunRow>({
  ...shape,
  flow_run_name: column.text('flow_run_name'),
});
