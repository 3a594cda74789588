import { EVENT_COLUMNS, type OutgoingEvent, eventPlaceholders, eventValues } from '@orch/events';
import { type JsonText, type Micros, US_PER_SECOND, jsonText, microsFromPg, microsToPg } from '@orch/kernel';
import {
  type FlowRunFacts,
  type FlowRunPatch,
  type State,
  type StateType,
  flowRunPolicyFromWire,
  flowRunPolicyToWire,
  isUnpersisted,
  stateDetailsFromWire,
  stateDetailsToWire,
} from '@orch/orchestration';
import { type Statement, type WorkspaceScope, prepared } from '@orch/platform';
import type { EventRun } from './flow-run-events.ts';

type Wire = Record<string, unknown>;
/** A nullable `timestamptz` of a row. */
export const timeOrNull = (text: string | null): Micros | null => (text === null ? null : microsFromPg(text));
/** A nullable `timestamptz` parameter. */
export const pgOrNull = (us: Micros | null): string | null => (us === null ? null : microsToPg(us));

/** A run as `set_state` sees it: what the rules read, what its events tell, and the version it was read in. */
export interface FlowRunHead {
  readonly facts: FlowRunFacts;
  readonly state: State | null;
  readonly event: EventRun;
  readonly flowId: string;
  readonly workQueueId: string | null;
  /** Changes with every write of the row. */
  readonly version: string;
}

interface HeadRow {
  readonly version: string;
  readonly id: string;
  readonly name: string;
  readonly flow_id: string;
  readonly deployment_id: string | null;
  readonly work_queue_id: string | null;
  readonly tags: string[];
  readonly created_by: string | null;
  readonly empirical_policy: string;
  readonly infrastructure_pid: string | null;
  readonly parent_task_run_id: string | null;
  readonly parent_name: string | null;
  readonly parent_tags: string[] | null;
  readonly run_count: number;
  readonly expected_start_time: string | null;
  readonly next_scheduled_start_time: string | null;
  readonly start_time: string | null;
  readonly end_time: string | null;
  readonly total_run_time_seconds: number;
  readonly state_id: string | null;
  readonly state_type: StateType | null;
  readonly state_name: string | null;
  readonly state_timestamp: string | null;
  readonly state_message: string | null;
  readonly state_data: string | null;
  readonly state_details: string | null;
  readonly has_deployment: boolean;
  readonly limit_id: string | null;
  readonly limit_slots: number | null;
  readonly concurrency_options: string | null;
  readonly limited_queue_id: string | null;
}

const HEAD = `select r.xmin::text as version, r.id, r.name, r.flow_id, r.deployment_id, r.work_queue_id, r.tags, r.created_by,
    r.empirical_policy, r.infrastructure_pid, r.parent_task_run_id, r.run_count, r.expected_start_time,
    r.next_scheduled_start_time, r.start_time, r.end_time, r.total_run_time_seconds, r.state_id, r.state_type, r.state_name,
    r.state_timestamp, r.state_message, r.state_data, r.state_details, t.name as parent_name, t.tags as parent_tags,
    d.id is not null as has_deployment, l.id as limit_id, l."limit" as limit_slots, d.concurrency_options,
    case when r.work_queue_id is not null and r.state_type not in ('PENDING', 'RUNNING') then (
      select q.id from work_queue q join work_pool p on p.workspace_id = q.workspace_id and p.id = q.work_pool_id
      where q.workspace_id = r.workspace_id and q.id = r.work_queue_id
        and (q.concurrency_limit is not null or p.concurrency_limit is not null)) end as limited_queue_id
  from flow_run r
  left join task_run t on t.workspace_id = r.workspace_id and t.id = r.parent_task_run_id
  left join deployment d on d.workspace_id = r.workspace_id and d.id = r.deployment_id
  left join concurrency_limit l on l.workspace_id = d.workspace_id and l.id = d.concurrency_limit_id and l.active
  where r.workspace_id = $1::uuid and r.id = $2::uuid`;

// Everything the rules may ask about a run, in one look-up by primary keys (deployment and limit: other contexts, read only).
const READ_HEAD = prepared('runs.flow_run_head', HEAD);
const LOCK_HEAD = prepared('runs.flow_run_head_locked', `${HEAD} for no key update of r`);

