-- Who changed access, keys, roles, members, workspaces, and who read secrets. Each account has its own chain: a row's
-- `hash` covers its content, its place and the hash before it, so an edited, missing or moved row is found by walking
-- the chain. The zero account is the server itself (sign-ins, sign-ups, first owner). No foreign keys: the log outlives
-- what it tells of. `of_workspace`, not `workspace_id`: it is a table of the account, not of the workspace.
create table audit_event (
  account_id uuid not null,
  sequence bigint not null,
  id uuid not null,
  occurred timestamptz not null,
  of_workspace uuid,
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
  -- json, not jsonb: the hash covers the very text
  before json,
  after json,
  previous_hash bytea not null,
  hash bytea not null,
  primary key (account_id, sequence)
);
create index audit_event_target on audit_event (account_id, target_kind, target_id, sequence);
create index audit_event_actor on audit_event (account_id, actor_id, sequence);
create index audit_event_action on audit_event (account_id, action text_pattern_ops, sequence);
create index audit_event_workspace on audit_event (account_id, of_workspace, sequence);
create index audit_event_ip on audit_event (account_id, ip, sequence);
create index audit_event_occurred on audit_event (account_id, occurred);

-- The end of each chain; its row lock orders the writers of one account.
create table audit_chain (
  account_id uuid primary key,
  sequence bigint not null,
  previous_hash bytea not null,
  hash bytea not null
);

-- Append-only for everybody, the owner of the tables included; a superuser who turns the triggers off is found out by
-- the chain.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'table % is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create trigger audit_event_append_only before update or delete or truncate on audit_event
  for each statement execute function refuse_change();
create trigger audit_chain_is_kept before delete or truncate on audit_chain
  for each statement execute function refuse_change();

create function audit_chain_grows() returns trigger language plpgsql as $$
begin
  if new.account_id <> old.account_id or new.sequence <> old.sequence + 1 or new.previous_hash <> old.hash then
    raise exception 'the end of an audit chain only moves forward' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create trigger audit_chain_grows before update on audit_chain for each row execute function audit_chain_grows();

grant select, insert on audit_event to orch_app, orch_background;
grant select, insert, update on audit_chain to orch_app, orch_background;
