-- Users stand above companies, so a company scope alone cannot guard them. A transaction opens one more window by
-- naming whom it is about: a subject (one user id), or, while nobody is known yet, the login name that was typed.
create schema identity;
grant usage on schema identity to erp_app, erp_relay, erp_report;

create function identity.subject_id() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('app.subject_id', true), '')::uuid $$;
create function identity.login_name() returns text language sql stable parallel safe
  as $$ select nullif(current_setting('app.login_name', true), '') $$;

create table companies (
  id uuid primary key,
  code text not null unique check (code ~ '^[A-Z0-9][A-Z0-9-]{1,19}$'),
  name_zh text not null,
  name_en text not null,
  base_currency char(3) not null,
  accounting_standard text not null check (accounting_standard in ('CAS', 'CAS_SMALL')),
  first_period char(7) not null check (first_period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  active boolean not null default true,
  version int not null default 1,
  created_at timestamptz not null default now()
);

create table users (
  id uuid primary key,
  username text not null unique check (username ~ '^[a-z0-9][a-z0-9._-]{1,39}$'),
  display_name text not null,
  password_hash text not null,
  administers_installation boolean not null default false,
  active boolean not null default true,
  version int not null default 1,
  created_at timestamptz not null default now()
);

create table permissions (
  code text primary key check (code ~ '^[a-z]+(\.[a-zA-Z]+)+$')
);

create table roles (
  code text primary key check (code ~ '^[A-Z][A-Z_]+$'),
  name_zh text not null,
  name_en text not null
);

create table role_permissions (
  role_code text not null references roles,
  permission_code text not null references permissions,
  primary key (role_code, permission_code)
);
create index role_permissions_by_permission on role_permissions (permission_code);

create table memberships (
  company_id uuid not null references companies,
  user_id uuid not null references users,
  created_at timestamptz not null default now(),
  primary key (company_id, user_id)
);
create index memberships_by_user on memberships (user_id);

create table membership_roles (
  company_id uuid not null,
  user_id uuid not null,
  role_code text not null references roles,
  primary key (company_id, user_id, role_code),
  foreign key (company_id, user_id) references memberships
);
create index membership_roles_by_role on membership_roles (role_code);
create index membership_roles_by_user on membership_roles (user_id);

alter table memberships enable row level security;
alter table memberships force row level security;
create policy company_scope on memberships
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy own_memberships on memberships for select using (user_id = (select identity.subject_id()));

alter table membership_roles enable row level security;
alter table membership_roles force row level security;
create policy company_scope on membership_roles
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy own_roles on membership_roles for select using (user_id = (select identity.subject_id()));

alter table companies enable row level security;
alter table companies force row level security;
create policy company_scope on companies
  using (id = any ((select platform.company_ids())::uuid[]))
  with check (id = any ((select platform.company_ids())::uuid[]));
create policy own_companies on companies for select
  using (id in (select company_id from memberships where user_id = (select identity.subject_id())));

alter table users enable row level security;
alter table users force row level security;
create policy subject on users
  using (id = (select identity.subject_id())) with check (id = (select identity.subject_id()));
create policy typed_name on users for select using (username = (select identity.login_name()));
create policy fellow_members on users for select
  using (id in (select user_id from memberships where company_id = any ((select platform.company_ids())::uuid[])));

grant select, insert, update on companies, users, memberships to erp_app;
grant select, insert, delete on membership_roles to erp_app;
grant select on permissions, roles, role_permissions to erp_app;
grant select on companies, memberships, membership_roles, permissions, roles, role_permissions to erp_report;
grant select (id, username, display_name, active, version, created_at) on users to erp_report;
