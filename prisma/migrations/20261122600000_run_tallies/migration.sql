-- Counts and name searches over old runs without reading them (docs/decisions/0012-tallies-of-sealed-runs.md).
-- Up to `flow_run_seal.sealed_until`, runs are counted in `flow_run_tally` and named in `flow_run_names`; a later write to
-- such a run is told by an appended `flow_run_change`. Runs expected after it, or at no time, are read themselves.

-- Histories count by spans that begin at any moment, so no tally of whole hours answers them: they read this index, and no
-- run of which the page is known to be visible to all. Every write of a state wrote to it before, too.
drop index flow_run_expected;
create index flow_run_expected on flow_run (workspace_id, expected_start_time, id)
  include (state_type, state_name, state_timestamp, start_time, total_run_time_seconds);

-- No row: nothing of the workspace is sealed.
create table flow_run_seal (
  workspace_id uuid primary key references workspace (id) on delete cascade,
  sealed_until timestamptz not null
);
call protect_workspace_table('flow_run_seal');

-- Sealed runs by the hour of their expected start; `-infinity` holds the sum of all hours. A run without a state: ''.
create table flow_run_tally (
  workspace_id uuid not null,
  hour timestamptz not null,
  state_type text not null,
  runs bigint not null,
  primary key (workspace_id, hour, state_type)
);
call protect_workspace_table('flow_run_tally');

-- What was written to sealed runs since the last fold: one row for what a run no longer is, one for what it is now.
create table flow_run_change (
  workspace_id uuid not null,
  id bigint generated always as identity,
  expected_start_time timestamptz not null,
  state_type text not null,
  runs smallint not null check (runs in (-1, 1)),
  -- only of what it is now: names are added and never taken back
  name text,
  primary key (workspace_id, id)
);
call protect_workspace_table('flow_run_change');

-- Lower-case names, one a line, of all sealed runs expected within a span (both ends inclusive), and perhaps of some
-- that are gone: a search reads runs only of spans that hold its text.
create table flow_run_names (
  workspace_id uuid not null,
  first_expected timestamptz not null,
  last_expected timestamptz not null,
  id bigint generated always as identity,
  names text not null,
  primary key (workspace_id, first_expected, id)
);
call protect_workspace_table('flow_run_names');

-- A foreign key's cascade (a flow that goes with its runs) fires the triggers below as the owner of the tables, whom
-- forced row-level security shows nothing. Without these two the changes would be lost, and the counts wrong.
create policy cascade_reads on flow_run_seal for select to current_user using (true);
create policy cascade_notes on flow_run_change for insert to current_user with check (true);

-- Fires for runs that may be sealed, see the triggers' conditions. The lock is shared by writers and is held until
-- their transaction ends; a seal takes it alone: it either counts this write or the writer sees the new bound.
create function note_flow_run_change() returns trigger language plpgsql as $$
declare
  workspace uuid;
  bound timestamptz;
begin
  if tg_op = 'DELETE' then workspace := old.workspace_id; else workspace := new.workspace_id; end if;
  perform pg_advisory_xact_lock_shared(7250012, hashtext(workspace::text));
  select sealed_until into bound from flow_run_seal where workspace_id = workspace;
  if bound is null then return null; end if;
  if tg_op <> 'INSERT' and old.expected_start_time < bound then
    insert into flow_run_change (workspace_id, expected_start_time, state_type, runs)
    values (workspace, old.expected_start_time, coalesce(old.state_type, ''), -1);
  end if;
  if tg_op <> 'DELETE' and new.expected_start_time < bound then
    insert into flow_run_change (workspace_id, expected_start_time, state_type, runs, name)
    values (workspace, new.expected_start_time, coalesce(new.state_type, ''), 1, new.name);
  end if;
  return null;
end $$;

-- Most writes are about runs of this minute, which are never sealed: for those only the condition is paid. It looks at
-- the clock, not at the transaction's start: see seal_flow_runs.
create trigger flow_run_inserted after insert on flow_run for each row
  when (new.expected_start_time < clock_timestamp() - interval '60 seconds')
  execute function note_flow_run_change();
