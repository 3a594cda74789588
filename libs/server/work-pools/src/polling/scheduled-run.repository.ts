import { type Statement, type WorkspaceScope, prepared } from '@orch/platform';
import { pollText } from './poll-sql.ts';
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
  /** For each of them the version of its row that needs not be read again; empty: none. */
  readonly ownVersions: readonly string[];
}

/** A queue that was polled. */
export interface PolledQueue {
  readonly id: string;
  readonly name: string;
}

/**
 * One row for each run whose row is not the version that is known; without any, one row whose run columns are null.
 */
export type PollRow = Omit<ScheduledRunRow, 'id'> & {
  readonly pool_id: string;
  /** The pool has limits: ask again behind `passPool`. */
  readonly is_gated: boolean;
  /** JSON of `PolledQueue[]`, on the first row only. */
  readonly queues: string | null;
  /** When the next run becomes due after those that were asked for. */
  readonly next_due: string | null;
  /** Among all runs that are handed out. */
  readonly place: number | null;
  /** Of its row, but for those in `leased`. */
  readonly version: string | null;
  /** Place and id of the runs whose rows are as they are known: `1 <id>,2 <id>`. On the first row only. */
  readonly same: string | null;
  /** JSON of versions by id: of the rows that this statement wrote a lease to. On the first row only. */
  readonly leased: string | null;
  readonly id: string | null;
};

const POLL = prepared('work-pools.poll', pollText(false));
const POLL_PASSED = prepared('work-pools.poll_passed', pollText(true));

/**
 * The statement of a worker's poll; an unknown pool gives no row.
 * @param hasPassed whether the transaction holds the pool's gate.
 */
export const pollPool = (scope: WorkspaceScope, query: PollQuery, hasPassed = false): Statement =>
  (hasPassed ? POLL_PASSED : POLL).with(
    scope.workspaceId,
    query.poolName,
    query.queueNames,
    query.before,
    query.after,
    query.limit,
    query.ownRunIds,
    query.ownVersions,
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
