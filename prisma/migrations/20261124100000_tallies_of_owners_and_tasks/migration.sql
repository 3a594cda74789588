-- Pages of one flow, deployment or work pool, and trends of task runs, cost the same however many runs there are
-- (docs/decisions/0012-tallies-of-sealed-runs.md): sealed runs are tallied by what they belong to as well, and task runs
-- are sealed and tallied like flow runs.

-- ---------------------------------------------------------------- flow runs by flow, deployment and work queue

-- What is sealed is tallied anew, by owner too; until the loop has done so, counts read the runs and say the same.
truncate flow_run_seal, flow_run_tally, flow_run_change, flow_run_names;

-- Sealed runs of a flow, of a deployment or of a work queue (their ids are unique among all of them), by the hour of
-- their expected start; `-infinity` holds the sum of all hours. A run without a state: ''.
create table flow_run_owner_tally (
  workspace_id uuid not null,
  owner_id uuid not null,
  hour timestamptz not null,
  state_type text not null,
  runs bigint not null,
  primary key (workspace_id, owner_id, hour, state_type)
);
call protect_workspace_table('flow_run_owner_tally');

alter table flow_run_change add column owners uuid[] not null default '{}';

create or replace function note_flow_run_change() returns trigger language plpgsql as $$
declare
  workspace uuid;
  bound timestamptz;
begin
  if tg_op = 'DELETE' then workspace := old.workspace_id; else workspace := new.workspace_id; end if;
  perform pg_advisory_xact_lock_shared(7250012, hashtext(workspace::text));
  select sealed_until into bound from flow_run_seal where workspace_id = workspace;
  if bound is null then return null; end if;
  if tg_op <> 'INSERT' and old.expected_start_time < bound then
    insert into flow_run_change (workspace_id, expected_start_time, state_type, runs, owners)
    values (workspace, old.expected_start_time, coalesce(old.state_type, ''), -1,
      array_remove(array[old.flow_id, old.deployment_id, old.work_queue_id], null));
  end if;
  if tg_op <> 'DELETE' and new.expected_start_time < bound then
    insert into flow_run_change (workspace_id, expected_start_time, state_type, runs, name, owners)
    values (workspace, new.expected_start_time, coalesce(new.state_type, ''), 1, new.name,
      array_remove(array[new.flow_id, new.deployment_id, new.work_queue_id], null));
  end if;
  return null;
end $$;

-- Young runs still pay the first condition only.
drop trigger flow_run_updated on flow_run;
create trigger flow_run_updated after update on flow_run for each row
  when ((old.expected_start_time < clock_timestamp() - interval '60 seconds'
      or new.expected_start_time < clock_timestamp() - interval '60 seconds')
    and (old.state_type is distinct from new.state_type
      or old.expected_start_time is distinct from new.expected_start_time or old.name <> new.name
      or old.flow_id <> new.flow_id or old.deployment_id is distinct from new.deployment_id
      or old.work_queue_id is distinct from new.work_queue_id))
  execute function note_flow_run_change();

create or replace function forget_flow_run_tallies() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  truncate flow_run_seal, flow_run_tally, flow_run_owner_tally, flow_run_change, flow_run_names;
  return null;
end $$;

-- Adds to the tallies of owners and hours, and to the sums of all hours of an owner.
create function add_to_flow_run_owner_tally(workspace uuid, owners uuid[], hours timestamptz[], states text[], counts bigint[]) returns void language sql as $$
  insert into flow_run_owner_tally as t (workspace_id, owner_id, hour, state_type, runs)
  select workspace, owner, hour, state_type, sum(runs)
  from unnest(owners || owners, hours || array_fill('-infinity'::timestamptz, array[cardinality(hours)]), states || states, counts || counts)
    as x (owner, hour, state_type, runs)
  group by owner, hour, state_type order by owner, hour, state_type
  on conflict (workspace_id, owner_id, hour, state_type) do update set runs = t.runs + excluded.runs
$$;

-- As before, and by owner.
create or replace function seal_flow_runs(workspace uuid, target timestamptz, runs_max integer) returns integer language plpgsql as $$
declare
  begun timestamptz;
  bound timestamptz;
  owners uuid[];
  hours timestamptz[];
  states text[];
  counts bigint[];
  sealed integer;