create trigger flow_run_updated after update on flow_run for each row
  when ((old.expected_start_time < clock_timestamp() - interval '60 seconds'
      or new.expected_start_time < clock_timestamp() - interval '60 seconds')
    and (old.state_type is distinct from new.state_type
      or old.expected_start_time is distinct from new.expected_start_time or old.name <> new.name))
  execute function note_flow_run_change();
create trigger flow_run_deleted after delete on flow_run for each row
  when (old.expected_start_time < clock_timestamp() - interval '60 seconds')
  execute function note_flow_run_change();

-- An administrator's TRUNCATE leaves nothing to count.
create function forget_flow_run_tallies() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  truncate flow_run_seal, flow_run_tally, flow_run_change, flow_run_names;
  return null;
end $$;
create trigger flow_run_truncated after truncate on flow_run for each statement execute function forget_flow_run_tallies();

-- Adds to the tallies of hours and to the sum of all hours.
create function add_to_flow_run_tally(workspace uuid, hours timestamptz[], states text[], counts bigint[]) returns void language sql as $$
  insert into flow_run_tally as t (workspace_id, hour, state_type, runs)
  select workspace, hour, state_type, sum(runs)
  from unnest(hours || array_fill('-infinity'::timestamptz, array[cardinality(hours)]), states || states, counts || counts)
    as x (hour, state_type, runs)
  group by hour, state_type order by hour, state_type
  on conflict (workspace_id, hour, state_type) do update set runs = t.runs + excluded.runs
$$;

-- Seals the runs of a workspace that are expected before `target`, at most about `runs_max` of them, and returns how many.
-- `target` must be at least a minute before some moment, and all transactions that had an id at that moment must have
-- ended: then none that skipped the trigger, because the run was of its last minute, is still under way.
create function seal_flow_runs(workspace uuid, target timestamptz, runs_max integer) returns integer language plpgsql as $$
declare
  begun timestamptz;
  bound timestamptz;
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

-- Takes noted changes into the tallies and names; one statement's work is all or nothing. Returns how many were taken.
create function fold_flow_run_changes(changes_max integer) returns integer language plpgsql as $$
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
  insert into flow_run_names (workspace_id, first_expected, last_expected, names)
  select c.workspace_id, min(c.expected_start_time), max(c.expected_start_time), string_agg(distinct lower(c.name), e'\n')
  from unnest(taken) c join flow_run_seal s on s.workspace_id = c.workspace_id
  where c.runs = 1 and c.name is not null
  group by c.workspace_id, date_trunc('hour', c.expected_start_time, 'UTC');
  return cardinality(taken);
end $$;

-- How many runs are expected within [first, last), of these types of state or, with null, of any; with neither bound, runs
-- expected at no time count too. Stable: every statement of it sees what the caller's statement sees, so seal, tallies,
-- changes and runs are of one moment, and the answer is that of a plain count whatever is sealed or folded meanwhile.
-- Its plans are right for any values, so they are made once a session.
create function count_flow_runs(workspace uuid, states text[], first timestamptz, last timestamptz) returns bigint
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
declare
  bound timestamptz;
  lower_hour timestamptz;
  upper_hour timestamptz;
  total bigint;
  part bigint;
