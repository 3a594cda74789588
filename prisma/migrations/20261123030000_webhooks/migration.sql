-- Webhooks: addresses of the server that turn what is sent to them into events, and their last calls.
-- New tables only.
create table webhook (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  name text not null,
  description text not null default '',
  enabled boolean not null default true,
  template text not null,
  -- the last part of its address; whoever knows it may send events
  slug text not null unique,
  -- whose key callers must present; a service account that is deleted leaves the webhook closed, not open
  service_account_id uuid,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (workspace_id, id)
);
call protect_workspace_table('webhook');

-- The last calls of each webhook; older ones are deleted by the statement that writes a new one.
create table webhook_call (
  workspace_id uuid not null,
  webhook_id uuid not null,
  id uuid not null,
  received_at timestamptz not null,
  status_code integer not null,
  method text not null,
  content_type text,
  body_bytes integer not null,
  rendered json,
  error text,
  primary key (workspace_id, webhook_id, id),
  foreign key (workspace_id, webhook_id) references webhook (workspace_id, id) on delete cascade
);
call protect_workspace_table('webhook_call');

-- A call names no workspace, only a slug: the one look-up that crosses workspaces, and it tells of one row at most.
create function webhook_of_slug(given text)
returns table (account_id uuid, workspace_id uuid, webhook_id uuid) language sql stable security definer
set search_path = public, pg_temp as $$
  select s.account_id, w.workspace_id, w.id from webhook w
  join workspace s on s.id = w.workspace_id and s.deleted_at is null
  join account a on a.id = s.account_id and a.deleted_at is null
  where w.slug = given and w.enabled
$$;
grant create on schema public to orch_background; -- needed only while it becomes the owner
alter function webhook_of_slug(text) owner to orch_background;
revoke create on schema public from orch_background;
revoke all on function webhook_of_slug(text) from public;
grant execute on function webhook_of_slug(text) to orch_app;
