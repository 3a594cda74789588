import { LEASE_SECONDS } from './hand-out-memory.ts';
import { SCHEDULED_RUN_COLUMNS } from './scheduled-run.presenter.ts';

/** Leased runs are looked for among this many of the earliest due ones of a queue, and as many as the limit more. */
const LEASED_AMONG = 100;
/** More than a poll may ask for. It tells the planner that few rows are wanted, which a parameter cannot. */
export const FEW = 200;
const FREE = '(s.handed_out_until is null or s.handed_out_until <= now())';
export const WAITING = `s.workspace_id = $1::uuid and s.work_queue_id = q.id and s.state_type = 'SCHEDULED' and not s.retries_in_process`;
export const DUE =
  's.next_scheduled_start_time <= $4::timestamptz and s.next_scheduled_start_time >= $5::timestamptz';
/** Runs that hold a slot of queue `q`. */
export const SLOTS_HELD = `(select count(*) from flow_run a where a.workspace_id = $1::uuid and a.work_queue_id = q.id and a.state_type in ('RUNNING', 'PENDING'))`;
/** Those, and the runs that are on their way to one. */
const slotsTaken = (limit: string): string => `(
       ${SLOTS_HELD}
       + (select count(*) from (select s.id, s.handed_out_until from flow_run s where ${WAITING}
            order by s.next_scheduled_start_time, s.id limit ${limit}::bigint + ${LEASED_AMONG}) s where not ${FREE}))`;
export const left = (limit: string, taken: string): string =>
  `case when ${limit} is not null then greatest(0, ${limit} - ${taken})::int end`;
export const ofPool = (slots: string): string =>
  `(select coalesce(sum(${slots}), 0) from work_queue q where q.workspace_id = $1::uuid and q.work_pool_id = p.id)`;
/** When the first run becomes due of those that are not yet. */
const NEXT_DUE = `(select s.next_scheduled_start_time from flow_run s where ${WAITING} and s.next_scheduled_start_time > $4::timestamptz
         order by s.next_scheduled_start_time, s.id limit 1)`;

/** What belongs to the poll as a whole is told once. */
export const onFirstRow = (value: string): string =>
  `case when row_number() over (order by c.nth) = 1 then (${value}) end`;

/** Which version of its row this is: another one as soon as anything was written to it. */
const versionOf = (run: string): string => `${run}.xmin::text || ${run}.ctid::text`;

/**
 * A run that is leased to the one who asks. By id and nothing else (`offset`): with a small backlog the planner takes
 * the index of waiting runs for cheaper, and reads all of it.
 */
const OWN = `select *, ${versionOf('flow_run')} as version from flow_run where workspace_id = $1::uuid and id = own.id offset 0`;

/**
 * One poll is one statement. Order: priority of the queue, then scheduled time, then id. Per queue an index scan of
 * flow_run_poll from the earliest due run on, which stops as soon as enough are found: neither other workspaces' nor
 * the own backlog is read. SKIP LOCKED keeps pollers of the same moment apart, the lease those of the next seconds.
 * Where there are limits, others are offered what is left when leased runs count as taken (`room`), and whoever leased
 * some gets them again as far as slots are free (`cap`). Such polls pass one by one (see `passPool`): a statement
 * that waits for the gate itself would count with the snapshot from before the wait.
 *
 * Whoever was given as many as it asks for gets the same again, and what came before them since: behind the last of
 * them (`full_at`) nothing is looked for (`reach`: a column, since only what is leakproof may bound an
 * index scan). Of its own runs only those are locked whose lease is to be renewed, and only those are read out whose row
 * is another version than the one the caller has printed before ($8).
 *
 * Two texts, because the counting would make the planner think each poll so dear that it plans it anew every time.
 * @param hasPassed whether the transaction holds the gate; else a pool with limits hands out nothing.
 */