begin
  -- Writers would queue behind a seal that waits: rather not seal now than hold them up.
  if not pg_try_advisory_xact_lock(7250012, hashtext(workspace::text)) then return 0; end if;
  select sealed_until into begun from flow_run_seal where workspace_id = workspace;
  begun := coalesce(begun, '-infinity');
  if begun >= target then return 0; end if;
  select expected_start_time into bound from flow_run
  where workspace_id = workspace and expected_start_time >= begun and expected_start_time < target
  order by expected_start_time offset runs_max limit 1;
  bound := coalesce(bound, target);
  if bound = begun then bound := begun + interval '1 microsecond'; end if; -- very many of one moment
  select array_agg(hour), array_agg(state_type), array_agg(runs), coalesce(sum(runs), 0)
  into hours, states, counts, sealed
  from (
    select date_trunc('hour', r.expected_start_time, 'UTC') as hour, coalesce(r.state_type, '') as state_type, count(*) as runs
    from flow_run r
    where r.workspace_id = workspace and r.expected_start_time >= begun and r.expected_start_time < bound
    group by 1, 2
  ) x;
  insert into flow_run_seal (workspace_id, sealed_until) values (workspace, bound)
  on conflict (workspace_id) do update set sealed_until = excluded.sealed_until;
  if sealed = 0 then return 0; end if;
  perform add_to_flow_run_tally(workspace, hours, states, counts);
  select array_agg(owner), array_agg(hour), array_agg(state_type), array_agg(runs)
  into owners, hours, states, counts
  from (
    select o.owner, date_trunc('hour', r.expected_start_time, 'UTC') as hour, coalesce(r.state_type, '') as state_type, count(*) as runs
    from flow_run r cross join lateral unnest(array[r.flow_id, r.deployment_id, r.work_queue_id]) as o (owner)
    where r.workspace_id = workspace and r.expected_start_time >= begun and r.expected_start_time < bound and o.owner is not null
    group by 1, 2, 3
  ) x;
  perform add_to_flow_run_owner_tally(workspace, owners, hours, states, counts);
  -- Spans of some hundred runs: long enough that few are looked through, short enough that reading one is cheap.
  insert into flow_run_names (workspace_id, first_expected, last_expected, names)
  select workspace, min(expected_start_time), max(expected_start_time), string_agg(lower(name), e'\n')
  from (
    select r.expected_start_time, r.name, (row_number() over (order by r.expected_start_time) - 1) / 500 as part
    from flow_run r
    where r.workspace_id = workspace and r.expected_start_time >= begun and r.expected_start_time < bound
  ) x
  group by part;
  return sealed;
end $$;

-- As before, and by owner.
create or replace function fold_flow_run_changes(changes_max integer) returns integer language plpgsql as $$
declare
  taken flow_run_change[];
begin
  if not pg_try_advisory_xact_lock(7250013) then return 0; end if; -- another process is at it
  with gone as (
    delete from flow_run_change c using (select workspace_id, id from flow_run_change limit changes_max) x
    where c.workspace_id = x.workspace_id and c.id = x.id returning c.*
  )
  select array_agg(g::flow_run_change) into taken from gone g;
  if taken is null then return 0; end if;
  -- A workspace that is being purged has lost its seal: its changes count for nothing.
  perform add_to_flow_run_tally(workspace_id, array_agg(hour), array_agg(state_type), array_agg(runs))
  from (
    select c.workspace_id, date_trunc('hour', c.expected_start_time, 'UTC') as hour, c.state_type, sum(c.runs)::bigint as runs
    from unnest(taken) c join flow_run_seal s on s.workspace_id = c.workspace_id
    group by 1, 2, 3 having sum(c.runs) <> 0 order by 1, 2, 3
  ) x
  group by workspace_id order by workspace_id;
  perform add_to_flow_run_owner_tally(workspace_id, array_agg(owner), array_agg(hour), array_agg(state_type), array_agg(runs))
  from (
    select c.workspace_id, o.owner, date_trunc('hour', c.expected_start_time, 'UTC') as hour, c.state_type, sum(c.runs)::bigint as runs
    from unnest(taken) c join flow_run_seal s on s.workspace_id = c.workspace_id
      cross join lateral unnest(c.owners) as o (owner)
    group by 1, 2, 3, 4 having sum(c.runs) <> 0 order by 1, 2, 3, 4
  ) x
  group by workspace_id order by workspace_id;
  insert into flow_run_names (workspace_id, first_expected, last_expected, names)
  select c.workspace_id, min(c.expected_start_time), max(c.expected_start_time), string_agg(distinct lower(c.name), e'\n')
  from unnest(taken) c join flow_run_seal s on s.workspace_id = c.workspace_id
  where c.runs = 1 and c.name is not null
  group by c.workspace_id, date_trunc('hour', c.expected_start_time, 'UTC');
  return cardinality(taken);
