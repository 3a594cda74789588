import { type Micros, US_PER_SECOND, microsFromPg } from '@orch/kernel';
import { column, floatText, wireObject } from '@orch/platform';

/** A scheduled run as `SCHEDULED_RUN_COLUMNS` selects it. JSON and times are text. */
export interface ScheduledRunRow {
  readonly id: string;
  readonly created: string;
  readonly updated: string;
  readonly name: string;
  readonly flow_id: string;
  readonly deployment_id: string | null;
  readonly deployment_version: string | null;
  readonly work_queue_id: string | null;
  readonly work_queue_name: string | null;
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
  readonly lateness_seconds: number;
  readonly auto_scheduled: boolean;
  readonly infrastructure_document_id: string | null;
  readonly infrastructure_pid: string | null;
  readonly created_by: string | null;
  readonly job_variables: string | null;
  readonly state_id: string | null;
  readonly state_type: string | null;
  readonly state_name: string | null;
  readonly state_timestamp: string | null;
  readonly state_message: string | null;
  readonly state_data: string | null;
  readonly state_details: string | null;
}

/** `r` is the run (table of the runs context). */
export const SCHEDULED_RUN_COLUMNS = `r.id, r.created, r.updated, r.name, r.flow_id, r.deployment_id, r.deployment_version, r.work_queue_id,
  r.work_queue_name, r.flow_version, r.parameters, r.idempotency_key, r.context, r.empirical_policy, r.tags, r.labels,
  r.parent_task_run_id, r.run_count, r.expected_start_time, r.next_scheduled_start_time, r.start_time, r.end_time,
  r.total_run_time_seconds, r.auto_scheduled, r.infrastructure_document_id, r.infrastructure_pid, r.created_by, r.job_variables,
  r.state_id, r.state_type, r.state_name, r.state_timestamp, r.state_message, r.state_data, r.state_details,
  case when r.start_time > r.expected_start_time then extract(epoch from r.start_time - r.expected_start_time)
       when r.start_time is null and r.expected_start_time < now() then extract(epoch from now() - r.expected_start_time)
       else 0 end::float8 as lateness_seconds`;

const presentState = wireObject<ScheduledRunRow>({
  id: column.plain('state_id'),
  type: column.plain('state_type'),
  name: column.text('state_name'),
  timestamp: column.time('state_timestamp'),
  message: column.text('state_message'),
  data: column.json('state_data'),
  state_details: column.json('state_details', '{}'),
});

const first = {
  id: column.plain<ScheduledRunRow>('id'),
  created: column.time<ScheduledRunRow>('created'),
  updated: column.time<ScheduledRunRow>('updated'),
  name: column.text<ScheduledRunRow>('name'),
  flow_id: column.plain<ScheduledRunRow>('flow_id'),
  state_id: column.plain<ScheduledRunRow>('state_id'),
  deployment_id: column.plain<ScheduledRunRow>('deployment_id'),
  deployment_version: column.text<ScheduledRunRow>('deployment_version'),
  work_queue_id: column.plain<ScheduledRunRow>('work_queue_id'),
  work_queue_name: column.text<ScheduledRunRow>('work_queue_name'),
  flow_version: column.text<ScheduledRunRow>('flow_version'),
  parameters: column.json<ScheduledRunRow>('parameters', '{}'),
  idempotency_key: column.text<ScheduledRunRow>('idempotency_key'),
  context: column.json<ScheduledRunRow>('context', '{}'),
  empirical_policy: column.json<ScheduledRunRow>('empirical_policy', '{}'),
  tags: column.list<ScheduledRunRow>('tags'),
  labels: column.json<ScheduledRunRow>('labels', '{}'),
  parent_task_run_id: column.plain<ScheduledRunRow>('parent_task_run_id'),
  state_type: column.plain<ScheduledRunRow>('state_type'),
  state_name: column.text<ScheduledRunRow>('state_name'),
  run_count: column.value<ScheduledRunRow>('run_count'),
  expected_start_time: column.time<ScheduledRunRow>('expected_start_time'),
  next_scheduled_start_time: column.time<ScheduledRunRow>('next_scheduled_start_time'),
  start_time: column.time<ScheduledRunRow>('start_time'),
  end_time: column.time<ScheduledRunRow>('end_time'),
  total_run_time: column.float<ScheduledRunRow>('total_run_time_seconds'),
  estimated_run_time: column.float<ScheduledRunRow>('total_run_time_seconds'),
};
const second = {
  auto_scheduled: column.value<ScheduledRunRow>('auto_scheduled'),
  infrastructure_document_id: column.plain<ScheduledRunRow>('infrastructure_document_id'),
  infrastructure_pid: column.text<ScheduledRunRow>('infrastructure_pid'),
  created_by: column.json<ScheduledRunRow>('created_by'),
};
const state = (row: ScheduledRunRow): string => (row.state_id === null ? 'null' : presentState(row));
const jobVariables = column.json<ScheduledRunRow>('job_variables');