export const pollText = (hasPassed: boolean): string => {
  const open = `not p.is_paused and not q.is_paused ${hasPassed ? '' : 'and not p.is_limited'}`;
  return `with pool as materialized (
     select p.id, p.is_paused, p.concurrency_limit is not null or exists (
         select from work_queue q where q.workspace_id = $1::uuid and q.work_pool_id = p.id and q.concurrency_limit is not null) as is_limited,
       ${hasPassed ? left('p.concurrency_limit', ofPool(slotsTaken('p.concurrency_limit'))) : 'null::int'} as room,
       ${hasPassed ? left('p.concurrency_limit', ofPool(SLOTS_HELD)) : 'null::int'} as cap
     from work_pool p where p.workspace_id = $1::uuid and p.name = $2
   ), queue as materialized (
     select q.id, q.name, q.priority, q.is_paused,
       ${hasPassed ? left('q.concurrency_limit', slotsTaken('q.concurrency_limit')) : 'null::int'} as room,
       ${hasPassed ? left('q.concurrency_limit', SLOTS_HELD) : 'null::int'} as cap,
       ${NEXT_DUE} as next_due
     from pool p join work_queue q on q.workspace_id = $1::uuid and q.work_pool_id = p.id
     where $3::text[] is null or q.name = any($3::text[])
   ), mine as materialized (
     select m.*, row_number() over (order by m.priority, m.next_scheduled_start_time, m.id) as place from (
       select s.id, s.next_scheduled_start_time, q.priority, q.cap, s.version, own.version as known_version,
         row_number() over (partition by q.id order by s.next_scheduled_start_time, s.id) as place_in_queue
       from unnest($7::uuid[], $8::text[]) as own(id, version)
       cross join lateral (${OWN}) s
       join queue q on q.id = s.work_queue_id
       cross join pool p
       where ${open} and ${WAITING} and ${DUE} and not ${FREE}
     ) m where m.place_in_queue <= coalesce(m.cap, $6::int)
   ), full_at as materialized (
     select m.priority, m.next_scheduled_start_time from mine m cross join pool p
     where m.place = $6::int and (p.cap is null or p.cap >= $6::int)
   ), reach as materialized (
     select q.*, coalesce((select case when q.priority = f.priority then f.next_scheduled_start_time when q.priority > f.priority then '-infinity' end
       from full_at f), 'infinity'::timestamptz) as until
     from queue q
   ), free as materialized (
     select s.*, q.priority from pool p cross join reach q cross join lateral (
       select * from (
         select s.id, s.next_scheduled_start_time from flow_run s
         where ${WAITING} and ${DUE} and s.next_scheduled_start_time <= q.until and ${FREE}
         order by s.next_scheduled_start_time, s.id limit ${FEW}
         for update skip locked) s limit least(q.room, p.room, $6::int)
     ) s where ${open}
   ), due as materialized (
     select f.id, f.next_scheduled_start_time, f.priority, false as is_mine, null as version, false as is_known,
       row_number() over (order by f.priority, f.next_scheduled_start_time, f.id) as place from free f
     union all
     select m.id, m.next_scheduled_start_time, m.priority, true, m.version, m.version = m.known_version, m.place from mine m
   ), chosen as materialized (
     select d.*, row_number() over (order by d.priority, d.next_scheduled_start_time, d.id)::int as nth from due d cross join pool p
     where d.place <= case when d.is_mine then coalesce(p.cap, $6::int) else coalesce(p.room, $6::int) end
     order by d.priority, d.next_scheduled_start_time, d.id limit $6::int
   ), renewed as materialized (
     select s.id from flow_run s where s.workspace_id = $1::uuid and s.id = any (array(select c.id from chosen c where c.is_mine))
       and s.handed_out_until < now() + interval '${LEASE_SECONDS / 2} seconds'
     for update skip locked
   ), leased as (
     update flow_run r set handed_out_until = now() + interval '${LEASE_SECONDS} seconds'
     from (select c.id from chosen c where not c.is_mine union all select m.id from renewed m) c
     where r.workspace_id = $1::uuid and r.id = c.id
     returning r.id, ${versionOf('r')} as version
   )
   select p.id as pool_id, ${hasPassed ? 'false' : 'p.is_limited'} as is_gated, c.nth as place, c.version, ${SCHEDULED_RUN_COLUMNS},
     ${onFirstRow("select json_agg(json_build_object('id', q.id, 'name', q.name)) from queue q")} as queues,
     ${onFirstRow("select string_agg(c.nth || ' ' || c.id, ',') from chosen c where c.is_known")} as same,
     ${onFirstRow('select json_object_agg(l.id, l.version) from leased l')} as leased,
     (select min(q.next_due) from queue q) as next_due
   from pool p left join (chosen c join flow_run r on r.workspace_id = $1::uuid and r.id = c.id and not c.is_known) on true
   order by c.nth`;
};
