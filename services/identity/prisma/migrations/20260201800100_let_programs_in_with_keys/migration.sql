-- A service account is a user without a password: a program that belongs to one company and comes in with a key.
alter table users
  add column kind text not null default 'PERSON' check (kind in ('PERSON', 'SERVICE')),
  alter column password_hash drop not null,
  add constraint persons_have_passwords check ((kind = 'PERSON') = (password_hash is not null));
grant select (kind) on users to erp_report;

-- Whoever presents a key is not known yet: its open part, the prefix, opens a window on exactly that row.
create function identity.api_key_prefix() returns text language sql stable parallel safe
  as $$ select nullif(current_setting('app.api_key_prefix', true), '') $$;

-- Only a hash is kept: whoever reads this table can present no key.
create table api_keys (
  id uuid primary key,
  company_id uuid not null,
  user_id uuid not null,
  name text not null check (length(name) between 1 and 100),
  prefix text not null unique check (prefix ~ '^[0-9a-f]{16}$'),
  key_hash bytea not null check (length(key_hash) = 32),
  permissions text[] not null check (cardinality(permissions) between 1 and 50),
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  created_by uuid not null references users,
  last_used_at timestamptz,
  revoked_at timestamptz,
  revoked_by uuid references users,
  foreign key (company_id, user_id) references memberships,
  check ((revoked_at is null) = (revoked_by is null))
);
create index api_keys_by_account on api_keys (company_id, user_id, id);
create index api_keys_by_company on api_keys (company_id, id);
create index api_keys_by_maker on api_keys (created_by);
create index api_keys_by_revoker on api_keys (revoked_by) where revoked_by is not null;
comment on column api_keys.permissions is 'What a token bought with the key may do at most; the roles of the account bound it too. Tokens carry them, so they are few.';

alter table api_keys enable row level security;
alter table api_keys force row level security;
create policy company_scope on api_keys
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy presented on api_keys for select using (prefix = (select identity.api_key_prefix()));

grant select, insert on api_keys to erp_app;
grant update (last_used_at, revoked_at, revoked_by) on api_keys to erp_app;
grant select (id, company_id, user_id, name, prefix, permissions, expires_at, created_at, created_by, last_used_at,
              revoked_at, revoked_by) on api_keys to erp_report;

insert into permissions (code) values ('identity.apiKey.manage'), ('identity.apiKey.read');
insert into role_permissions (role_code, permission_code) values
  ('ADMINISTRATOR', 'identity.apiKey.manage'), ('ADMINISTRATOR', 'identity.apiKey.read'),
  ('AUDITOR', 'identity.apiKey.read');