/** A run as text, but for how late it is, which changes while it waits. */
export interface PrintedRun {
  readonly workQueueId: string | null;
  readonly deploymentId: string | null;
  /** Up to how late it is. */
  readonly head: string;
  readonly tail: string;
  /** Since when it is late if it has not started; `null`: how late it was is settled (`latenessSeconds`). */
  readonly lateSinceUs: Micros | null;
  readonly latenessSeconds: number;
}

const printFirst = wireObject<ScheduledRunRow>(first);
const printSecond = wireObject<ScheduledRunRow>({ ...second, state, job_variables: jobVariables });

/** A run as workers get it. Upstream: schemas/core.py, FlowRun (3.8.8). */
export const printHandedOutRun = (row: ScheduledRunRow): PrintedRun => ({
  workQueueId: row.work_queue_id,
  deploymentId: row.deployment_id,
  head: `${printFirst(row).slice(0, -1)},"estimated_start_time_delta":`,
  tail: `,${printSecond(row).slice(1)}`,
  lateSinceUs:
    row.start_time === null && row.expected_start_time !== null
      ? microsFromPg(row.expected_start_time)
      : null,
  latenessSeconds: row.lateness_seconds,
});

/** JSON text of a printed run at this moment. */
export const handedOutRunAt = (run: PrintedRun, nowUs: Micros): string => {
  const { lateSinceUs } = run;
  const late = lateSinceUs === null ? run.latenessSeconds : Math.max(0, nowUs - lateSinceUs) / US_PER_SECOND;
  return run.head + floatText(late) + run.tail;
};

/** The answer to a poll of a pool. */
export function presentHandedOut(poolId: string, runs: readonly PrintedRun[], nowUs: Micros): string {
  let text = '[';
  for (const [i, run] of runs.entries()) {
    text += `${i === 0 ? '' : ','}{"work_pool_id":"${poolId}","work_queue_id":"${run.workQueueId}","flow_run":${handedOutRunAt(run, nowUs)}}`;
  }
  return `${text}]`;
}

/** A scheduled run with its pool. */
export type ScheduledRunWithPool = ScheduledRunRow & {
  readonly work_pool_id: string | null;
  readonly work_pool_name: string | null;
};

const members = {
  ...first,
  estimated_start_time_delta: column.float<ScheduledRunRow>('lateness_seconds'),
  ...second,
};
const printMember = members as Record<string, (row: ScheduledRunWithPool) => string>; // every printer reads the run's columns only
/** Upstream: schemas/responses.py, FlowRunResponse (3.8.8). */
export const presentScheduledRun: (row: ScheduledRunWithPool) => string = wireObject<ScheduledRunWithPool>({
  ...printMember,
  work_pool_id: column.plain('work_pool_id'),
  work_pool_name: column.text('work_pool_name'),
  state,
  job_variables: jobVariables,
});