export const readHead = (scope: WorkspaceScope, id: string): Statement =>
  READ_HEAD.with(scope.workspaceId, id);
/** Like `readHead`, holding the row until the transaction ends. */
export const lockHead = (scope: WorkspaceScope, id: string): Statement =>
  LOCK_HEAD.with(scope.workspaceId, id);

/** Row → facts. */
export function toHead(row: HeadRow): FlowRunHead {
  const options = row.concurrency_options === null ? {} : (JSON.parse(row.concurrency_options) as Wire);
  return {
    version: row.version,
    flowId: row.flow_id,
    workQueueId: row.work_queue_id,
    state: currentState(row),
    event: {
      id: row.id,
      name: row.name,
      runCount: row.run_count,
      tags: row.tags,
      createdBy: row.created_by === null ? null : (JSON.parse(row.created_by) as EventRun['createdBy']),
      parentTaskRun:
        row.parent_task_run_id === null || row.parent_name === null
          ? null
          : { id: row.parent_task_run_id, name: row.parent_name, tags: row.parent_tags ?? [] },
    },
    facts: {
      id: row.id,
      deploymentId: row.deployment_id,
      deployment: row.has_deployment
        ? {
            concurrencyLimitId: row.limit_id,
            concurrencyLimit: row.limit_slots,
            collisionStrategy: options['collision_strategy'] === 'CANCEL_NEW' ? 'CANCEL_NEW' : 'ENQUEUE',
            gracePeriodSeconds:
              typeof options['grace_period_seconds'] === 'number' ? options['grace_period_seconds'] : null,
          }
        : null,
      parentTaskRunId: row.parent_task_run_id,
      infrastructurePid: row.infrastructure_pid,
      limitedQueueId: row.limited_queue_id,
      empiricalPolicy: flowRunPolicyFromWire(JSON.parse(row.empirical_policy) as Wire),
      runCount: row.run_count,
      startTimeUs: timeOrNull(row.start_time),
      endTimeUs: timeOrNull(row.end_time),
      totalRunTimeUs: Math.round(row.total_run_time_seconds * US_PER_SECOND),
      expectedStartTimeUs: timeOrNull(row.expected_start_time),
      nextScheduledStartTimeUs: timeOrNull(row.next_scheduled_start_time),
    },
  };
}

type StateColumns = Pick<
  HeadRow,
  | 'state_id'
  | 'state_type'
  | 'state_name'
  | 'state_timestamp'
  | 'state_message'
  | 'state_data'
  | 'state_details'
>;

/** The current state that a run row carries. */
export function currentState(row: StateColumns): State | null {
  if (row.state_id === null) return null;
  return {
    id: row.state_id,
    type: row.state_type!,
    name: row.state_name!,
    timestampUs: microsFromPg(row.state_timestamp!),
    message: row.state_message,
    data: row.state_data === null ? null : jsonText(row.state_data),
    details: stateDetailsFromWire(JSON.parse(row.state_details ?? '{}') as Wire),
  };
}

/** State → the seven values of its columns: id, type, name, timestamp, message, data, details. */
export function stateValues(
  state: State,
): [string, string, string, string, string | null, JsonText | null, string] {
  const data = isUnpersisted(state.data) ? null : state.data;
  return [
    state.id,
    state.type,
    state.name,
    microsToPg(state.timestampUs),
    state.message,
    data,
    JSON.stringify(stateDetailsToWire(state.details)),
  ];
}

/** A scheduled run that has not started this long after its time is late. Upstream: services.late_runs.after_seconds. */
export const LATE_AFTER_US = 15 * US_PER_SECOND;
/** How long a cancellation may take. Upstream: services.cancellation_cleanup.cancelling_timeout_seconds. */
export const CANCELLING_PATIENCE_US = 300 * US_PER_SECOND;

/**
 * When a loop must look at a run that is in this state: some time after a scheduled one was due, at the end of a
 * pause, when the patience with a cancellation ends, at once for a cancelled one (its children).
 */
