-- Accounts and workspaces that are renamed, moved and deleted with a time of grace; teams; custom roles; invitations;
-- access lists of single objects. Columns and tables are only added: the version before this one keeps working.

-- ---------------------------------------------------------------- accounts and workspaces
alter table account
  add column location text,
  add column link text,
  add column image_location text,
  add column domain_names text[] not null default '{}',
  -- since then nobody can enter it; removed for good when the time of grace is over
  add column deleted_at timestamptz;
create index account_deleted on account (deleted_at) where deleted_at is not null;

alter table workspace
  add column deleted_at timestamptz,
  -- whether object_access has rows of this workspace: those that have none pay nothing for access lists
  add column has_object_access boolean not null default false;
create index workspace_deleted on workspace (deleted_at) where deleted_at is not null;
-- A deleted workspace gives its handle free at once.
alter table workspace drop constraint workspace_account_id_handle_key;
create unique index workspace_account_id_handle_key on workspace (account_id, handle) where deleted_at is null;

-- The wire addresses a membership by an id of its own.
alter table account_member add column id uuid not null default gen_random_uuid();
create unique index account_member_id on account_member (id);

-- Former handles, which lead to the present one. Those of accounts are kept for their account; in an account, a new
-- workspace may take the former handle of another.
create table account_handle_alias (
  handle text primary key,
  account_id uuid not null references account (id) on delete cascade,
  created timestamptz not null default now()
);
create index account_handle_alias_account on account_handle_alias (account_id);
-- `of_workspace`: it is read before anybody has entered a workspace, so it is a table of the account.
create table workspace_handle_alias (
  account_id uuid not null references account (id) on delete cascade,
  handle text not null,
  of_workspace uuid not null references workspace (id) on delete cascade,
  created timestamptz not null default now(),
  primary key (account_id, handle)
);
create index workspace_handle_alias_workspace on workspace_handle_alias (of_workspace);

-- A workspace that is offered to whoever owns an account and holds the token (its SHA-256 is kept).
create table workspace_transfer (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  of_workspace uuid not null references workspace (id) on delete cascade,
  email text not null,
  token_hash bytea not null unique,
  offered_by uuid not null,
  offered_by_name text not null,
  created timestamptz not null default now(),
  expires_at timestamptz not null,
  closed_at timestamptz
);
create index workspace_transfer_workspace on workspace_transfer (of_workspace);
create index workspace_transfer_account on workspace_transfer (account_id);

-- ---------------------------------------------------------------- teams
create table team (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  name text not null,
  description text,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  unique (account_id, name),
  unique (account_id, id)
);
-- Members of an account only: whoever leaves it leaves its teams.
create table team_member (
  account_id uuid not null,
  team_id uuid not null,
  actor_id uuid not null,
  created timestamptz not null default now(),
  primary key (team_id, actor_id),
  foreign key (account_id, team_id) references team (account_id, id) on delete cascade,
  foreign key (account_id, actor_id) references account_member (account_id, actor_id) on delete cascade
);
create index team_member_actor on team_member (account_id, actor_id);

create index role_inherited on role (inherited_role_id) where inherited_role_id is not null;
create index workspace_access_role on workspace_access (role_id);

-- ---------------------------------------------------------------- invitations
create table invitation (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  -- the one workspace it opens; null: the account with its default roles
  to_workspace uuid references workspace (id) on delete cascade,
  email text not null,
  account_role_id uuid not null references role (id),
  workspace_role_id uuid references role (id),
  allow_other_address boolean not null default false,
  token_hash bytea not null unique,
  status text not null default 'pending' check (status in ('pending', 'accepted', 'declined', 'revoked', 'expired')),
  invited_by uuid not null,
  invited_by_kind text not null check (invited_by_kind in ('user', 'service_account')),
  invited_by_name text not null,
  sent_count integer not null default 1,
  last_sent timestamptz not null default now(),
  created timestamptz not null default now(),
  expires_at timestamptz not null,
  closed_at timestamptz,
  closed_by uuid
);
-- One at a time for an address and a place.
create unique index invitation_pending on invitation (account_id, coalesce(to_workspace, account_id), lower(email)) where status = 'pending';
create index invitation_account on invitation (account_id, id);
create index invitation_email on invitation (lower(email), created);
create index invitation_workspace on invitation (to_workspace) where to_workspace is not null;
create index invitation_role on invitation (workspace_role_id) where workspace_role_id is not null;

grant select, insert, update, delete on account_handle_alias, workspace_handle_alias, workspace_transfer, team, team_member, invitation
  to orch_app, orch_background;

-- ---------------------------------------------------------------- access lists of objects
-- An object with rows here is open only to those they name (and to who administers access to the workspace). Rows of
-- somebody who left stay: a list that becomes empty by itself would open the object to everybody.
create table object_access (
  workspace_id uuid not null references workspace (id) on delete cascade,
  id uuid not null,
  deployment_id uuid,
  work_pool_id uuid,
  block_document_id uuid,
  level text not null check (level in ('view', 'run', 'manage')),
  actor_kind text not null check (actor_kind in ('user', 'service_account', 'team')),
  actor_id uuid not null,
  primary key (workspace_id, id),
  check (num_nonnulls(deployment_id, work_pool_id, block_document_id) = 1),
  foreign key (workspace_id, deployment_id) references deployment (workspace_id, id) on delete cascade,
  foreign key (workspace_id, work_pool_id) references work_pool (workspace_id, id) on delete cascade,
  foreign key (workspace_id, block_document_id) references block_document (workspace_id, id) on delete cascade
);
create index object_access_deployment on object_access (workspace_id, deployment_id) where deployment_id is not null;
create index object_access_work_pool on object_access (workspace_id, work_pool_id) where work_pool_id is not null;
create index object_access_block_document on object_access (workspace_id, block_document_id) where block_document_id is not null;
call protect_workspace_table('object_access');
