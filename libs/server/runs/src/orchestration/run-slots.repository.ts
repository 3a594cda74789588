import { type Statement, type WorkspaceScope, prepared } from '@orch/platform';

// The gate of a pool with limits is the one that its polls pass (work-pools, `passPool`): polls and claims count one by one.
const PASS = prepared(
  'runs.pass_pool_of_queue',
  `select pg_advisory_xact_lock(hashtextextended(q.work_pool_id::text, 7250012)) from work_queue q
   where q.workspace_id = $1::uuid and q.id = $2::uuid`,
);
const HELD = "r.state_type in ('RUNNING', 'PENDING')";
const IS_FREE = prepared(
  'runs.is_pool_slot_free',
  `select (q.concurrency_limit is null or q.concurrency_limit > (
       select count(*) from flow_run r where r.workspace_id = $1::uuid and r.work_queue_id = q.id and ${HELD}))
     and (p.concurrency_limit is null or p.concurrency_limit > (
       select count(*) from work_queue o join flow_run r on r.workspace_id = $1::uuid and r.work_queue_id = o.id and ${HELD}
       where o.workspace_id = $1::uuid and o.work_pool_id = p.id)) as free
   from work_queue q join work_pool p on p.workspace_id = q.workspace_id and p.id = q.work_pool_id
   where q.workspace_id = $1::uuid and q.id = $2::uuid`,
);

/** Waits for the gate of the queue's pool and holds it until the transaction ends. */
export const passPoolOfQueue = (scope: WorkspaceScope, workQueueId: string): Statement =>
  PASS.with(scope.workspaceId, workQueueId);

/** Whether the queue and its pool have a free slot; ask behind the gate. No row when the queue is gone. */
export const isPoolSlotFree = (scope: WorkspaceScope, workQueueId: string): Statement =>
  IS_FREE.with(scope.workspaceId, workQueueId);

/** Runs that come again soonest are looked at first; with more than so many in a queue the others come by themselves. */
const WAITING_MAX = 1_000;
// Runs that wait for a slot come again within half a minute: a stretch of the polls' index. Those that were handed out
// are on their way already.
const NEXT_WAITING = prepared(
  'runs.next_waiting_for_slot',
  `with waiting as materialized (
     select o.priority, s.id, s.expected_start_time from work_queue q
     join work_queue o on o.workspace_id = $1::uuid and o.work_pool_id = q.work_pool_id
     cross join lateral (
       select s.* from flow_run s
       where s.workspace_id = $1::uuid and s.work_queue_id = o.id and s.state_type = 'SCHEDULED'
         and s.next_scheduled_start_time > now() and s.next_scheduled_start_time <= now() + make_interval(secs => $4)
       order by s.next_scheduled_start_time, s.id limit ${WAITING_MAX}) s
     where q.workspace_id = $1::uuid and q.id = $3::uuid and s.deployment_id = $2::uuid
       and s.state_name = 'AwaitingConcurrencySlot' and (s.handed_out_until is null or s.handed_out_until <= now())
   )
   select r.id from waiting w join flow_run r on r.workspace_id = $1::uuid and r.id = w.id
   where r.state_name = 'AwaitingConcurrencySlot'
   order by w.priority, w.expected_start_time, w.id limit 1 for no key update of r skip locked`,
);

/** The run of a deployment that waits longest for a slot, in the pool of this queue; locked. */
export const nextWaitingForSlot = (
  scope: WorkspaceScope,
  deploymentId: string,
  workQueueId: string,
  waitSeconds: number,
): Statement => NEXT_WAITING.with(scope.workspaceId, deploymentId, workQueueId, waitSeconds);