export function attentionAt(state: State): Micros | null {
  if (state.type === 'SCHEDULED') {
    const dueUs = state.details.scheduledTimeUs;
    return state.name === 'Scheduled' && dueUs !== null ? dueUs + LATE_AFTER_US : null;
  }
  if (state.type === 'PAUSED') return state.details.pauseTimeoutUs;
  if (state.type === 'CANCELLING') return state.timestampUs + CANCELLING_PATIENCE_US;
  return state.type === 'CANCELLED' ? state.timestampUs : null;
}

/** All that is written for a new run; also what its answer is printed from. */
export interface NewFlowRun {
  readonly id: string;
  readonly flowId: string;
  readonly name: string;
  readonly deploymentId: string | null;
  readonly deploymentVersion: string | null;
  readonly workQueueId: string | null;
  readonly workQueueName: string | null;
  readonly flowVersion: string | null;
  readonly parameters: JsonText;
  readonly idempotencyKey: string | null;
  readonly context: JsonText;
  readonly empiricalPolicy: JsonText;
  readonly tags: readonly string[];
  readonly labels: JsonText;
  readonly createdBy: JsonText | null;
  readonly infrastructureDocumentId: string | null;
  readonly jobVariables: JsonText | null;
  readonly parentTaskRunId: string | null;
  readonly autoScheduled: boolean;
  readonly runCount: number;
  readonly expectedStartTimeUs: Micros | null;
  readonly nextScheduledStartTimeUs: Micros | null;
  readonly startTimeUs: Micros | null;
  readonly endTimeUs: Micros | null;
  readonly createdUs: Micros;
  readonly state: State;
}

const RUN_TYPES =
  'uuid uuid uuid text uuid text uuid text text json text json json text[] jsonb json uuid json uuid bool int timestamptz timestamptz timestamptz timestamptz timestamptz timestamptz uuid text text timestamptz text json json'.split(
    ' ',
  );
const RUN_COLUMNS = `workspace_id, id, flow_id, name, deployment_id, deployment_version, work_queue_id, work_queue_name, flow_version,
  parameters, idempotency_key, context, empirical_policy, tags, labels, created_by, infrastructure_document_id, job_variables,
  parent_task_run_id, auto_scheduled, run_count, expected_start_time, next_scheduled_start_time, start_time, end_time, attention_at,
  created, state_id, state_type, state_name, state_timestamp, state_message, state_data, state_details`;
const CREATED = RUN_TYPES.indexOf('timestamptz') + 6; // position of `created`, counted from 1
const STATE = RUN_TYPES.length - 6; // position of `state_id`, counted from 1

// The run, its first state and the event in one statement: one round trip, one commit. A run whose idempotency key is
// taken inserts nothing at all, and no row comes back.
const INSERT = prepared(
  'runs.insert_flow_run',
  `with run as (
     insert into flow_run (${RUN_COLUMNS}, updated)
     values (${RUN_TYPES.map((type, i) => `$${i + 1}::${type}`).join(', ')}, $${CREATED}::timestamptz)
     on conflict (workspace_id, flow_id, idempotency_key) do nothing
     returning id
   ), first_state as (
     insert into flow_run_state (workspace_id, id, flow_run_id, type, name, timestamp, message, data, state_details)
     select $1::uuid, $${STATE}::uuid, id, $${STATE + 1}, $${STATE + 2}, $${STATE + 3}::timestamptz, $${STATE + 4}, $${STATE + 5}::json, $${STATE + 6}::json from run
   ), told as (
     insert into event (${EVENT_COLUMNS})
     select e.* from run, (values (${eventPlaceholders(RUN_TYPES.length + 1)})) as e
     on conflict do nothing
   )
   select id from run`,
);

/** Inserts a run with its first state and the event of it; answers no row when the idempotency key is taken. */
export function insertFlowRun(scope: WorkspaceScope, run: NewFlowRun, event: OutgoingEvent): Statement {
  return INSERT.with(
    scope.workspaceId,
    run.id,
    run.flowId,
    run.name,
    run.deploymentId,
    run.deploymentVersion,
    run.workQueueId,
    run.workQueueName,
    run.flowVersion,
    run.parameters,
    run.idempotencyKey,
    run.context,
    run.empiricalPolicy,
    run.tags,
    run.labels,
    run.createdBy,
    run.infrastructureDocumentId,
    run.jobVariables,
    run.parentTaskRunId,
    run.autoScheduled,
    run.runCount,
    pgOrNull(run.expectedStartTimeUs),
    pgOrNull(run.nextScheduledStartTimeUs),
    pgOrNull(run.startTimeUs),
    pgOrNull(run.endTimeUs),
    pgOrNull(attentionAt(run.state)),
    microsToPg(run.createdUs),
    ...stateValues(run.state),
    ...eventValues(scope, event),
  );
}

