/**
 * The seconds for which a wait for a slot is at most announced. Upstream: settings, tasks.tag_concurrency_slot_wait_seconds
 * and concurrency.maximum_concurrency_slot_wait_seconds (3.8.8).
 */
export const TAG_WAIT_SECONDS_MAX = 10;
export const WAIT_SECONDS_MAX = 30;
/** Upstream: models/concurrency_limits_v2.py, MINIMUM_OCCUPANCY_SECONDS_PER_SLOT (3.8.8). */
export const OCCUPANCY_SECONDS_MIN = 0.1;

/**
 * Columns of a locked `concurrency_limit l`, for `READY`. `rate`: steps per second by which slots decay: taken slots
 * of a limit with decay, else only denied ones, as fast as a slot is usually given back. The clock is read after the
 * lock was taken (a transaction's `now()` may be older than the last change).
 * Upstream: models/concurrency_limits_v2.py, function denied_slots_after_decay (3.8.8).
 */
export const HELD_COLUMNS = `l.workspace_id, l.id, l.name, l."limit", l.active, l.active_slots, l.denied_slots, l.slots_at,
  l.slot_decay_per_second, l.avg_slot_occupancy_seconds, clock_timestamp() as moment,
  case when l.slot_decay_per_second > 0 then l.slot_decay_per_second
       else 1 / greatest(${OCCUPANCY_SECONDS_MIN}, least(l.avg_slot_occupancy_seconds,
              case when starts_with(l.name, 'tag:') then ${TAG_WAIT_SECONDS_MAX} else ${WAIT_SECONDS_MAX} end)) end as rate`;

/**
 * Brings the limits of the CTE `held` up to date: `active_now`, `denied_now` and `slots_at_now`. Only whole steps are
 * taken off, and `slots_at` moves by just these: the part of a step that has passed is not lost to frequent callers.
 */
export const READY = `fresh as materialized (
  select h.*, floor(h.rate * greatest(0, extract(epoch from h.moment - h.slots_at)::float8)) as steps from held h
), counted as (
  select f.*,
    greatest(0, f.active_slots - case when f.slot_decay_per_second > 0 then f.steps else 0 end)::integer as active_now,
    greatest(0, f.denied_slots - f.steps)::integer as denied_now
  from fresh f
), ready as (
  select c.*,
    case when c.denied_now = 0 and (c.active_now = 0 or c.slot_decay_per_second = 0) then c.moment
         else least(c.moment, c.slots_at + make_interval(secs => c.steps / c.rate)) end as slots_at_now
  from counted c
)`;

/** Taken slots of `concurrency_limit l` as they are now, for reads. */
export const ACTIVE_SLOTS_NOW = `greatest(0, l.active_slots - case when l.slot_decay_per_second > 0
  then floor(l.slot_decay_per_second * greatest(0, extract(epoch from clock_timestamp() - l.slots_at)::float8)) else 0 end)::integer`;

const acquireText = (which: string): string => `with held as materialized (
  select ${HELD_COLUMNS} from concurrency_limit l where l.workspace_id = $1 and ${which} order by l.id for update
), ${READY}, verdict as (
  select coalesce(bool_or(active and "limit" < $3), false) as slots_above,
         coalesce(bool_or(active and $4 and slot_decay_per_second = 0), false) as no_decay,
         coalesce(bool_or(active and active_now::bigint + $3 > "limit"), false) as locked
  from ready
), taken as (
  update concurrency_limit l
  set active_slots = r.active_now + case when v.locked then 0 else $3 end,
      denied_slots = least(2147483647, r.denied_now::bigint + case when v.locked then $3 else 0 end), slots_at = r.slots_at_now
  from ready r cross join verdict v
  where l.workspace_id = $1 and l.id = r.id and r.active and not v.slots_above and not v.no_decay
), leased as (
  insert into concurrency_lease (workspace_id, id, limit_ids, slots, holder, expires_at)
  select $1, $5::uuid, array(select id from ready where active order by id), $3, $7::json,
         clock_timestamp() + make_interval(secs => $6)
  from verdict where $5::uuid is not null and not slots_above and not no_decay and not locked
    and ($8::boolean or exists (select from ready where active))
)
select r.id, r.name, r."limit", r.active, r.active_now, r.denied_now, r.slot_decay_per_second, r.avg_slot_occupancy_seconds,
       v.slots_above, v.no_decay, v.locked
from ready r cross join verdict v order by r.id`;

/**
 * Takes $3 slots of every active limit or of none, and leases them if $5 is a lease id. Limits are locked in the
 * order of their ids. $4: rate limiting; $6: seconds of the lease; $7: its holder; $8: whether to lease no slots at all, when
 * nothing limits.
 * When a limit is full, the slots are counted as denied.
 */
export const ACQUIRE_BY_NAME = acquireText('l.name = any($2::text[])');
export const ACQUIRE_BY_ID = acquireText('l.id = any($2::uuid[])');

/**
 * Frees what the CTE `gone` (`workspace_id`, `limit_ids`, `slots`, `created` of leases that were deleted) held, and
 * moves each limit's average occupancy towards that of the leases.
 * Upstream: models/concurrency_limits_v2.py, function bulk_decrement_active_slots (3.8.8).
 */
export const FREE_GONE = `share as (
  select g.workspace_id, k.limit_id, sum(g.slots) as slots, count(*) as leases,
         avg(greatest(${OCCUPANCY_SECONDS_MIN}, extract(epoch from clock_timestamp() - g.created)::float8 / g.slots)) as occupancy
  from gone g cross join lateral unnest(g.limit_ids) as k(limit_id) group by 1, 2
), held as materialized (
  select ${HELD_COLUMNS}, s.slots, s.leases, s.occupancy
  from concurrency_limit l join share s on s.workspace_id = l.workspace_id and s.limit_id = l.id
  order by l.workspace_id, l.id for update of l
), ${READY}, freed as (
  update concurrency_limit l
  set active_slots = greatest(0, r.active_now - r.slots), denied_slots = r.denied_now, slots_at = r.slots_at_now,
      avg_slot_occupancy_seconds = l.avg_slot_occupancy_seconds
        + (r.occupancy - l.avg_slot_occupancy_seconds) * least(1, r.leases / (greatest(l."limit", 1) * 2.0))
  from ready r where l.workspace_id = r.workspace_id and l.id = r.id
)`;
