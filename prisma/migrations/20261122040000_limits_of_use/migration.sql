-- What limits the use of an account: keys that may less than their owner, allowed addresses, and how much was asked.
-- Only columns and tables are added: the version before this one keeps working.

-- A key may be narrowed to one workspace and to some permissions; null: whatever its owner may. It loses its worth
-- with its workspace. `only_workspace`: the table belongs to no workspace.
alter table api_key
  add column only_workspace uuid references workspace (id) on delete cascade,
  add column only_scopes text[],
  -- the key that was made in its place; it works on until `expires_at`
  add column replaced_by uuid;
create index api_key_only_workspace on api_key (only_workspace) where only_workspace is not null;

-- Networks from which an account may be used, while account.settings.enforce_ip_allowlist is true.
create table ip_allowlist_entry (
  account_id uuid not null references account (id) on delete cascade,
  id uuid not null,
  ip_network cidr not null,
  enabled boolean not null default true,
  description text,
  -- place in the list as its editor wrote it
  position int not null,
  last_seen_at timestamptz,
  created timestamptz not null default now(),
  primary key (account_id, id),
  unique (account_id, ip_network)
);

-- Requests of an account by minute and kind: asked for, and let through by the rate limits. Every process adds what it
-- saw, once a minute. No foreign key: a batch must not fail because one of its accounts is gone.
create table request_usage (
  account_id uuid not null,
  minute timestamptz not null,
  key text not null,
  requested bigint not null,
  granted bigint not null,
  primary key (account_id, minute, key)
);
create index request_usage_minute on request_usage (minute);

grant select, insert, update, delete on ip_allowlist_entry, request_usage to orch_app, orch_background;
