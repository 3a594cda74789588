-- Single sign-on by OpenID Connect, and OAuth for clients. New tables only. They belong to accounts and people, not to
-- workspaces: they are read before there is one, so every statement names the account or the person.

-- An identity provider of an account. `sealed` is the client secret.
create table sso_connection (
  id uuid primary key,
  account_id uuid not null references account (id) on delete cascade,
  name text not null,
  issuer text not null,
  client_id text not null,
  sealed bytea,
  scopes text[] not null,
  group_claim text,
  is_enabled boolean not null,
  is_enforced boolean not null,
  assumes_email_verified boolean not null,
  is_just_in_time boolean not null,
  default_account_role_id uuid not null references role (id),
  default_workspace_id uuid references workspace (id) on delete set null,
  default_workspace_role_id uuid references role (id),
  created timestamptz not null default now(),
  updated timestamptz not null default now(),
  unique (account_id, id)
);

-- E-mail domains of a connection. `txt_value` is public once it is in the domain name system; of the mail's token only
-- the SHA-256 is kept.
create table sso_domain (
  id uuid primary key,
  account_id uuid not null,
  connection_id uuid not null,
  domain text not null check (domain = lower(domain)),
  txt_value text not null,
  mail_token_hash bytea unique,
  mail_expires_at timestamptz,
  mail_sent_at timestamptz,
  verified_at timestamptz,
  verified_by text check (verified_by in ('dns', 'mail')),
  created timestamptz not null default now(),
  foreign key (account_id, connection_id) references sso_connection (account_id, id) on delete cascade,
  unique (connection_id, domain)
);
-- a domain leads to one provider
create unique index sso_domain_verified on sso_domain (domain) where verified_at is not null;

-- What members of a group get: an account role, a role in a workspace, or a team.
create table sso_group_mapping (
  id uuid primary key,
  account_id uuid not null,
  connection_id uuid not null,
  group_name text not null,
  account_role_id uuid references role (id),
  in_workspace_id uuid references workspace (id) on delete cascade,
  workspace_role_id uuid references role (id),
  team_id uuid,
  created timestamptz not null default now(),
  foreign key (account_id, connection_id) references sso_connection (account_id, id) on delete cascade,
  check (num_nonnulls(account_role_id, in_workspace_id, team_id) = 1),
  check ((in_workspace_id is null) = (workspace_role_id is null)),
  unique nulls not distinct (connection_id, group_name, account_role_id, in_workspace_id, workspace_role_id, team_id)
);

-- Who a subject of an issuer is here. Without a connection: of the server-wide provider.
create table sso_identity (
  id uuid primary key,
  connection_id uuid references sso_connection (id) on delete cascade,
  issuer text not null,
  subject text not null,
  user_id uuid not null references app_user (id) on delete cascade,
  email text,
  created timestamptz not null default now(),
  last_used_at timestamptz,
  unique nulls not distinct (connection_id, issuer, subject)
);
create index sso_identity_user on sso_identity (user_id);

-- What groups gave at the last sign-in, so that what a person loses there is taken away here, and nothing else is.
create table sso_grant (
  connection_id uuid not null references sso_connection (id) on delete cascade,
  user_id uuid not null references app_user (id) on delete cascade,
  kind text not null check (kind in ('account', 'workspace', 'team')),
  object_id uuid not null,
  role_id uuid,
  primary key (connection_id, user_id, kind, object_id)
);
create index sso_grant_user on sso_grant (user_id);

-- Authorization codes: good for a minute and once. The row stays a while, so that a code that comes twice is noticed.
create table oauth_code (
  hash bytea primary key,
  client_id text not null,
  user_id uuid not null references app_user (id) on delete cascade,
  redirect_uri text not null,
  code_challenge text not null,
  key_name text not null,
  key_days int,
  expires_at timestamptz not null,
  used_at timestamptz,
  key_id uuid,
  created timestamptz not null default now()
);
create index oauth_code_user on oauth_code (user_id);
create index oauth_code_expires on oauth_code (expires_at);

-- Devices that wait for approval.
create table oauth_device (
  id uuid primary key,
  hash bytea not null unique,
  user_code text not null unique,
  client_id text not null,
  device_name text,
  ip text,
  user_agent text,
  interval_seconds int not null,
  last_polled_at timestamptz,
  expires_at timestamptz not null,
  is_approved boolean,
  user_id uuid references app_user (id) on delete cascade,
  key_name text,
  key_days int,
  created timestamptz not null default now()
);
create index oauth_device_user on oauth_device (user_id);
create index oauth_device_ip on oauth_device (ip, created);
create index oauth_device_expires on oauth_device (expires_at);

grant select, insert, update, delete on sso_connection, sso_domain, sso_group_mapping, sso_identity, sso_grant, oauth_code,
  oauth_device to orch_app, orch_background;
