import { prepared, type Statement, type WorkspaceScope } from '@orch/platform';
import { DUE, FEW, left, ofPool, onFirstRow, SLOTS_HELD, WAITING } from './poll-sql.ts';
import type { PollQuery } from './scheduled-run.repository.ts';
import { SCHEDULED_RUN_COLUMNS } from './scheduled-run.presenter.ts';

// The order and the limits of a poll, but nothing is locked or leased, and runs that are leased to workers are shown.
const LOOK = prepared(
  'work-pools.look',
  `with pool as materialized (
     select p.id, p.is_paused, ${left('p.concurrency_limit', ofPool(SLOTS_HELD))} as room
     from work_pool p where p.workspace_id = $1::uuid and p.name = $2
   ), queue as materialized (
     select q.id, q.name, q.priority, q.is_paused, ${left('q.concurrency_limit', SLOTS_HELD)} as room
     from pool p join work_queue q on q.workspace_id = $1::uuid and q.work_pool_id = p.id
     where $3::text[] is null or q.name = any($3::text[])
   ), chosen as materialized (
     select s.id, row_number() over (order by q.priority, s.next_scheduled_start_time, s.id)::int as nth
     from pool p cross join queue q cross join lateral (
       select * from (
         select s.id, s.next_scheduled_start_time from flow_run s where ${WAITING} and ${DUE}
         order by s.next_scheduled_start_time, s.id limit ${FEW}) s limit least(q.room, p.room, $6::int)) s
     where not p.is_paused and not q.is_paused
     order by nth limit least((select p.room from pool p), $6::int)
   )
   select p.id as pool_id, c.nth as place, ${SCHEDULED_RUN_COLUMNS},
     ${onFirstRow("select json_agg(json_build_object('id', q.id, 'name', q.name)) from queue q")} as queues
   from pool p left join (chosen c join flow_run r on r.workspace_id = $1::uuid and r.id = c.id) on true
   order by c.nth`,
);

/** What a poll would find if nobody else polled; an unknown pool gives no row. */
export const lookAtPool = (
  scope: WorkspaceScope,
  query: Pick<PollQuery, 'poolName' | 'queueNames' | 'before' | 'after' | 'limit'>,
): Statement =>
  LOOK.with(scope.workspaceId, query.poolName, query.queueNames, query.before, query.after, query.limit);