end $$;

-- As count_flow_runs, of runs that belong to one of these flows, deployments or queues (all of one kind). What is not sealed
-- is looked at run by run: comparing arrays keeps the planner from reading all runs of an owner for it.
create function count_flow_runs_of(workspace uuid, wanted uuid[], states text[], first timestamptz, last timestamptz) returns bigint
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
declare
  bound timestamptz;
  lower_hour timestamptz;
  upper_hour timestamptz;
  total bigint := 0;
  part bigint;
begin
  select sealed_until into bound from flow_run_seal s where s.workspace_id = workspace;
  bound := coalesce(bound, '-infinity');
  lower_hour := date_trunc('hour', first, 'UTC');
  if lower_hour < first then lower_hour := lower_hour + interval '1 hour'; end if;
  upper_hour := case when last >= bound then bound else date_trunc('hour', last, 'UTC') end;
  if lower_hour >= upper_hour then
    lower_hour := last;
    upper_hour := last;
  end if;
  if lower_hour = '-infinity' and upper_hour = bound and bound > '-infinity' then
    select coalesce(sum(t.runs), 0) into total from flow_run_owner_tally t
    where t.workspace_id = workspace and t.owner_id = any (wanted) and t.hour = '-infinity'
      and (states is null or t.state_type = any (states));
  elsif lower_hour < upper_hour then
    select coalesce(sum(t.runs), 0) into total from flow_run_owner_tally t
    where t.workspace_id = workspace and t.owner_id = any (wanted) and t.hour > '-infinity' and t.hour >= lower_hour
      and t.hour < upper_hour and (states is null or t.state_type = any (states));
  end if;
  if lower_hour < upper_hour then
    select coalesce(sum(c.runs), 0) into part from flow_run_change c
    where c.workspace_id = workspace and c.expected_start_time >= lower_hour and c.expected_start_time < upper_hour
      and c.owners && wanted and (states is null or c.state_type = any (states));
    total := total + part;
  end if;
  select count(*) into part from flow_run r
  where r.workspace_id = workspace and r.expected_start_time >= upper_hour and r.expected_start_time < last
    and array[r.flow_id, r.deployment_id, r.work_queue_id] && wanted and (states is null or r.state_type = any (states));
  total := total + part;
  if first < lower_hour then
    select count(*) into part from flow_run r
    where r.workspace_id = workspace and r.expected_start_time >= first and r.expected_start_time < lower_hour
      and array[r.flow_id, r.deployment_id, r.work_queue_id] && wanted and (states is null or r.state_type = any (states));
    total := total + part;
  end if;
  if first = '-infinity' and last = 'infinity' then
    select count(*) into part from flow_run r
    where r.workspace_id = workspace and r.expected_start_time is null
      and array[r.flow_id, r.deployment_id, r.work_queue_id] && wanted and (states is null or r.state_type = any (states));
    total := total + part;
  end if;
  return total;
end $$;

-- As flow_run_outcomes, of runs that belong to one of these flows, deployments or queues (all of one kind).
create function flow_run_outcomes_of(workspace uuid, wanted uuid[], states text[], first timestamptz, last timestamptz, step interval)
returns table (at timestamptz, state_type text, runs bigint)
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
declare
  bound timestamptz;
