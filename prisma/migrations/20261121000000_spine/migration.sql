-- The spine: accounts and workspaces, flows and runs, states, logs, events, and what deployments and workers need.
-- Roles orch_app and orch_background exist before this runs (tools/migrate.mjs makes them).

-- Closes the tenant door of one table: rows are seen and written only inside the workspace that the transaction
-- (or connection) is bound to. Loops that cross workspaces use the second, named role.
create procedure protect_workspace_table(table_name text) language plpgsql as $$
begin
  execute format('alter table %I enable row level security', table_name);
  execute format('alter table %I force row level security', table_name);
  execute format(
    'create policy tenant on %I to orch_app using (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)
     with check (workspace_id = nullif(current_setting(''app.workspace_id'', true), '''')::uuid)', table_name);
  execute format('create policy background on %I to orch_background using (true) with check (true)', table_name);
  execute format('grant select, insert, update, delete on %I to orch_app, orch_background', table_name);
end $$;

-- The smallest UUIDv7 of a moment: bounds of partitions by id.
create function uuid_floor(moment timestamptz) returns uuid language sql immutable as $$
  select (lpad(to_hex((extract(epoch from moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;

-- Makes the partitions of one period ahead; safe to call again and from several processes.
create procedure ensure_partitions(parent text, by_id boolean, step interval, first timestamptz, last timestamptz)
language plpgsql as $$
declare
  lower_bound timestamptz := first;
  child text;
begin
  while lower_bound <= last loop
    child := format('%s_p%s', parent, to_char(lower_bound at time zone 'UTC', 'YYYYMMDD'));
    if to_regclass(child) is null then
      if by_id then
        execute format('create table if not exists %I partition of %I for values from (%L) to (%L)',
          child, parent, uuid_floor(lower_bound), uuid_floor(lower_bound + step));
      else
        execute format('create table if not exists %I partition of %I for values from (%L) to (%L)',
          child, parent, lower_bound, lower_bound + step);
      end if;
    end if;
    lower_bound := lower_bound + step;
  end loop;
end $$;

-- Keeps every time-partitioned table ahead of the clock (called at start and by the background loop).
-- Months and weeks begin at fixed UTC points, so that every process computes the same bounds.
create procedure maintain_partitions() language plpgsql security definer set search_path = public, pg_temp as $$
declare
  week timestamptz := date_trunc('week', now() at time zone 'UTC') at time zone 'UTC';
begin
  perform pg_advisory_xact_lock(7250011);
  call ensure_partitions('flow_run_state', true, interval '28 days', '2026-11-02T00:00:00Z'::timestamptz + interval '28 days' * floor(extract(epoch from now() - '2026-11-02T00:00:00Z'::timestamptz) / 2419200), now() + interval '28 days');
  call ensure_partitions('task_run_state', false, interval '28 days', '2026-11-02T00:00:00Z'::timestamptz + interval '28 days' * floor(extract(epoch from now() - '2026-11-02T00:00:00Z'::timestamptz) / 2419200), now() + interval '28 days');
  call ensure_partitions('log', true, interval '7 days', week, now() + interval '7 days');
  call ensure_partitions('event', false, interval '7 days', week, now() + interval '7 days');
end $$;

-- ---------------------------------------------------------------- identity
create table account (
  id uuid primary key,
  name text not null,
  handle text not null unique,
  settings jsonb not null default '{}',
  created timestamptz not null default now(),
  updated timestamptz not null default now()
);

-- A person. Password, e-mail verification and identity providers are added by their own tables.
create table app_user (
  id uuid primary key,
  email text not null,
  handle text not null unique,
  first_name text not null default '',
  last_name text not null default '',
  is_disabled boolean not null default false,
  created timestamptz not null default now(),
  updated timestamptz not null default now()
);
create unique index app_user_email on app_user (lower(email));

-- A machine identity of an account ("bot" on the wire).
create table service_account (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  name text not null,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  unique (account_id, name)
);

-- Roles: rows without an account are built in; their scopes live in code, those of custom roles in `scopes`.
create table role (
  id uuid primary key,
  account_id uuid references account (id) on delete cascade,
  level text not null check (level in ('account', 'workspace')),
  name text not null,
  description text not null default '',
  scopes text[],
  inherited_role_id uuid references role (id),
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  unique nulls not distinct (account_id, level, name)
);
insert into role (id, level, name) values
  ('00000000-0000-7000-8000-000000000001', 'account', 'Owner'),
  ('00000000-0000-7000-8000-000000000002', 'account', 'Admin'),
  ('00000000-0000-7000-8000-000000000003', 'account', 'Member'),
  ('00000000-0000-7000-8000-000000000011', 'workspace', 'Owner'),
  ('00000000-0000-7000-8000-000000000012', 'workspace', 'Developer'),
  ('00000000-0000-7000-8000-000000000013', 'workspace', 'Runner'),
  ('00000000-0000-7000-8000-000000000014', 'workspace', 'Viewer'),
  ('00000000-0000-7000-8000-000000000015', 'workspace', 'Worker');

create table workspace (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  name text not null,
  handle text not null,
  description text not null default '',
  default_role_id uuid references role (id),
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  unique (account_id, handle)
);

-- `actor_id` is a user's or a service account's id.
create table account_member (
  account_id uuid not null references account (id) on delete cascade,
  actor_id uuid not null,
  actor_kind text not null check (actor_kind in ('user', 'service_account')),
  role_id uuid not null references role (id),
  created timestamptz not null default now(),
  primary key (account_id, actor_id)
);
create index account_member_actor on account_member (actor_id);

create table workspace_access (
  id uuid not null unique,
  workspace_id uuid not null references workspace (id) on delete cascade,
  actor_id uuid not null,
  actor_kind text not null check (actor_kind in ('user', 'service_account', 'team')),
  role_id uuid not null references role (id),
  created timestamptz not null default now(),
  primary key (workspace_id, actor_id)
);
create index workspace_access_actor on workspace_access (actor_id);

-- Only the SHA-256 of a key is kept. `shown` is what people recognise it by: prefix and last four characters.
create table api_key (
  id uuid primary key,
  actor_id uuid not null,
  actor_kind text not null check (actor_kind in ('user', 'service_account')),
  account_id uuid references account (id) on delete cascade,
  name text not null,
  hash bytea not null unique,
  shown text not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  created timestamptz not null default now()
);
create index api_key_actor on api_key (actor_id);

grant select, insert, update, delete on account, app_user, service_account, role, workspace, account_member, workspace_access, api_key
  to orch_app, orch_background;

-- ---------------------------------------------------------------- runs
create table flow (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  name text not null,
  tags text[] not null default '{}',
  labels jsonb not null default '{}',
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, name)
);
call protect_workspace_table('flow');

create table flow_run (
  workspace_id uuid not null,
  id uuid not null,
  flow_id uuid not null,
  name text not null,
  deployment_id uuid,
  deployment_version text,
  work_queue_id uuid,
  work_queue_name text,
  flow_version text,
  parameters json not null default '{}',
  idempotency_key text,
  context json not null default '{}',
  empirical_policy json not null default '{}',
  tags text[] not null default '{}',
  labels jsonb not null default '{}',
  created_by json,
  infrastructure_pid text,
  infrastructure_document_id uuid,
  job_variables json,
  parent_task_run_id uuid,
  auto_scheduled boolean not null default false,
  run_count integer not null default 0,
  expected_start_time timestamptz,
  next_scheduled_start_time timestamptz,
  start_time timestamptz,
  end_time timestamptz,
  total_run_time_seconds double precision not null default 0,
  -- the current state, kept here so that a read needs no join; the history is in flow_run_state
  state_id uuid,
  state_type text,
  state_name text,
  state_timestamp timestamptz,
  state_message text,
  state_data json,
  state_details json,
  -- true while the run is AwaitingRetry inside its own process: never handed out by a poll
  retries_in_process boolean not null default false,
  -- handed out by a poll until then; other polls skip it (a lease, so that a dead poller strands nothing)
  handed_out_until timestamptz,
  -- when a background loop must look at this run: due time of a scheduled one, end of a pause, of a cancellation
  attention_at timestamptz,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, flow_id) references flow (workspace_id, id) on delete cascade
);
-- eight indexes with the primary key, no more: every transition pays for each of them
create unique index flow_run_idempotency on flow_run (workspace_id, flow_id, idempotency_key);
-- written as a case, because coalesce() is not leakproof: under row-level security its index would not be used
create index flow_run_start on flow_run (workspace_id, (case when start_time is null then expected_start_time else start_time end), id);
create index flow_run_expected on flow_run (workspace_id, expected_start_time, id);
create index flow_run_deployment on flow_run (workspace_id, deployment_id, (case when start_time is null then expected_start_time else start_time end)) where deployment_id is not null;
-- what a queue has to hand out, earliest first, and who holds its slots; a run that ended is not in it
create index flow_run_poll on flow_run (workspace_id, work_queue_id, state_type, next_scheduled_start_time, id)
  where work_queue_id is not null and state_type in ('SCHEDULED', 'PENDING', 'RUNNING', 'CANCELLING');
create index flow_run_parent on flow_run (workspace_id, parent_task_run_id) where parent_task_run_id is not null;
create index flow_run_attention on flow_run (attention_at) where attention_at is not null;
call protect_workspace_table('flow_run');

-- No foreign key to flow_run: the only writer holds the run's row; deleting a run deletes its states.
create table flow_run_state (
  workspace_id uuid not null,
  id uuid not null,
  flow_run_id uuid not null,
  type text not null,
  name text not null,
  timestamp timestamptz not null,
  message text,
  data json,
  state_details json not null,
  primary key (workspace_id, id)
) partition by range (id);
create index flow_run_state_run on flow_run_state (workspace_id, flow_run_id, timestamp);
create table flow_run_state_default partition of flow_run_state default;
call protect_workspace_table('flow_run_state');

create table task_run (
  workspace_id uuid not null,
  id uuid not null,
  flow_run_id uuid,
  name text not null,
  task_key text not null,
  dynamic_key text not null,
  cache_key text,
  cache_expiration timestamptz,
  task_version text,
  empirical_policy json not null default '{}',
  task_inputs json not null default '{}',
  tags text[] not null default '{}',
  labels jsonb not null default '{}',
  run_count integer not null default 0,
  flow_run_run_count integer not null default 0,
  expected_start_time timestamptz,
  next_scheduled_start_time timestamptz,
  start_time timestamptz,
  end_time timestamptz,
  total_run_time_seconds double precision not null default 0,
  state_id uuid,
  state_type text,
  state_name text,
  state_timestamp timestamptz,
  state_message text,
  state_data json,
  state_details json,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, flow_run_id, task_key, dynamic_key),
  foreign key (workspace_id, flow_run_id) references flow_run (workspace_id, id) on delete cascade
);
create index task_run_expected on task_run (workspace_id, expected_start_time, id);
create index task_run_background on task_run (workspace_id, task_key, state_type) where flow_run_id is null;
call protect_workspace_table('task_run');

create table task_run_state (
  workspace_id uuid not null,
  id uuid not null,
  task_run_id uuid not null,
  type text not null,
  name text not null,
  timestamp timestamptz not null,
  message text,
  data json,
  state_details json not null,
  -- the id is the client's event id, so time, not the id, decides the partition
  primary key (workspace_id, task_run_id, timestamp, id)
) partition by range (timestamp);
create index task_run_state_id on task_run_state (workspace_id, id);
create table task_run_state_default partition of task_run_state default;
call protect_workspace_table('task_run_state');

create table task_run_state_cache (
  workspace_id uuid not null,
  cache_key text not null,
  cache_expiration timestamptz,
  task_run_state_id uuid not null,
  created timestamptz not null default now(),
  primary key (workspace_id, cache_key)
);
call protect_workspace_table('task_run_state_cache');

create table flow_run_input (
  workspace_id uuid not null,
  id uuid not null,
  flow_run_id uuid not null,
  key text not null,
  value text not null,
  sender text,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, flow_run_id, key),
  foreign key (workspace_id, flow_run_id) references flow_run (workspace_id, id) on delete cascade
);
call protect_workspace_table('flow_run_input');

create table log (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  level smallint not null,
  flow_run_id uuid,
  task_run_id uuid,
  worker_id uuid,
  message text not null,
  timestamp timestamptz not null,
  primary key (workspace_id, id)
) partition by range (id);
create index log_flow_run on log (workspace_id, flow_run_id, timestamp) where flow_run_id is not null;
create index log_task_run on log (workspace_id, task_run_id, timestamp) where task_run_id is not null;
create table log_default partition of log default;
call protect_workspace_table('log');

create table artifact (
  workspace_id uuid not null,
  id uuid not null,
  key text,
  type text,
  description text,
  data json,
  metadata_ json,
  flow_run_id uuid,
  task_run_id uuid,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index artifact_key on artifact (workspace_id, key, created);
create index artifact_flow_run on artifact (workspace_id, flow_run_id) where flow_run_id is not null;
create index artifact_task_run on artifact (workspace_id, task_run_id) where task_run_id is not null;
call protect_workspace_table('artifact');

-- One row a key: the latest artifact of it.
create table artifact_collection (
  workspace_id uuid not null,
  id uuid not null,
  key text not null,
  latest_id uuid not null,
  type text,
  description text,
  data json,
  metadata_ json,
  flow_run_id uuid,
  task_run_id uuid,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, key)
);
call protect_workspace_table('artifact_collection');

create table saved_search (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  name text not null,
  filters json not null default '[]',
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, name)
);
call protect_workspace_table('saved_search');

-- Small values of a workspace, e.g. the default result storage block.
create table configuration (
  workspace_id uuid not null references workspace (id) on delete cascade,
  key text not null,
  value json not null,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, key)
);
call protect_workspace_table('configuration');

-- ---------------------------------------------------------------- events
create table event (
  workspace_id uuid not null,
  id uuid not null,
  occurred timestamptz not null,
  received timestamptz not null default now(),
  event text not null,
  resource_id text not null,
  resource jsonb not null,
  related jsonb not null default '[]',
  -- ids of the resource and of everything related, for look-ups by any of them
  resource_ids text[] not null,
  payload json not null default '{}',
  follows uuid,
  primary key (workspace_id, occurred, id)
) partition by range (occurred);
create index event_name on event (workspace_id, event, occurred);
create index event_resource_ids on event using gin (resource_ids);
create table event_default partition of event default;
call protect_workspace_table('event');

-- Which events name one of these resources? Array overlap is not leakproof, so under row-level security the GIN
-- index would not be used; this function runs as the background role and closes the tenant door itself.
create function events_of_resources(ids text[], since timestamptz, until timestamptz)
returns table (event_occurred timestamptz, event_id uuid) language sql stable security definer
set search_path = public, pg_temp as $$
  select occurred, id from event
  where workspace_id = nullif(current_setting('app.workspace_id', true), '')::uuid
    and resource_ids && ids and occurred >= since and occurred <= until
$$;

-- ---------------------------------------------------------------- background tasks
-- Scheduled background task runs that no task worker has acknowledged yet; written with the run's state, removed by
-- the acknowledgement. `offered_until`: a worker has it until then, so that a dead one strands nothing.
create table task_delivery (
  workspace_id uuid not null,
  task_run_id uuid not null,
  task_key text not null,
  content json not null,
  is_retry boolean not null default false,
  offered_until timestamptz,
  queued timestamptz not null default clock_timestamp(),
  primary key (workspace_id, task_run_id),
  foreign key (workspace_id, task_run_id) references task_run (workspace_id, id) on delete cascade
);
create index task_delivery_next on task_delivery (workspace_id, task_key, is_retry desc, queued);
call protect_workspace_table('task_delivery');

-- Task workers with an open subscription, seen every half minute.
create table task_worker (
  workspace_id uuid not null references workspace (id) on delete cascade,
  client_id text not null,
  task_keys text[] not null,
  seen timestamptz not null default now(),
  primary key (workspace_id, client_id)
);
call protect_workspace_table('task_worker');

-- ---------------------------------------------------------------- blocks and variables
create table variable (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  name text not null,
  value json,
  tags text[] not null default '{}',
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, name)
);
call protect_workspace_table('variable');

create table block_type (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  name text not null,
  slug text not null,
  logo_url text,
  documentation_url text,
  description text,
  code_example text,
  is_protected boolean not null default false,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, slug)
);
call protect_workspace_table('block_type');

create table block_schema (
  workspace_id uuid not null,
  id uuid not null,
  block_type_id uuid not null,
  checksum text not null,
  fields json not null default '{}',
  capabilities text[] not null default '{}',
  version text not null default 'non-versioned',
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, checksum, version),
  foreign key (workspace_id, block_type_id) references block_type (workspace_id, id) on delete cascade
);
call protect_workspace_table('block_schema');

create table block_document (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  data json not null default '{}',
  -- secret fields of `data`, sealed: AES-256-GCM, bound to this row
  sealed bytea,
  is_anonymous boolean not null default false,
  block_type_id uuid not null,
  block_schema_id uuid not null,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, block_type_id, name),
  foreign key (workspace_id, block_type_id) references block_type (workspace_id, id) on delete cascade,
  foreign key (workspace_id, block_schema_id) references block_schema (workspace_id, id) on delete cascade
);
call protect_workspace_table('block_document');

create table block_document_reference (
  workspace_id uuid not null,
  id uuid not null,
  name text not null,
  parent_block_document_id uuid not null,
  reference_block_document_id uuid not null,
  created timestamptz not null default now(),
  primary key (workspace_id, id),
  foreign key (workspace_id, parent_block_document_id) references block_document (workspace_id, id) on delete cascade,
  foreign key (workspace_id, reference_block_document_id) references block_document (workspace_id, id) on delete cascade
);
create index block_document_reference_parent on block_document_reference (workspace_id, parent_block_document_id);
create index block_document_reference_to on block_document_reference (workspace_id, reference_block_document_id);
call protect_workspace_table('block_document_reference');

-- ---------------------------------------------------------------- limits
create table concurrency_limit (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  name text not null,
  "limit" integer not null,
  active boolean not null default true,
  active_slots integer not null default 0,
  denied_slots integer not null default 0,
  slot_decay_per_second double precision not null default 0,
  avg_slot_occupancy_seconds double precision not null default 2,
  -- when active_slots was last brought up to date (slots decay with time)
  slots_at timestamptz not null default now(),
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, name)
);
call protect_workspace_table('concurrency_limit');

-- Slots held until released or expired. Releasing is deleting the row, so a repeated release frees nothing.
create table concurrency_lease (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  limit_ids uuid[] not null,
  slots integer not null,
  holder json,
  expires_at timestamptz not null,
  created timestamptz not null default now(),
  primary key (workspace_id, id)
);
create index concurrency_lease_expiry on concurrency_lease (expires_at);
call protect_workspace_table('concurrency_lease');

-- ---------------------------------------------------------------- work pools
create table work_pool (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  name text not null,
  description text,
  type text not null,
  base_job_template json not null default '{}',
  is_paused boolean not null default false,
  default_queue_id uuid,
  concurrency_limit integer,
  status text not null default 'NOT_READY',
  last_transitioned_status_at timestamptz,
  storage_configuration json not null default '{}',
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, name)
);
call protect_workspace_table('work_pool');

create table work_queue (
  workspace_id uuid not null,
  id uuid not null,
  work_pool_id uuid not null,
  name text not null,
  description text not null default '',
  is_paused boolean not null default false,
  concurrency_limit integer,
  priority integer not null default 1,
  filter json,
  last_polled timestamptz,
  status text not null default 'NOT_READY',
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, work_pool_id, name),
  foreign key (workspace_id, work_pool_id) references work_pool (workspace_id, id) on delete cascade
);
call protect_workspace_table('work_queue');

create table worker (
  workspace_id uuid not null,
  id uuid not null,
  work_pool_id uuid not null,
  name text not null,
  last_heartbeat_time timestamptz not null default now(),
  heartbeat_interval_seconds integer,
  status text not null default 'ONLINE',
  metadata json,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, work_pool_id, name),
  foreign key (workspace_id, work_pool_id) references work_pool (workspace_id, id) on delete cascade
);
call protect_workspace_table('worker');

-- Infrastructure that a worker of the pool is to tear down. `reservation_token`: a worker is at it until
-- `lease_expires_at`; `finished_at`: done, or given up (`dead_letter_reason`). Kept a while, so that the same
-- clean-up is not ordered twice.
create table worker_cleanup (
  workspace_id uuid not null,
  id uuid not null,
  work_pool_id uuid not null,
  work_queue_id uuid,
  idempotency_key text not null,
  kind text not null,
  target json not null,
  data json not null default '{}',
  delivery_count integer not null default 0,
  reservation_token text,
  lease_expires_at timestamptz,
  finished_at timestamptz,
  dead_letter_reason text,
  release_reason text,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, work_pool_id, idempotency_key),
  foreign key (workspace_id, work_pool_id) references work_pool (workspace_id, id) on delete cascade
);
call protect_workspace_table('worker_cleanup');

-- Runs whose process may die unseen: claimed from a pool, or sending heartbeats. A row says when to look at the run
-- (`check_at`); it goes when the run needs no watching any more. `beat_at` is by the clock of the run's process.
create table flow_run_liveness (
  workspace_id uuid not null references workspace (id) on delete cascade,
  flow_run_id uuid not null,
  seen_at timestamptz not null default now(),
  beat_at timestamptz,
  interval_seconds integer,
  check_at timestamptz not null,
  primary key (workspace_id, flow_run_id)
);
create index flow_run_liveness_check on flow_run_liveness (check_at);
call protect_workspace_table('flow_run_liveness');

-- ---------------------------------------------------------------- deployments
create table deployment (
  workspace_id uuid not null,
  id uuid not null,
  flow_id uuid not null,
  name text not null,
  version text,
  description text,
  paused boolean not null default false,
  work_queue_id uuid,
  work_queue_name text,
  concurrency_limit_id uuid,
  concurrency_options json,
  job_variables json not null default '{}',
  parameters json not null default '{}',
  parameter_openapi_schema json,
  enforce_parameter_schema boolean not null default true,
  tags text[] not null default '{}',
  labels jsonb not null default '{}',
  path text,
  entrypoint text,
  pull_steps json,
  storage_document_id uuid,
  infrastructure_document_id uuid,
  created_by json,
  updated_by json,
  last_polled timestamptz,
  status text not null default 'NOT_READY',
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, flow_id, name),
  foreign key (workspace_id, flow_id) references flow (workspace_id, id) on delete cascade,
  foreign key (workspace_id, work_queue_id) references work_queue (workspace_id, id) on delete set null (work_queue_id),
  foreign key (workspace_id, concurrency_limit_id) references concurrency_limit (workspace_id, id) on delete set null (concurrency_limit_id)
);
create index deployment_queue on deployment (workspace_id, work_queue_id) where work_queue_id is not null;
call protect_workspace_table('deployment');

create table deployment_schedule (
  workspace_id uuid not null,
  id uuid not null,
  deployment_id uuid not null,
  schedule json not null,
  active boolean not null default true,
  max_scheduled_runs integer,
  parameters json not null default '{}',
  slug text,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id),
  unique (workspace_id, deployment_id, slug),
  foreign key (workspace_id, deployment_id) references deployment (workspace_id, id) on delete cascade
);
call protect_workspace_table('deployment_schedule');

-- ---------------------------------------------------------------- automations
create table automation (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  name text not null,
  description text not null default '',
  enabled boolean not null default true,
  tags text[] not null default '{}',
  trigger json not null,
  actions json not null default '[]',
  actions_on_trigger json not null default '[]',
  actions_on_resolve json not null default '[]',
  owner_resource text,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id)
);
call protect_workspace_table('automation');

create table automation_related_resource (
  workspace_id uuid not null,
  automation_id uuid not null,
  resource_id text not null,
  owns boolean not null default false,
  primary key (workspace_id, automation_id, resource_id),
  foreign key (workspace_id, automation_id) references automation (workspace_id, id) on delete cascade
);
create index automation_related_resource_id on automation_related_resource (workspace_id, resource_id);
call protect_workspace_table('automation_related_resource');

-- the one reader that must see through the policy of `event`, and the one writer of partitions
grant create on schema public to orch_background; -- needed only while it becomes the owner
alter function events_of_resources(text[], timestamptz, timestamptz) owner to orch_background;
revoke create on schema public from orch_background;
revoke all on function events_of_resources(text[], timestamptz, timestamptz) from public;
grant execute on function events_of_resources(text[], timestamptz, timestamptz) to orch_app;
revoke all on procedure maintain_partitions() from public;
grant execute on procedure maintain_partitions() to orch_background;
call maintain_partitions();
