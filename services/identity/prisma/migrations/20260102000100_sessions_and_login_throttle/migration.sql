-- A refresh token is presented before anybody is known: its hash opens a window on exactly that row.
create function identity.refresh_token_hash() returns bytea language sql stable parallel safe
  as $$ select decode(nullif(current_setting('app.refresh_token_hash', true), ''), 'hex') $$;

create table sessions (
  id uuid primary key,
  user_id uuid not null references users,
  company_id uuid references companies,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  end_reason text check (end_reason in ('LOGGED_OUT', 'TOKEN_REUSED', 'USER_DISABLED')),
  check ((ended_at is null) = (end_reason is null))
);
create index sessions_by_user on sessions (user_id) where ended_at is null;
create index sessions_by_company on sessions (company_id);

-- Only hashes are kept: whoever reads this table cannot log in with it.
create table refresh_tokens (
  token_hash bytea primary key check (length(token_hash) = 32),
  session_id uuid not null references sessions,
  user_id uuid not null references users,
  issued_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz
);
create index refresh_tokens_by_session on refresh_tokens (session_id);
create index refresh_tokens_by_user on refresh_tokens (user_id);

-- Origins a user has logged in from: a stranger's failures elsewhere do not slow them down there.
create table login_origins (
  user_id uuid not null references users,
  origin_hash bytea not null,
  last_login_at timestamptz not null default now(),
  primary key (user_id, origin_hash)
);

-- Counts of failed logins by hashed account or origin. No company, no user, nothing readable: no row-level security.
create table login_throttle (
  kind text not null check (kind in ('ACCOUNT', 'KNOWN_ORIGIN', 'ORIGIN')),
  key_hash bytea not null,
  failures int not null default 0,
  last_failed_at timestamptz not null default now(),
  blocked_until timestamptz not null default now(),
  primary key (kind, key_hash)
);

alter table sessions enable row level security;
alter table sessions force row level security;
create policy subject on sessions
  using (user_id = (select identity.subject_id())) with check (user_id = (select identity.subject_id()));

alter table refresh_tokens enable row level security;
alter table refresh_tokens force row level security;
create policy subject on refresh_tokens
  using (user_id = (select identity.subject_id())) with check (user_id = (select identity.subject_id()));
create policy presented on refresh_tokens
  using (token_hash = (select identity.refresh_token_hash()))
  with check (token_hash = (select identity.refresh_token_hash()));

alter table login_origins enable row level security;
alter table login_origins force row level security;
create policy subject on login_origins
  using (user_id = (select identity.subject_id())) with check (user_id = (select identity.subject_id()));

grant select, insert, update on sessions, refresh_tokens, login_origins, login_throttle to erp_app;