begin
  select s.sealed_until into bound from flow_run_seal s where s.workspace_id = workspace;
  bound := greatest(first, coalesce(bound, '-infinity'));
  return query
  select x.at, x.state_type, sum(x.runs)::bigint from (
    select date_bin(step, t.hour, first) as at, t.state_type, t.runs from flow_run_owner_tally t
    where t.workspace_id = workspace and t.owner_id = any (wanted) and t.hour >= first and t.hour < last
    union all
    select date_bin(step, c.expected_start_time, first), c.state_type, c.runs from flow_run_change c
    where c.workspace_id = workspace and c.expected_start_time >= first and c.expected_start_time < last and c.owners && wanted
    union all
    select date_bin(step, r.expected_start_time, first), r.state_type, count(*) from flow_run r
    where r.workspace_id = workspace and r.expected_start_time >= bound and r.expected_start_time < last
      and array[r.flow_id, r.deployment_id, r.work_queue_id] && wanted
    group by 1, 2
  ) x
  where x.state_type <> '' and (states is null or x.state_type = any (states))
  group by 1, 2 having sum(x.runs) > 0;
end $$;

-- ---------------------------------------------------------------- task runs

-- No row: nothing of the workspace is sealed.
create table task_run_seal (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  sealed_until timestamptz not null
);
call protect_workspace_table('task_run_seal');

-- Sealed task runs by the hour of their expected start. A run without a state: ''.
create table task_run_tally (
  workspace_id uuid not null,
  hour timestamptz not null,
  state_type text not null,
  runs bigint not null,
  primary key (workspace_id, hour, state_type)
);
call protect_workspace_table('task_run_tally');

-- What was written to sealed task runs since the last fold: one row for what a run no longer is, one for what it is now.
create table task_run_change (
  workspace_id uuid not null,
  id bigint generated always as identity,
  expected_start_time timestamptz not null,
  state_type text not null,
  runs smallint not null check (runs in (-1, 1)),
  primary key (workspace_id, id)
);
call protect_workspace_table('task_run_change');

-- For cascades, as with flow runs.
create policy cascade_reads on task_run_seal for select to current_user using (true);
create policy cascade_notes on task_run_change for insert to current_user with check (true);

create function note_task_run_change() returns trigger language plpgsql as $$
declare
  workspace uuid;
  bound timestamptz;
begin
  if tg_op = 'DELETE' then workspace := old.workspace_id; else workspace := new.workspace_id; end if;
  perform pg_advisory_xact_lock_shared(7250014, hashtext(workspace::text));
  select sealed_until into bound from task_run_seal where workspace_id = workspace;
  if bound is null then return null; end if;
  if tg_op <> 'INSERT' and old.expected_start_time < bound then
    insert into task_run_change (workspace_id, expected_start_time, state_type, runs)
    values (workspace, old.expected_start_time, coalesce(old.state_type, ''), -1);
  end if;
  if tg_op <> 'DELETE' and new.expected_start_time < bound then
    insert into task_run_change (workspace_id, expected_start_time, state_type, runs)
    values (workspace, new.expected_start_time, coalesce(new.state_type, ''), 1);
  end if;
  return null;
end $$;

-- Task runs of the last ten minutes are never sealed: nearly all are over by then, and their writes pay the condition only.
create trigger task_run_inserted after insert on task_run for each row
  when (new.expected_start_time < clock_timestamp() - interval '10 minutes')
  execute function note_task_run_change();
create trigger task_run_updated after update on task_run for each row
  when ((old.expected_start_time < clock_timestamp() - interval '10 minutes'
      or new.expected_start_time < clock_timestamp() - interval '10 minutes')
    and (old.state_type is distinct from new.state_type or old.expected_start_time is distinct from new.expected_start_time))
  execute function note_task_run_change();
create trigger task_run_deleted after delete on task_run for each row
  when (old.expected_start_time < clock_timestamp() - interval '10 minutes')
  execute function note_task_run_change();

create function forget_task_run_tallies() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  truncate task_run_seal, task_run_tally, task_run_change;
  return null;
end $$;
create trigger task_run_truncated after truncate on task_run for each statement execute function forget_task_run_tallies();

