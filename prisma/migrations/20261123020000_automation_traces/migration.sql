-- What automations did and why: firings with the fate of their actions, metrics that are watched; and retention by
-- dropping partitions.

-- One row for each time that an automation fired; its id is that of the event that tells of it. `actions` is a JSON list
-- of what was ordered, each with its fate; it is written by whoever ends the action. No foreign key: deleting an
-- automation must not take as long as its history is.
create table automation_firing (
  workspace_id uuid not null,
  id uuid not null,
  automation_id uuid not null,
  trigger_id uuid not null,
  fired_us bigint not null,
  labels json not null,
  event_id uuid,
  event_us bigint,
  actions jsonb not null,
  primary key (workspace_id, id)
) partition by range (id);
create index automation_firing_list on automation_firing (workspace_id, automation_id, id);
create table automation_firing_default partition of automation_firing default;
call protect_workspace_table('automation_firing');

alter table automation_action add column failed_at timestamptz;

-- What a metric trigger has seen. `is_breached`: it fired, and fires again only after the metric was back for long enough;
-- `turned_us`: since when the metric has said otherwise.
create table automation_metric (
  workspace_id uuid not null,
  automation_id uuid not null,
  trigger_id uuid not null,
  due timestamptz not null default clock_timestamp(),
  checked_us bigint,
  value double precision,
  runs integer,
  turned_us bigint,
  is_breached boolean not null default false,
  primary key (workspace_id, automation_id, trigger_id),
  foreign key (workspace_id, automation_id) references automation (workspace_id, id) on delete cascade
);
create index automation_metric_due on automation_metric (due);
call protect_workspace_table('automation_metric');

-- Keeps every time-partitioned table ahead of the clock (called at start and by the background loop).
create or replace procedure maintain_partitions() language plpgsql security definer set search_path = public, pg_temp as $$
declare
  week timestamptz := date_trunc('week', now() at time zone 'UTC') at time zone 'UTC';
  four_weeks timestamptz := '2026-11-02T00:00:00Z'::timestamptz
    + interval '28 days' * floor(extract(epoch from now() - '2026-11-02T00:00:00Z'::timestamptz) / 2419200);
begin
  perform pg_advisory_xact_lock(7250011);
  call ensure_partitions('flow_run_state', true, interval '28 days', four_weeks, now() + interval '28 days');
  call ensure_partitions('task_run_state', false, interval '28 days', four_weeks, now() + interval '28 days');
  call ensure_partitions('log', true, interval '7 days', week, now() + interval '7 days');
  call ensure_partitions('event', false, interval '7 days', week, now() + interval '7 days');
  call ensure_partitions('automation_firing', true, interval '7 days', week, now() + interval '7 days');
end $$;
call maintain_partitions();

-- Drops the partitions of a table that hold nothing younger than `before`, and returns their names. Dropping waits for
-- readers of the table, and whoever comes later waits behind it: so it waits a moment only, and is tried again later.
create function drop_partitions(parent text, before timestamptz) returns setof text language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  step interval;
  child record;
begin
  step := case when parent in ('flow_run_state', 'task_run_state') then interval '28 days'
               when parent in ('log', 'event', 'automation_firing') then interval '7 days' end;
  if step is null then
    raise exception 'partitions of % are not dropped', parent;
  end if;
  perform set_config('lock_timeout', '2s', true);
  for child in
    select c.relname as name, to_date(right(c.relname, 8), 'YYYYMMDD')::timestamp at time zone 'UTC' as lower_bound
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = to_regclass(parent) and c.relname ~ ('^' || parent || '_p\d{8}$') order by c.relname
  loop
    exit when child.lower_bound + step > before;
    begin
      execute format('drop table %I', child.name);
    exception when lock_not_available then
      exit;
    end;
    return next child.name;
  end loop;
end $$;
revoke all on function drop_partitions(text, timestamptz) from public;
grant execute on function drop_partitions(text, timestamptz) to orch_background;
