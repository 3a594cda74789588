-- What the pages of the web application ask about many runs at once, answered from tallies and indexes alone.

-- Trends of task runs count by time and state: with both in the index no run of a settled page is read. Every write of a
-- state wrote to this index before, too (see task_run_background: the state is indexed anyway).
drop index task_run_expected;
create index task_run_expected on task_run (workspace_id, expected_start_time, id) include (state_type);

-- How many runs are late is asked by every dashboard; few ever are.
create index flow_run_late on flow_run (workspace_id, expected_start_time, id) where state_name = 'Late';

-- Runs by steps of whole hours and type of state, of [first, last): tallies of sealed runs, what changed since, and the runs
-- after the seal, in one snapshot (docs/decisions/0012). `first`, `last` and `step` must be whole hours. Runs without a
-- state are left out. Its plans are right for any values, so they are made once a session.
create function flow_run_outcomes(workspace uuid, states text[], first timestamptz, last timestamptz, step interval)
returns table (at timestamptz, state_type text, runs bigint)
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
declare
  bound timestamptz;
begin
  select s.sealed_until into bound from flow_run_seal s where s.workspace_id = workspace;
  bound := greatest(first, coalesce(bound, '-infinity'));
  return query
  select x.at, x.state_type, sum(x.runs)::bigint from (
    select date_bin(step, t.hour, first) as at, t.state_type, t.runs from flow_run_tally t
    where t.workspace_id = workspace and t.hour >= first and t.hour < last
    union all
    select date_bin(step, c.expected_start_time, first), c.state_type, c.runs from flow_run_change c
    where c.workspace_id = workspace and c.expected_start_time >= first and c.expected_start_time < last
    union all
    select date_bin(step, r.expected_start_time, first), r.state_type, count(*) from flow_run r
    where r.workspace_id = workspace and r.expected_start_time >= bound and r.expected_start_time < last
    group by 1, 2
  ) x
  where x.state_type <> '' and (states is null or x.state_type = any (states))
  group by 1, 2 having sum(x.runs) > 0;
end $$;
