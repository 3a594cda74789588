import { type PreparedStatement, type Statement, type WorkspaceScope, prepared } from '@orch/platform';

/** A deployment as runs are scheduled from it; JSON as text. */
export interface ScheduledDeployment {
  readonly id: string;
  readonly flow_id: string;
  readonly version: string | null;
  readonly paused: boolean;
  readonly updated: string;
  readonly parameters: string;
  readonly tags: string[];
  readonly labels: string;
  readonly work_queue_id: string | null;
  readonly work_queue_name: string | null;
  readonly infrastructure_document_id: string | null;
  readonly now: string;
}

/** An active schedule of it. */
export interface ActiveSchedule {
  readonly id: string;
  readonly schedule: string;
  readonly parameters: string;
  readonly max_scheduled_runs: number | null;
  readonly slug: string | null;
}

const LOCK = `select d.id, d.flow_id, d.version, d.paused, d.updated, d.parameters, d.tags, d.labels, d.work_queue_id,
    (select q.name from work_queue q where q.workspace_id = d.workspace_id and q.id = d.work_queue_id) as queue_name,
    d.work_queue_name, d.infrastructure_document_id, clock_timestamp() as now
  from deployment d where d.workspace_id = $1::uuid and d.id = $2::uuid for update of d`;
const WRAPPED = (lock: string): string =>
  `select id, flow_id, version, paused, updated, parameters, tags, labels, work_queue_id,
    coalesce(queue_name, work_queue_name) as work_queue_name, infrastructure_document_id, now from (${lock}) x`;
const WAIT = prepared('deployments.lock_to_schedule', WRAPPED(LOCK));
// Whoever holds the row is saving it or scheduling it: there is nothing left to do here.
const SKIP = prepared('deployments.lock_to_schedule_or_skip', WRAPPED(`${LOCK} skip locked`));
const SCHEDULES = prepared(
  'deployments.active_schedules',
  `select id, schedule, parameters, max_scheduled_runs, slug from deployment_schedule
   where workspace_id = $1::uuid and deployment_id = $2::uuid and active order by updated desc, id`,
);
const KNOWN_KEYS = prepared(
  'deployments.known_slots',
  'select idempotency_key as key from flow_run where workspace_id = $1::uuid and flow_id = $2::uuid and idempotency_key = any($3::text[])',
);

export const lockToSchedule = (scope: WorkspaceScope, id: string, orSkip: boolean): Statement =>
  (orSkip ? SKIP : WAIT).with(scope.workspaceId, id);
export const activeSchedules = (scope: WorkspaceScope, id: string): Statement =>
  SCHEDULES.with(scope.workspaceId, id);
export const knownKeys = (scope: WorkspaceScope, flowId: string, keys: readonly string[]): Statement =>
  KNOWN_KEYS.with(scope.workspaceId, flowId, keys);

/** One page of deployments of workspaces that are not deleted, in order of workspace and id. Values: last workspace, last id, page size, then those named. */
const page = (name: string, condition: string): PreparedStatement =>
  prepared(
    name,
    `select d.workspace_id, d.id from deployment d
     where (d.workspace_id, d.id) > ($1::uuid, $2::uuid) and not d.paused and ${condition}
       and not exists (select from workspace w join account a on a.id = w.account_id
         where w.id = d.workspace_id and (w.deleted_at is not null or a.deleted_at is not null))
     order by d.workspace_id, d.id limit $3`,
  );

// Runs ahead are found by the index of a deployment's runs by start, so that a long history costs nothing.
/** Values: least number of runs ahead, seconds to be covered. Upstream: services/scheduler.py (3.8.8). */
export const WANTING_PAGE = page(
  'deployments.wanting_runs',
  `exists (
     select from deployment_schedule s where s.workspace_id = d.workspace_id and s.deployment_id = d.id and s.active and (
       select count(*) < least($4::int, coalesce(s.max_scheduled_runs, $4::int))
         or (max(r.next_scheduled_start_time) < now() + make_interval(secs => $5::float8) and count(*) < coalesce(s.max_scheduled_runs, 1000000))
       from flow_run r
       where r.workspace_id = d.workspace_id and r.deployment_id = d.id and r.state_type = 'SCHEDULED' and r.auto_scheduled
         and (case when r.start_time is null then r.expected_start_time else r.start_time end) >= now()
         and r.next_scheduled_start_time >= now() and r.created_by ->> 'id' = s.id::text))`,
);

/** Value: seconds since the change. */
export const RECENT_PAGE = page(
  'deployments.recently_saved',
  `d.updated >= now() - make_interval(secs => $4::float8) and exists (
     select from deployment_schedule s where s.workspace_id = d.workspace_id and s.deployment_id = d.id and s.active)`,
);
