-- Who changed access, keys, roles, members, workspaces, and who read secrets. Each account has its own chain: a row's
-- `hash` covers its content and the hash before it, so an edited or missing row is found by walking the chain.
-- The zero account is the server itself (sign-ins, sign-ups, first owner). No foreign key: the log outlives its account.
create table audit_event (
  account_id uuid not null,
  sequence bigint not null,
  id uuid not null,
  occurred timestamptz not null,
  workspace_id uuid,
  action text not null,
  outcome text not null check (outcome in ('success', 'failure')),
  actor_id uuid,
  actor_kind text not null check (actor_kind in ('user', 'service_account', 'system', 'anonymous')),
  actor_name text not null,
  key_id uuid,
  ip text,
  user_agent text,
  request_id text,
  target_kind text not null,
  target_id text not null,
  target_name text,
  before json,
  after json,
  previous_hash bytea,
  hash bytea not null,
  primary key (account_id, sequence)
);
create index audit_event_target on audit_event (account_id, target_kind, target_id, sequence);
create index audit_event_actor on audit_event (account_id, actor_id, sequence);

-- The end of each chain; its row lock orders the writers of one account.
create table audit_chain (
  account_id uuid primary key,
  sequence bigint not null,
  hash bytea not null
);

-- append-only for everybody but the owner of the tables, who never serves requests
grant select, insert on audit_event to orch_app, orch_background;
grant select, insert, update on audit_chain to orch_app, orch_background;