create function add_to_task_run_tally(workspace uuid, hours timestamptz[], states text[], counts bigint[]) returns void language sql as $$
  insert into task_run_tally as t (workspace_id, hour, state_type, runs)
  select workspace, hour, state_type, sum(runs) from unnest(hours, states, counts) as x (hour, state_type, runs)
  group by hour, state_type order by hour, state_type
  on conflict (workspace_id, hour, state_type) do update set runs = t.runs + excluded.runs
$$;

-- As seal_flow_runs; `target` must be at least ten minutes before the moment.
create function seal_task_runs(workspace uuid, target timestamptz, runs_max integer) returns integer language plpgsql as $$
declare
  begun timestamptz;
  bound timestamptz;
  hours timestamptz[];
  states text[];
  counts bigint[];
  sealed integer;
begin
  if not pg_try_advisory_xact_lock(7250014, hashtext(workspace::text)) then return 0; end if;
  select sealed_until into begun from task_run_seal where workspace_id = workspace;
  begun := coalesce(begun, '-infinity');
  if begun >= target then return 0; end if;
  select expected_start_time into bound from task_run
  where workspace_id = workspace and expected_start_time >= begun and expected_start_time < target
  order by expected_start_time offset runs_max limit 1;
  bound := coalesce(bound, target);
  if bound = begun then bound := begun + interval '1 microsecond'; end if;
  select array_agg(hour), array_agg(state_type), array_agg(runs), coalesce(sum(runs), 0)
  into hours, states, counts, sealed
  from (
    select date_trunc('hour', t.expected_start_time, 'UTC') as hour, coalesce(t.state_type, '') as state_type, count(*) as runs
    from task_run t
    where t.workspace_id = workspace and t.expected_start_time >= begun and t.expected_start_time < bound
    group by 1, 2
  ) x;
  insert into task_run_seal (workspace_id, sealed_until) values (workspace, bound)
  on conflict (workspace_id) do update set sealed_until = excluded.sealed_until;
  if sealed > 0 then perform add_to_task_run_tally(workspace, hours, states, counts); end if;
  return sealed;
end $$;

-- As fold_flow_run_changes.
create function fold_task_run_changes(changes_max integer) returns integer language plpgsql as $$
declare
  taken task_run_change[];
begin
  if not pg_try_advisory_xact_lock(7250015) then return 0; end if;
  with gone as (
    delete from task_run_change c using (select workspace_id, id from task_run_change limit changes_max) x
    where c.workspace_id = x.workspace_id and c.id = x.id returning c.*
  )
  select array_agg(g::task_run_change) into taken from gone g;
  if taken is null then return 0; end if;
  perform add_to_task_run_tally(workspace_id, array_agg(hour), array_agg(state_type), array_agg(runs))
  from (
    select c.workspace_id, date_trunc('hour', c.expected_start_time, 'UTC') as hour, c.state_type, sum(c.runs)::bigint as runs
    from unnest(taken) c join task_run_seal s on s.workspace_id = c.workspace_id
    group by 1, 2, 3 having sum(c.runs) <> 0 order by 1, 2, 3
  ) x
  group by workspace_id order by workspace_id;
  return cardinality(taken);
end $$;

-- Task runs by steps of whole hours and type of state, as flow_run_outcomes.
create function task_run_outcomes(workspace uuid, first timestamptz, last timestamptz, step interval)
returns table (at timestamptz, state_type text, runs bigint)
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
declare
  bound timestamptz;
begin
  select s.sealed_until into bound from task_run_seal s where s.workspace_id = workspace;
  bound := greatest(first, coalesce(bound, '-infinity'));
  return query
  select x.at, x.state_type, sum(x.runs)::bigint from (
    select date_bin(step, t.hour, first) as at, t.state_type, t.runs from task_run_tally t
    where t.workspace_id = workspace and t.hour >= first and t.hour < last
    union all
    select date_bin(step, c.expected_start_time, first), c.state_type, c.runs from task_run_change c
    where c.workspace_id = workspace and c.expected_start_time >= first and c.expected_start_time < last
    union all
    select date_bin(step, t.expected_start_time, first), t.state_type, count(*) from task_run t
    where t.workspace_id = workspace and t.expected_start_time >= bound and t.expected_start_time < last
    group by 1, 2
  ) x
  where x.state_type <> ''
  group by 1, 2 having sum(x.runs) > 0;
end $$;
