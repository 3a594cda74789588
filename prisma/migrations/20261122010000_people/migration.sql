-- People sign up and in. Columns with defaults that need no rewrite, and new tables: nothing is locked for long.
alter table app_user
  -- argon2id with its parameters; null for people who never had a password (SSO, local mode)
  add column password_hash text,
  add column password_changed_at timestamptz,
  add column email_verified_at timestamptz,
  add column last_sign_in_at timestamptz,
  -- runs this server: sees mails of the server itself while none are sent
  add column is_operator boolean not null default false;
-- whoever was first made the server, the user of local mode included
update app_user set is_operator = true, email_verified_at = now()
where id in ((select id from app_user order by created, id limit 1), '00000000-0000-7000-8000-0000000000ff');

-- A signed-in browser. Only the SHA-256 of its token is kept; rows go when they are revoked, the audit log stays.
create table user_session (
  id uuid primary key,
  user_id uuid not null references app_user (id) on delete cascade,
  token_hash bytea not null unique,
  method text not null check (method in ('password', 'sso', 'sign_up')),
  user_agent text,
  ip text,
  created timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index user_session_user on user_session (user_id, created);
create index user_session_expires on user_session (expires_at);
create index user_session_last_seen on user_session (last_seen_at);

-- Links of mails (and the one for the first owner): single use, only the SHA-256 of the token.
create table link_token (
  hash bytea primary key,
  kind text not null check (kind in ('verify_email', 'reset_password', 'first_owner')),
  user_id uuid references app_user (id) on delete cascade,
  -- the address that the link proves: another one since then makes it worthless
  email text,
  created timestamptz not null default now(),
  expires_at timestamptz not null,
  check ((user_id is null) = (kind = 'first_owner'))
);
create index link_token_user on link_token (user_id, kind);
create index link_token_expires on link_token (expires_at);

-- Failed sign-ins by address of the network and by e-mail address, whether or not anybody has it. `subject` is
-- `ip:…` or `email:` with a hash, so that the table is no list of what people typed.
create table sign_in_failure (
  subject text primary key,
  failures int not null,
  blocked_until timestamptz,
  updated timestamptz not null default now()
);
create index sign_in_failure_updated on sign_in_failure (updated);

-- Outbox: a mail is written in the transaction of what it tells of, and sent afterwards. `content` is sealed, because
-- it holds a link that acts for the receiver; it is emptied when the mail was sent.
create table mail (
  id uuid primary key,
  account_id uuid references account (id) on delete cascade,
  kind text not null,
  recipient text not null,
  subject text not null,
  content bytea not null,
  created timestamptz not null default now(),
  -- when its link stops working
  expires_at timestamptz,
  attempts int not null default 0,
  next_attempt_at timestamptz not null default now(),
  sent_at timestamptz,
  failed_at timestamptz,
  last_error text
);
create index mail_due on mail (next_attempt_at) where sent_at is null and failed_at is null;
create index mail_account on mail (account_id, id desc);
create index mail_created on mail (created);

grant select, insert, update, delete on user_session, link_token, sign_in_failure, mail to orch_app, orch_background;
