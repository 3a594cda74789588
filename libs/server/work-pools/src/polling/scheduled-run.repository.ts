import { type Statement, type WorkspaceScope, prepared } from '@orch/platform';
import { LEASE_SECONDS } from './hand-out-memory.ts';
import { SCHEDULED_RUN_COLUMNS, type ScheduledRunRow } from './scheduled-run.presenter.ts';

/** What a poll asks for; times in PostgreSQL's text form. */
export interface PollQuery {
  readonly poolName: string;
  /** `null`: all queues of the pool. */
  readonly queueNames: readonly string[] | null;
  readonly before: string;
  readonly after: string;
  readonly limit: number;
  /** Runs that are leased to the one who asks. */
  readonly ownRunIds: readonly string[];
}

/** A queue that was polled. */
export interface PolledQueue {
  readonly id: string;
  readonly name: string;
  readonly isStale: boolean;
}

/** One row a run; a pool without runs to hand out gives one row whose run columns are null. */
export type PollRow = Omit<ScheduledRunRow, 'id'> & {
  readonly pool_id: string;
  /** The pool has limits: ask again behind `passPool`. */
  readonly is_gated: boolean;
  /** JSON of `PolledQueue[]`, on the first row only. */
  readonly queues: string | null;
  /** When the next run becomes due after those that were asked for. */
  readonly next_due: string | null;
  readonly id: string | null;
};

/** Leased runs are looked for among this many of the earliest due ones of a queue, and as many as the limit more. */
const LEASED_AMONG = 100;
const FREE = '(s.handed_out_until is null or s.handed_out_until <= now())';
const WAITING = `s.workspace_id = $1::uuid and s.work_queue_id = q.id and s.state_type = 'SCHEDULED' and not s.retries_in_process`;
const DUE =
  's.next_scheduled_start_time <= $4::timestamptz and s.next_scheduled_start_time >= $5::timestamptz';
/** Runs that hold a slot of queue `q`. */
const SLOTS_HELD = `(select count(*) from flow_run a where a.workspace_id = $1::uuid and a.work_queue_id = q.id and a.state_type in ('RUNNING', 'PENDING'))`;
/** Those, and the runs that are on their way to one. */
const slotsTaken = (limit: string): string => `(
       ${SLOTS_HELD}
       + (select count(*) from (select s.id, s.handed_out_until from flow_run s where ${WAITING}
            order by s.next_scheduled_start_time, s.id limit ${limit}::bigint + ${LEASED_AMONG}) s where not ${FREE}))`;
/** When the first run becomes due of those that are not yet. */
const NEXT_DUE = `(select s.next_scheduled_start_time from flow_run s where ${WAITING} and s.next_scheduled_start_time > $4::timestamptz
         order by s.next_scheduled_start_time, s.id limit 1)`;

/*
 * One poll is one statement. Order: priority of the queue, then scheduled time, then id. Per queue an index scan of
 * flow_run_poll from the earliest due run on, which stops as soon as enough are found: neither other workspaces' nor
 * the own backlog is read. SKIP LOCKED keeps pollers of the same moment apart, the lease those of the next seconds.
 * Where there are limits, others are offered what is left when leased runs count as taken (`room`), and whoever leased
 * some gets them again as far as slots are free (`cap`). Such polls pass one by one ($8, see `passPool`): a statement
 * that waits for the gate itself would count with the snapshot from before the wait.
 */
