import { ACTIVE_SLOTS_NOW } from '@orch/limits';
import { type Statement, type WorkspaceScope, prepared } from '@orch/platform';
import { IS_ONLINE } from '@orch/work-pools';
import { AHEAD_MAX, HOLDERS_MAX, LOOKED_AT_MAX } from './run-facts.ts';

const us = (moment: string): string => `(extract(epoch from ${moment}) * 1000000)::bigint`;
/** Text that may be an id; what is none matches no row. */
const idOf = (text: string): string =>
  `case when ${text} ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then (${text})::uuid end`;

/** A run with what it belongs to. Times are microseconds. */
export interface RunRow {
  readonly id: string;
  readonly state_type: string | null;
  readonly state_name: string | null;
  readonly state_us: number | null;
  readonly state_details: string | null;
  readonly due_us: number | null;
  /** `due_us` as PostgreSQL prints it. */
  readonly due: string | null;
  readonly retries_in_process: boolean;
  readonly is_handed_out: boolean;
  readonly worker_name: string | null;
  readonly infrastructure_pid: string | null;
  readonly deployment_id: string | null;
  readonly queue_id: string | null;
  readonly queue_name: string | null;
  readonly tags: readonly string[];
  readonly schedule_id: string | null;
  readonly schedule_active: boolean | null;
  readonly d_id: string | null;
  readonly d_name: string;
  readonly d_paused: boolean;
  readonly d_polled_us: number | null;
  readonly d_queue_name: string | null;
  readonly l_id: string | null;
  readonly l_name: string;
  readonly l_limit: number;
  readonly l_taken: number;
  readonly q_id: string | null;
  readonly q_name: string;
  readonly q_paused: boolean;
  readonly q_polled_us: number | null;
  readonly q_limit: number | null;
  readonly q_priority: number;
  readonly p_id: string;
  readonly p_name: string;
  readonly p_type: string;
  readonly p_paused: boolean;
  readonly p_paused_us: number | null;
  readonly p_limit: number | null;
}

// One run by its primary key, and what hangs on it by theirs. A schedule's run names the schedule in its key.
// Reads tables of the contexts runs, limits and work-pools.
const RUN = prepared(
  'deployments.explained_run',
  `select r.id, r.state_type, r.state_name, ${us('r.state_timestamp')} as state_us, r.state_details, r.retries_in_process,
     ${us('r.next_scheduled_start_time')} as due_us, r.next_scheduled_start_time as due, coalesce(r.handed_out_until > now(), false) as is_handed_out,
     r.labels ->> 'prefect.worker.name' as worker_name, r.infrastructure_pid, r.deployment_id, r.work_queue_id as queue_id,
     r.work_queue_name as queue_name, r.tags, s.id as schedule_id, s.active as schedule_active,
     d.id as d_id, d.name as d_name, d.paused as d_paused, ${us('d.last_polled')} as d_polled_us, d.work_queue_name as d_queue_name,
     l.id as l_id, l.name as l_name, l."limit" as l_limit, ${ACTIVE_SLOTS_NOW} as l_taken,
     q.id as q_id, q.name as q_name, q.is_paused as q_paused, ${us('q.last_polled')} as q_polled_us, q.concurrency_limit as q_limit,
     q.priority as q_priority,
     p.id as p_id, p.name as p_name, p.type as p_type, p.is_paused as p_paused, p.concurrency_limit as p_limit,
     case when p.status = 'PAUSED' then ${us('p.last_transitioned_status_at')} end as p_paused_us
   from flow_run r
   left join deployment d on d.workspace_id = $1::uuid and d.id = r.deployment_id
   left join concurrency_limit l on l.workspace_id = $1::uuid and l.id = d.concurrency_limit_id and l.active
   left join deployment_schedule s on s.workspace_id = $1::uuid and r.auto_scheduled
     and s.id = ${idOf("split_part(r.idempotency_key, ' ', 3)")}
   left join work_queue q on q.workspace_id = $1::uuid and q.id = r.work_queue_id
   left join work_pool p on p.workspace_id = $1::uuid and p.id = q.work_pool_id
   where r.workspace_id = $1::uuid and r.id = $2::uuid`,
);
export const explainedRun = (scope: WorkspaceScope, id: string): Statement => RUN.with(scope.workspaceId, id);

/** What surrounds the run, each as JSON text. */
export interface SurroundingsRow {
  readonly workers: string;
  readonly queues: string;
  readonly pool_slots: string;
  readonly queue_slots: string;
  readonly limits: string;
  readonly ahead: string;
  readonly pool_pause: string | null;
  readonly queue_pause: string | null;
}

/** Runs that hold slots of queues: how many, and the longest of them. */
const slotsOf = (queues: string): string => `(
  select json_build_object('taken', coalesce(max(h.of), 0), 'holders',
    coalesce(json_agg(json_build_object('id', h.id, 'name', h.name) order by h.since) filter (where h.place <= ${HOLDERS_MAX}), '[]'))
  from (
    select a.id, a.name, a.state_timestamp as since, count(*) over () as of, row_number() over (order by a.state_timestamp) as place
    from work_queue q join flow_run a on a.workspace_id = $1::uuid and a.work_queue_id = q.id and a.state_type in ('PENDING', 'RUNNING')
    where q.workspace_id = $1::uuid and ${queues}
  ) h)`;

