-- Whoever signs in at an identity provider is known by what it calls them: issuer and subject, nothing else. While nobody is
-- known yet, the two open a window on exactly that row.
create function identity.presented_issuer() returns text language sql stable parallel safe
  as $$ select nullif(current_setting('app.presented_issuer', true), '') $$;
create function identity.presented_subject() returns text language sql stable parallel safe
  as $$ select nullif(current_setting('app.presented_subject', true), '') $$;

create table linked_accounts (
  id uuid primary key,
  user_id uuid not null references users,
  provider text not null check (provider ~ '^[a-z][a-z0-9-]{1,39}$'),
  issuer text not null check (length(issuer) between 1 and 500),
  subject text not null check (length(subject) between 1 and 255),
  linked_by uuid not null,
  linked_at timestamptz not null,
  last_used_at timestamptz,
  unique (issuer, subject),
  unique (user_id, provider)
);
comment on table linked_accounts is 'Who is who at which identity provider 关联账号: one account of a user at each, each account of one user.';
insert into platform.unrecorded_table (pattern, reason) values
  ('linked\_accounts', 'names people at their providers; who linked whom is a security event');

alter table linked_accounts enable row level security;
alter table linked_accounts force row level security;
create policy subject on linked_accounts
  using (user_id = (select identity.subject_id())) with check (user_id = (select identity.subject_id()));
create policy presented on linked_accounts for select
  using (issuer = (select identity.presented_issuer()) and subject = (select identity.presented_subject()));
create policy fellow_members on linked_accounts for select
  using (user_id in (select user_id from memberships where company_id = any ((select platform.company_ids())::uuid[])));
grant select, insert, update (last_used_at), delete on linked_accounts to erp_app;

alter table security_events drop constraint security_events_kind_check;
alter table security_events add constraint security_events_kind_check check (kind in (
  'LOGIN_FAILED', 'LOGIN_THROTTLED', 'LOGIN_AT_ODD_HOURS', 'TOKEN_REUSED', 'PASSWORD_CHANGED', 'ROLES_CHANGED',
  'USER_NARROWED', 'USER_DISABLED', 'API_KEY_MADE', 'API_KEY_REVOKED', 'API_KEY_REFUSED', 'SECOND_FACTOR_SET_UP',
  'SECOND_FACTOR_REMOVED', 'SECOND_FACTOR_RESET', 'SECOND_FACTOR_FAILED', 'SECOND_FACTOR_POLICY_CHANGED',
  'ACCOUNT_LINKED', 'ACCOUNT_UNLINKED'));