const POLL = prepared(
  'work-pools.poll',
  `with pool as materialized (
     select p.id, p.is_paused, p.concurrency_limit is not null or exists (
         select from work_queue q where q.workspace_id = $1::uuid and q.work_pool_id = p.id and q.concurrency_limit is not null) as is_limited,
       case when p.concurrency_limit is not null and $8::bool then greatest(0, p.concurrency_limit - (
         select coalesce(sum(${slotsTaken('p.concurrency_limit')}), 0) from work_queue q where q.workspace_id = $1::uuid and q.work_pool_id = p.id))::int end as room,
       case when p.concurrency_limit is not null and $8::bool then greatest(0, p.concurrency_limit - (
         select coalesce(sum(${SLOTS_HELD}), 0) from work_queue q where q.workspace_id = $1::uuid and q.work_pool_id = p.id))::int end as cap
     from work_pool p where p.workspace_id = $1::uuid and p.name = $2
   ), queue as materialized (
     select q.id, q.name, q.priority, q.is_paused,
       q.status = 'NOT_READY' or q.last_polled is null or q.last_polled < now() - interval '5 seconds' as is_stale,
       case when q.concurrency_limit is not null and $8::bool then greatest(0, q.concurrency_limit - ${slotsTaken('q.concurrency_limit')})::int end as room,
       case when q.concurrency_limit is not null and $8::bool then greatest(0, q.concurrency_limit - ${SLOTS_HELD})::int end as cap,
       ${NEXT_DUE} as next_due
     from pool p join work_queue q on q.workspace_id = $1::uuid and q.work_pool_id = p.id
     where $3::text[] is null or q.name = any($3::text[])
   ), due as materialized (
     select s.*, q.priority from pool p cross join queue q cross join lateral (
       select * from (
         select s.id, s.next_scheduled_start_time, false as is_mine from flow_run s
         where ${WAITING} and ${DUE} and ${FREE}
         order by s.next_scheduled_start_time, s.id limit least(q.room, p.room, $6::int)
         for update skip locked) free
       union all
       select * from (
         select s.id, s.next_scheduled_start_time, true as is_mine from flow_run s
         where s.id = any($7::uuid[]) and ${WAITING} and ${DUE} and not ${FREE}
         order by s.next_scheduled_start_time, s.id limit least(q.cap, p.cap, $6::int)
         for update skip locked) mine
     ) s where not p.is_paused and not q.is_paused and ($8::bool or not p.is_limited)
   ), chosen as materialized (
     select d.id, d.priority, d.next_scheduled_start_time from (
       select d.*, row_number() over (partition by d.is_mine order by d.priority, d.next_scheduled_start_time, d.id) as place from due d
     ) d cross join pool p where d.place <= case when d.is_mine then coalesce(p.cap, $6::int) else coalesce(p.room, $6::int) end
     order by d.priority, d.next_scheduled_start_time, d.id limit $6::int
   ), leased as (
     update flow_run r set handed_out_until = now() + interval '${LEASE_SECONDS} seconds' from chosen c
     where r.workspace_id = $1::uuid and r.id = c.id
       and (r.handed_out_until is null or r.handed_out_until < now() + interval '${LEASE_SECONDS / 2} seconds')
   )
   select p.id as pool_id, p.is_limited and not $8::bool as is_gated, ${SCHEDULED_RUN_COLUMNS},
     case when row_number() over (order by c.priority, c.next_scheduled_start_time, c.id) = 1
       then (select json_agg(json_build_object('id', q.id, 'name', q.name, 'isStale', q.is_stale)) from queue q) end as queues,
     (select min(q.next_due) from queue q) as next_due
   from pool p left join (chosen c join flow_run r on r.workspace_id = $1::uuid and r.id = c.id) on true
   order by c.priority, c.next_scheduled_start_time, c.id`,
);

/**
 * The statement of a worker's poll; an unknown pool gives no row.
 * @param passed whether the transaction holds the pool's gate.
 */
export const pollPool = (scope: WorkspaceScope, query: PollQuery, passed = false): Statement =>
  POLL.with(
    scope.workspaceId,
    query.poolName,
    query.queueNames,
    query.before,
    query.after,
    query.limit,
    query.ownRunIds,
    passed,
  );

const PASS = prepared('work-pools.pass', 'select pg_advisory_xact_lock(hashtextextended($1, 7250012))');

/** Waits for the gate of a pool with limits and holds it until the transaction ends. */
export const passPool = (poolId: string): Statement => PASS.with(poolId);

const WITH_POOL = 'p.id as work_pool_id, p.name as work_pool_name';

// What agents of old clients ask for: no lease, no lock; the transition to Pending decides who runs it.
const OF_QUEUE = prepared(
  'work-pools.runs_of_queue',
  `with queue as (
     select q.id, q.work_pool_id, case when q.concurrency_limit is not null then greatest(0, q.concurrency_limit - (
         select count(*) from flow_run a where a.workspace_id = $1::uuid and a.work_queue_id = q.id
           and a.state_type in ('RUNNING', 'PENDING', 'CANCELLING')))::int end as room
     from work_queue q where q.workspace_id = $1::uuid and q.id = $2::uuid and not q.is_paused
   )
   select ${SCHEDULED_RUN_COLUMNS}, ${WITH_POOL} from queue q
   join work_pool p on p.workspace_id = $1::uuid and p.id = q.work_pool_id
   cross join lateral (
     select r.* from flow_run r
     where r.workspace_id = $1::uuid and r.work_queue_id = q.id and r.state_type = 'SCHEDULED' and not r.retries_in_process
       and r.next_scheduled_start_time <= $3::timestamptz
     order by r.next_scheduled_start_time, r.id limit least($4::int, q.room)) r
   order by r.next_scheduled_start_time, r.id`,
);
/** The due runs of one queue, earliest first. */
export const runsOfQueue = (
  scope: WorkspaceScope,
  queueId: string,
  before: string,
  limit: number,
): Statement => OF_QUEUE.with(scope.workspaceId, queueId, before, limit);

// What a process that serves deployments asks for: its own deployments only.
const OF_DEPLOYMENTS = prepared(
  'work-pools.runs_of_deployments',
  `select ${SCHEDULED_RUN_COLUMNS}, ${WITH_POOL} from (
     select r.* from flow_run r
     where r.workspace_id = $1::uuid and r.deployment_id = any($2::uuid[]) and r.state_type = 'SCHEDULED' and not r.retries_in_process
       and r.next_scheduled_start_time <= $3::timestamptz
     order by r.next_scheduled_start_time, r.id limit $4::int) r
   left join work_queue q on q.workspace_id = $1::uuid and q.id = r.work_queue_id
   left join work_pool p on p.workspace_id = $1::uuid and p.id = q.work_pool_id
   order by r.next_scheduled_start_time, r.id`,
);
/** The due runs of these deployments, earliest first. */
export const runsOfDeployments = (
  scope: WorkspaceScope,
  deploymentIds: readonly string[],
  before: string,
  limit: number,
): Statement => OF_DEPLOYMENTS.with(scope.workspaceId, deploymentIds, before, limit);