begin
  select sealed_until into bound from flow_run_seal s where s.workspace_id = workspace;
  bound := coalesce(bound, '-infinity');
  -- Whole hours within the span come from the tallies; the hour that is sealed in part ends where the seal does.
  lower_hour := date_trunc('hour', first, 'UTC');
  if lower_hour < first then lower_hour := lower_hour + interval '1 hour'; end if;
  upper_hour := case when last >= bound then bound else date_trunc('hour', last, 'UTC') end;
  if lower_hour >= upper_hour then
    lower_hour := last;
    upper_hour := last;
  end if;
  if lower_hour = '-infinity' and upper_hour = bound and bound > '-infinity' then
    select coalesce(sum(t.runs), 0) into total from flow_run_tally t
    where t.workspace_id = workspace and t.hour = '-infinity' and (states is null or t.state_type = any (states));
  elsif lower_hour < upper_hour then
    select coalesce(sum(t.runs), 0) into total from flow_run_tally t
    where t.workspace_id = workspace and t.hour > '-infinity' and t.hour >= lower_hour and t.hour < upper_hour
      and (states is null or t.state_type = any (states));
  else
    total := 0;
  end if;
  if lower_hour < upper_hour then
    select coalesce(sum(c.runs), 0) into part from flow_run_change c
    where c.workspace_id = workspace and c.expected_start_time >= lower_hour and c.expected_start_time < upper_hour
      and (states is null or c.state_type = any (states));
    total := total + part;
  end if;
  -- Without states an index alone answers.
  if states is null then
    select count(*) into part from flow_run r
    where r.workspace_id = workspace and r.expected_start_time >= upper_hour and r.expected_start_time < last;
    total := total + part;
    if first < lower_hour then
      select count(*) into part from flow_run r
      where r.workspace_id = workspace and r.expected_start_time >= first and r.expected_start_time < lower_hour;
      total := total + part;
    end if;
  else
    select count(*) into part from flow_run r
    where r.workspace_id = workspace and r.expected_start_time >= upper_hour and r.expected_start_time < last
      and r.state_type = any (states);
    total := total + part;
    if first < lower_hour then
      select count(*) into part from flow_run r
      where r.workspace_id = workspace and r.expected_start_time >= first and r.expected_start_time < lower_hour
        and r.state_type = any (states);
      total := total + part;
    end if;
  end if;
  if first = '-infinity' and last = 'infinity' then
    select count(*) into part from flow_run r
    where r.workspace_id = workspace and r.expected_start_time is null and (states is null or r.state_type = any (states));
    total := total + part;
  end if;
  return total;
end $$;

-- Runs whose name seems to contain a text (whoever asks makes sure by ilike): all of them, or null when nothing is sealed, the
-- text is found in more than `spans_max` spans or more than `runs_max` runs have it. Sealed runs are read only in spans that
-- hold the text; whether one has it is always read from the run, so what a span says too much does no harm.
create function flow_runs_named_like(workspace uuid, part text, spans_max integer, runs_max integer) returns uuid[]
language plpgsql stable set plan_cache_mode = force_generic_plan as $$
declare
  bound timestamptz;
  firsts timestamptz[];
  lasts timestamptz[];
  found uuid[];
  more uuid[];
begin
  select sealed_until into bound from flow_run_seal s where s.workspace_id = workspace;
  if bound is null then return null; end if;
  part := lower(part);
  select array_agg(x.first), array_agg(x.last) into firsts, lasts from (
    select n.first_expected as first, n.last_expected as last from flow_run_names n
    where n.workspace_id = workspace and strpos(n.names, part) > 0
    union all
    select c.expected_start_time, c.expected_start_time from flow_run_change c
    where c.workspace_id = workspace and strpos(lower(c.name), part) > 0
    limit spans_max + 1
  ) x;
  if cardinality(firsts) > spans_max then return null; end if;
  select array_agg(x.id) into found from (
    select r.id from flow_run r
    where r.workspace_id = workspace and r.expected_start_time >= bound and strpos(lower(r.name), part) > 0
    union all
    select r.id from flow_run r
    where r.workspace_id = workspace and r.expected_start_time is null and strpos(lower(r.name), part) > 0
    limit runs_max + 1
  ) x;
  -- One by one: joined to the spans, all runs of the workspace would be read for them.
  for i in 1 .. coalesce(cardinality(firsts), 0) loop
    select array_agg(r.id) into more from flow_run r
    where r.workspace_id = workspace and r.expected_start_time >= firsts[i] and r.expected_start_time <= lasts[i]
      and strpos(lower(r.name), part) > 0;
    found := found || more;
  end loop;
  if cardinality(found) > runs_max then return null; end if;
  return coalesce(found, '{}');
end $$;