/** Due runs before this one ($5: its due time): of queues with a smaller priority number, and of its own queue. */
const ahead = (queues: string, earlier: string): string => `(
  select count(*) from (
    select from work_queue q join flow_run a on a.workspace_id = $1::uuid and a.work_queue_id = q.id and a.state_type = 'SCHEDULED'
      and not a.retries_in_process and a.next_scheduled_start_time <= now()
    where q.workspace_id = $1::uuid and not q.is_paused and ${queues} ${earlier}
    limit ${AHEAD_MAX}) few)`;

/** The last time that it was paused, and by whom; by the index of names, the newest first. */
const pause = (kind: string, id: string): string => `(
  select json_build_object('us', ${us('e.occurred')}, 'by', (
    select r ->> 'prefect.resource.name' from jsonb_array_elements(e.related) r where r ->> 'prefect.resource.role' = 'actor' limit 1))
  from event e
  where e.workspace_id = $1::uuid and e.event = 'prefect.${kind}.paused' and e.resource_id = 'prefect.${kind}.' || ${id}::uuid::text
    and e.occurred > now() - interval '90 days'
  order by e.occurred desc limit 1)`;

// Planned anew each time: a plan that was made while the workspace was small would read its whole backlog.
// One statement, bounded in every part: slots are counted as a poll counts them, runs ahead up to a limit.
// $2 pool, $3 queue, $4 priority of the queue, $5 due time, $6 the deployment's limit, $7 names of limits on tags, $8 the run.
const SURROUNDINGS = `select (select coalesce(json_agg(w), '[]') from (
       select w.id, w.name, ${us('w.last_heartbeat_time')} as seen_us, ${us('w.created')} as created_us, ${IS_ONLINE} as is_online,
         w.metadata -> 'integrations' as integrations
       from worker w where w.workspace_id = $1::uuid and w.work_pool_id = $2::uuid
       order by w.last_heartbeat_time desc, w.id limit ${LOOKED_AT_MAX}) w) as workers,
     (select coalesce(json_agg(o), '[]') from (
       select q.id, q.name, ${us('q.last_polled')} as polled_us
       from work_queue q where q.workspace_id = $1::uuid and q.work_pool_id = $2::uuid and q.id <> $3::uuid
       order by q.last_polled desc nulls last, q.id limit ${LOOKED_AT_MAX}) o) as queues,
     case when $2::uuid is null then null else ${slotsOf('q.work_pool_id = $2::uuid')} end as pool_slots,
     case when $3::uuid is null then null else ${slotsOf('q.id = $3::uuid')} end as queue_slots,
     (select coalesce(json_agg(f), '[]') from (
       select l.id, l.name, l."limit", ${ACTIVE_SLOTS_NOW} as taken, (
         select coalesce(json_agg(json_build_object('id', h.id, 'name', h.name)), '[]') from (
           select e.holder ->> 'id' as id, coalesce(a.name, t.name) as name
           from concurrency_lease e
           left join flow_run a on a.workspace_id = $1::uuid and e.holder ->> 'type' = 'flow_run' and a.id = ${idOf("e.holder ->> 'id'")}
           left join task_run t on t.workspace_id = $1::uuid and e.holder ->> 'type' = 'task_run' and t.id = ${idOf("e.holder ->> 'id'")}
           where e.workspace_id = $1::uuid and l.id = any(e.limit_ids) and coalesce(a.name, t.name) is not null
           order by e.created limit ${HOLDERS_MAX}) h) as holders
       from concurrency_limit l where l.workspace_id = $1::uuid and l.active
         and (l.id = $6::uuid or l.name = any($7::text[]) and ${ACTIVE_SLOTS_NOW} >= l."limit")
       order by l.name limit ${LOOKED_AT_MAX}) f) as limits,
     json_build_object(
       'priority', ${ahead('q.work_pool_id = $2::uuid and q.priority < $4::int', '')},
       'queue', ${ahead('q.id = $3::uuid', `and (a.next_scheduled_start_time, a.id) < ($5::timestamptz, $8::uuid)`)}) as ahead,
     ${pause('work-pool', '$2')} as pool_pause, ${pause('work-queue', '$3')} as queue_pause`;

/** What `explainedSurroundings` is about. */
export interface Place {
  readonly runId: string;
  readonly poolId: string | null;
  readonly queueId: string | null;
  readonly priority: number;
  readonly due: string | null;
  readonly limitId: string | null;
  readonly tagLimits: readonly string[];
}

export const explainedSurroundings = (scope: WorkspaceScope, place: Place): Statement => ({
  text: SURROUNDINGS,
  values: [
    scope.workspaceId,
    place.poolId,
    place.queueId,
    place.priority,
    place.due,
    place.limitId,
    place.tagLimits,
    place.runId,
  ],
});
