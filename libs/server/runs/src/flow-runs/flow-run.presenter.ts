import { column, wireObject } from '@orch/platform';
import { estimatedRunTime, lateness } from '../history/run-times.ts';
import { type CurrentStateColumns, presentCurrentState } from '../states/state.presenter.ts';

/** A flow run with its pool, as `FLOW_RUN_COLUMNS from FLOW_RUN_FROM` selects it. */
export interface FlowRunRow extends CurrentStateColumns {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly flow_id: string;
  readonly deployment_id: string | null;
  readonly deployment_version: string | null;
  readonly work_queue_id: string | null;
  readonly work_queue_name: string | null;
  readonly work_pool_id: string | null;
  readonly work_pool_name: string | null;
  readonly flow_version: string | null;
  readonly parameters: string;
  readonly idempotency_key: string | null;
  readonly context: string;
  readonly empirical_policy: string;
  readonly tags: string[];
  readonly labels: string;
  readonly parent_task_run_id: string | null;
  readonly run_count: number;
  readonly expected_start_time: string | null;
  readonly next_scheduled_start_time: string | null;
  readonly start_time: string | null;
  readonly end_time: string | null;
  readonly total_run_time_seconds: number;
  readonly estimated_run_time_seconds: number;
  readonly lateness_seconds: number;
  readonly auto_scheduled: boolean;
  readonly infrastructure_document_id: string | null;
  readonly infrastructure_pid: string | null;
  readonly created_by: string | null;
  readonly job_variables: string | null;
}

/** Seconds a run has been running, the current Running state included. `r` is the run. */
export const ESTIMATED_RUN_TIME = estimatedRunTime('r');

/** Seconds that a run started (or has not started yet) after its expected time. `r` is the run. */
export const LATENESS = lateness('r');

/** Columns for `presentFlowRun`; `r` is the run, `q` its work queue, `p` its pool. */
export const FLOW_RUN_COLUMNS = `r.id, r.created, r.updated, r.name, r.flow_id, r.state_id, r.deployment_id, r.deployment_version,
  r.work_queue_id, r.work_queue_name, p.id as work_pool_id, p.name as work_pool_name, r.flow_version, r.parameters,
  r.idempotency_key, r.context, r.empirical_policy, r.tags, r.labels, r.parent_task_run_id, r.state_type, r.state_name,
  r.state_timestamp, r.state_message, r.state_data, r.state_details, r.run_count, r.expected_start_time,
  r.next_scheduled_start_time, r.start_time, r.end_time, r.total_run_time_seconds,
  ${ESTIMATED_RUN_TIME} as estimated_run_time_seconds, ${LATENESS} as lateness_seconds, r.auto_scheduled,
  r.infrastructure_document_id, r.infrastructure_pid, r.created_by, r.job_variables`;

/** Joins the pool by the queue (tables of the work-pools context, read only). */
export const FLOW_RUN_FROM = `flow_run r
  left join work_queue q on q.workspace_id = r.workspace_id and q.id = r.work_queue_id
  left join work_pool p on p.workspace_id = q.workspace_id and p.id = q.work_pool_id`;

/** Row → wire. Upstream: schemas/responses.py, FlowRunResponse (3.8.8). */
export const presentFlowRun: (row: FlowRunRow) => string = wireObject<FlowRunRow>({
  id: column.plain('id'),
  created: column.time('created'),
  updated: column.time('updated'),
  name: column.text('name'),
  flow_id: column.plain('flow_id'),
  state_id: column.plain('state_id'),
  deployment_id: column.plain('deployment_id'),
  deployment_version: column.text('deployment_version'),
  work_queue_id: column.plain('work_queue_id'),
  work_queue_name: column.text('work_queue_name'),
  flow_version: column.text('flow_version'),
  parameters: column.json('parameters'),
  idempotency_key: column.text('idempotency_key'),
  context: column.json('context'),
  empirical_policy: column.json('empirical_policy'),
  tags: column.list('tags'),
  labels: column.json('labels', '{}'),
  parent_task_run_id: column.plain('parent_task_run_id'),
  state_type: column.plain('state_type'),
  state_name: column.text('state_name'),
  run_count: column.value('run_count'),
  expected_start_time: column.time('expected_start_time'),
  next_scheduled_start_time: column.time('next_scheduled_start_time'),
  start_time: column.time('start_time'),
  end_time: column.time('end_time'),
  total_run_time: column.float('total_run_time_seconds'),
  estimated_run_time: column.float('estimated_run_time_seconds'),
  estimated_start_time_delta: column.float('lateness_seconds'),
  auto_scheduled: column.value('auto_scheduled'),
  infrastructure_document_id: column.plain('infrastructure_document_id'),
  infrastructure_pid: column.text('infrastructure_pid'),
  created_by: column.json('created_by'),
  work_pool_id: column.plain('work_pool_id'),
  work_pool_name: column.text('work_pool_name'),
  state: presentCurrentState,
  job_variables: column.json('job_variables'),
});
