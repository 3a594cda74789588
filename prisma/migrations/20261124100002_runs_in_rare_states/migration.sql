-- Runs in states that few runs are in, among millions that completed.

-- Runs that did not end well are what people look for. Only such a run pays for this index, once.
create index flow_run_not_well on flow_run (workspace_id, expected_start_time, id) include (state_type, flow_id)
  where state_type in ('FAILED', 'CRASHED', 'CANCELLED');

-- Ids of the newest `wanted` runs that are expected within [first, last) and are in one of these states. Of the sealed ones
-- only hours are read in which the tallies know such runs: those that are still under way are few, and mostly young.
create function newest_flow_runs_in_states(workspace uuid, states text[], first timestamptz, last timestamptz, wanted integer) returns uuid[]
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
declare
  bound timestamptz;
  found uuid[];
  more uuid[];
  of_hour timestamptz;
  lower_bound timestamptz;
  upper_bound timestamptz;
begin
  select s.sealed_until into bound from flow_run_seal s where s.workspace_id = workspace;
  bound := coalesce(bound, '-infinity');
  lower_bound := greatest(bound, first);
  found := array(
    select r.id from flow_run r
    where r.workspace_id = workspace and r.expected_start_time >= lower_bound and r.expected_start_time < last
      and r.state_type = any (states)
    order by r.expected_start_time desc, r.id desc limit wanted
  );
  for of_hour in
    select x.hour from (
      select t.hour from flow_run_tally t
      where t.workspace_id = workspace and t.hour > '-infinity' and t.hour >= date_trunc('hour', first, 'UTC') and t.hour < last
        and t.state_type = any (states) and t.runs > 0
      union
      select date_trunc('hour', c.expected_start_time, 'UTC') from flow_run_change c
      where c.workspace_id = workspace and c.expected_start_time >= first and c.expected_start_time < last
        and c.state_type = any (states) and c.runs > 0
    ) x order by x.hour desc
  loop
    exit when cardinality(found) >= wanted;
    lower_bound := greatest(of_hour, first);
    upper_bound := least(of_hour + interval '1 hour', bound, last);
    more := array(
      select r.id from flow_run r
      where r.workspace_id = workspace and r.expected_start_time >= lower_bound and r.expected_start_time < upper_bound
        and r.state_type = any (states)
      order by r.expected_start_time desc, r.id desc limit wanted - cardinality(found)
    );
    found := found || more;
  end loop;
  return found;
end $$;
