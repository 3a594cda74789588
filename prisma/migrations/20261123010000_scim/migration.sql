-- SCIM: an identity provider keeps the members and teams of an account as its directory has them. New tables only.
-- Tokens are opaque and of 256 bits; what is kept opens nothing.
create table scim_token (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  name text not null,
  hash bytea not null unique,
  created_by uuid references app_user (id) on delete set null,
  created timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz
);
create index scim_token_account on scim_token (account_id, created);
create index scim_token_created_by on scim_token (created_by);

-- People whom the directory of an account knows, members or not any more.
create table scim_user (
  account_id uuid not null references account (id) on delete cascade,
  user_id uuid not null references app_user (id) on delete cascade,
  external_id text,
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  primary key (account_id, user_id)
);
create index scim_user_user on scim_user (user_id);
create index scim_user_external on scim_user (account_id, external_id) where external_id is not null;

-- What the directory calls a team.
create table scim_group (
  account_id uuid not null,
  team_id uuid not null,
  external_id text not null,
  primary key (account_id, team_id),
  foreign key (account_id, team_id) references team (account_id, id) on delete cascade
);
create index scim_group_external on scim_group (account_id, external_id);

grant select, insert, update, delete on scim_token, scim_user, scim_group to orch_app, orch_background;