const WRITE_FIRST = 18;

// The transition: the row only if nobody wrote it since it was read (xmin), the state's history and the event.
const WRITE = prepared(
  'runs.write_transition',
  `with run as (
     update flow_run set state_id = $4::uuid, state_type = $5, state_name = $6, state_timestamp = $7::timestamptz,
       state_message = $8, state_data = $9::json, state_details = $10::json, attention_at = $11::timestamptz,
       run_count = $12::int, start_time = $13::timestamptz, end_time = $14::timestamptz, total_run_time_seconds = $15::float8,
       expected_start_time = $16::timestamptz, next_scheduled_start_time = $17::timestamptz,
       empirical_policy = $${WRITE_FIRST}::json, retries_in_process = $${WRITE_FIRST + 1}::bool, handed_out_until = null, updated = now()
     where workspace_id = $1::uuid and id = $2::uuid and xmin = $3::xid
     returning id
   ), history as (
     insert into flow_run_state (workspace_id, id, flow_run_id, type, name, timestamp, message, data, state_details)
     select $1::uuid, $4::uuid, id, $5, $6, $7::timestamptz, $8, $9::json, $10::json from run
   ), told as (
     insert into event (${EVENT_COLUMNS})
     select e.* from run, (values (${eventPlaceholders(WRITE_FIRST + 2)})) as e
     on conflict do nothing
   )
   select id from run`,
);

/** Writes a transition; answers no row when the run was written by somebody else meanwhile. */
export function writeTransition(
  scope: WorkspaceScope,
  head: FlowRunHead,
  state: State,
  patch: FlowRunPatch,
  event: OutgoingEvent,
): Statement {
  const run = { ...head.facts, ...patch };
  return WRITE.with(
    scope.workspaceId,
    run.id,
    head.version,
    ...stateValues(state),
    pgOrNull(attentionAt(state)),
    run.runCount,
    pgOrNull(run.startTimeUs),
    pgOrNull(run.endTimeUs),
    run.totalRunTimeUs / US_PER_SECOND,
    pgOrNull(run.expectedStartTimeUs),
    pgOrNull(run.nextScheduledStartTimeUs),
    JSON.stringify(flowRunPolicyToWire(run.empiricalPolicy)),
    run.empiricalPolicy.retryType === 'in_process' && state.type === 'SCHEDULED',
    ...eventValues(scope, event),
  );
}

// A transition that writes no state may still change what the run remembers (used pause keys, retry type).
const WRITE_COLUMNS = prepared(
  'runs.write_columns',
  `update flow_run set empirical_policy = $4::json, run_count = $5::int, start_time = $6::timestamptz, end_time = $7::timestamptz,
     total_run_time_seconds = $8::float8, expected_start_time = $9::timestamptz, next_scheduled_start_time = $10::timestamptz, updated = now()
   where workspace_id = $1::uuid and id = $2::uuid and xmin = $3::xid returning id`,
);

/** Writes what a transition changed besides the state; answers no row when the run was written meanwhile. */
export function writeColumns(scope: WorkspaceScope, head: FlowRunHead, patch: FlowRunPatch): Statement {
  const run = { ...head.facts, ...patch };
  return WRITE_COLUMNS.with(
    scope.workspaceId,
    run.id,
    head.version,
    JSON.stringify(flowRunPolicyToWire(run.empiricalPolicy)),
    run.runCount,
    pgOrNull(run.startTimeUs),
    pgOrNull(run.endTimeUs),
    run.totalRunTimeUs / US_PER_SECOND,
    pgOrNull(run.expectedStartTimeUs),
    pgOrNull(run.nextScheduledStartTimeUs),
  );
}
