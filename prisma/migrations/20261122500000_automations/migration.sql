-- What automations watch, what they have counted, and what they have to do.

-- Names of events (as patterns of LIKE) that the active automations look at.
create table automation_interest (
  workspace_id uuid not null,
  pattern text not null,
  automation_id uuid not null,
  primary key (workspace_id, pattern, automation_id),
  foreign key (workspace_id, automation_id) references automation (workspace_id, id) on delete cascade
);
create index automation_interest_automation on automation_interest (workspace_id, automation_id);
-- Automations that were there before: their owner may look at all of them for this one statement.
alter table automation no force row level security;
insert into automation_interest (workspace_id, pattern, automation_id)
with recursive part (workspace_id, automation_id, trigger) as (
  select workspace_id, id, trigger::jsonb from automation where enabled
  union all
  select p.workspace_id, p.automation_id, child
  from part p, jsonb_array_elements(coalesce(p.trigger -> 'triggers', '[]')) child
), named (workspace_id, automation_id, name) as (
  select workspace_id, automation_id, jsonb_array_elements_text((trigger -> 'expect') || (trigger -> 'after'))
  from part where trigger ->> 'type' = 'event' and trigger -> 'expect' <> '[]'
  union all
  select workspace_id, automation_id, '*' from part where trigger ->> 'type' = 'event' and trigger -> 'expect' = '[]'
)
select distinct workspace_id, translate(regexp_replace(name, '([\\%_])', '\\\1', 'g'), '*', '%'), automation_id from named;
alter table automation force row level security;
call protect_workspace_table('automation_interest');

-- Events that were committed and that no evaluation has seen yet. A row is written with its event and deleted with
-- the evaluation, so that every event is evaluated exactly once whatever process dies.
create table automation_event (
  workspace_id uuid not null references workspace (id) on delete cascade,
  position bigint generated always as identity,
  event_id uuid not null,
  occurred timestamptz not null,
  queued timestamptz not null default clock_timestamp(),
  primary key (workspace_id, position)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
call protect_workspace_table('automation_event');

-- Every statement that writes events comes by here, whichever context sends it. Where nobody watches, this is one
-- look into an empty index range. Names are few and repeat, so each is asked about once; the events stay in the
-- order in which they were sent.
create function queue_watched_events() returns trigger language plpgsql as $$
declare
  watched text[];
begin
  if not exists (select from automation_interest) then
    return null;
  end if;
  watched := array(
    select n.workspace_id::text || n.event from (select distinct workspace_id, event from new_events) n
    where exists (
      select from automation_interest i where i.workspace_id = n.workspace_id and n.event like i.pattern
    )
  );
  if watched <> '{}' then
    insert into automation_event (workspace_id, event_id, occurred)
    select n.workspace_id, n.id, n.occurred from new_events n where n.workspace_id::text || n.event = any(watched);
    perform pg_notify('orch_watched_events', '');
  end if;
  return null;
end $$;
create trigger queue_watched_events after insert on event referencing new table as new_events
  for each statement execute function queue_watched_events();

-- What a trigger has counted for one key (a JSON list of label values). Times are microseconds, exactly as events have them.
create table automation_bucket (
  workspace_id uuid not null,
  automation_id uuid not null,
  trigger_id uuid not null,
  key_hash text generated always as (md5(key)) stored,
  key text not null,
  is_proactive boolean not null,
  start_us bigint not null,
  end_us bigint not null,
  count integer not null,
  last_event_id uuid,
  last_event_us bigint,
  primary key (workspace_id, automation_id, trigger_id, key_hash),
  foreign key (workspace_id, automation_id) references automation (workspace_id, id) on delete cascade
);
create index automation_bucket_due on automation_bucket (end_us) where is_proactive;
create index automation_bucket_closed on automation_bucket (end_us) where not is_proactive;
call protect_workspace_table('automation_bucket');

-- Firings of the parts of compound and sequence triggers that are not complete yet.
create table automation_child_firing (
  workspace_id uuid not null,
  automation_id uuid not null,
  group_id uuid not null,
  trigger_id uuid not null,
  fired_us bigint not null,
  firing json not null,
  primary key (workspace_id, automation_id, group_id, trigger_id),
  foreign key (workspace_id, automation_id) references automation (workspace_id, id) on delete cascade
);
call protect_workspace_table('automation_child_firing');

-- Actions that automations have to do. An action that was ordered is done although its automation is deleted.
-- `failed`: nobody tries it again; kept for a while, to be looked at.
create table automation_action (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  automation_id uuid not null,
  -- what the automation was when it fired
  automation json not null,
  action json not null,
  action_index integer not null,
  firing json not null,
  event_id uuid,
  event_us bigint,
  state_event_id uuid not null,
  -- the automations behind it, each set off by the one before
  chain text[] not null,
  status text not null default 'waiting' check (status in ('waiting', 'failed')),
  attempts integer not null default 0,
  due timestamptz not null default clock_timestamp(),
  reason text,
  created timestamptz not null default clock_timestamp(),
  primary key (workspace_id, id)
);
create index automation_action_due on automation_action (due) where status = 'waiting';
create index automation_action_failed on automation_action (workspace_id, created) where status = 'failed';
call protect_workspace_table('automation_action');
