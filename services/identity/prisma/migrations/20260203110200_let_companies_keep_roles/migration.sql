-- A company keeps roles of its own beside those that come with the release, which stay those of the nil company. Codes of a
-- company's roles begin with Z_, so that no release ever takes one of them; what names a role by code says by that which of the two
-- it means.
alter table role_permissions drop constraint role_permissions_role_code_fkey;
alter table membership_roles drop constraint membership_roles_role_code_fkey;
alter table second_factor_roles drop constraint second_factor_roles_role_code_fkey;
alter table approval_seats drop constraint approval_seats_role_code_fkey;

alter table roles
  add column company_id uuid not null default '00000000-0000-0000-0000-000000000000',
  add column active boolean not null default true,
  add column version int not null default 1 check (version > 0),
  drop constraint roles_code_check,
  drop constraint roles_pkey,
  add primary key (company_id, code),
  add check (code ~ '^[A-Z][A-Z0-9_]{1,39}$'),
  add check ((left(code, 2) = 'Z_') = (company_id <> '00000000-0000-0000-0000-000000000000'));
comment on table roles is 'Jobs 角色 with the permissions they need: those of the release, which are the nil company''s and change with it alone, and a company''s own.';
comment on column roles.active is 'False once the company has retired it: nobody holds it and nobody can be given it.';

alter table role_permissions
  add column company_id uuid not null default '00000000-0000-0000-0000-000000000000',
  drop constraint role_permissions_pkey,
  add primary key (company_id, role_code, permission_code),
  add foreign key (company_id, role_code) references roles (company_id, code);

alter table membership_roles
  add column role_company_id uuid not null generated always as
    (case left(role_code, 2) when 'Z_' then company_id else '00000000-0000-0000-0000-000000000000' end) stored,
  add foreign key (role_company_id, role_code) references roles (company_id, code);
drop index membership_roles_by_role;
create index membership_roles_by_role on membership_roles (role_company_id, role_code);

alter table second_factor_roles
  add column role_company_id uuid not null generated always as
    (case left(role_code, 2) when 'Z_' then company_id else '00000000-0000-0000-0000-000000000000' end) stored,
  add foreign key (role_company_id, role_code) references roles (company_id, code);
drop index second_factor_roles_by_role;
create index second_factor_roles_by_role on second_factor_roles (role_company_id, role_code);

alter table approval_seats
  add column role_company_id uuid generated always as
    (case when role_code is null then null when left(role_code, 2) = 'Z_' then company_id
          else '00000000-0000-0000-0000-000000000000' end) stored,
  add foreign key (role_company_id, role_code) references roles (company_id, code);
drop index approval_seats_of_role;
create index approval_seats_of_role on approval_seats (role_company_id, role_code);

-- Two companies may call roles the same: who may sign follows from the permissions of the role that is held there.
do $$
declare
  before constant text := pg_get_functiondef('identity.open_seats(uuid, uuid)'::regprocedure);
  after constant text := replace(before, 'using (role_code)',
    'on given.company_id = held.role_company_id and given.role_code = held.role_code');
begin
  if after = before then raise exception 'open_seats joins permissions in another way'; end if;
  execute after;
end $$;

-- The release writes the nil company's; a company writes its own and reads both.
alter table roles enable row level security;
alter table roles force row level security;
create policy release on roles to current_user
  using (company_id = '00000000-0000-0000-0000-000000000000')
  with check (company_id = '00000000-0000-0000-0000-000000000000');
create policy read_by_all on roles for select using (company_id = '00000000-0000-0000-0000-000000000000');
create policy company_scope on roles
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy own_companies on roles for select
  using (company_id in (select company_id from memberships where user_id = (select identity.subject_id())));
create policy not_of_the_release on roles as restrictive for update to erp_app
  using (company_id <> '00000000-0000-0000-0000-000000000000');
create policy never_for_the_release on roles as restrictive for insert to erp_app
  with check (company_id <> '00000000-0000-0000-0000-000000000000');

alter table role_permissions enable row level security;
alter table role_permissions force row level security;
create policy release on role_permissions to current_user
  using (company_id = '00000000-0000-0000-0000-000000000000')
  with check (company_id = '00000000-0000-0000-0000-000000000000');
create policy read_by_all on role_permissions for select using (company_id = '00000000-0000-0000-0000-000000000000');
create policy company_scope on role_permissions
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy own_companies on role_permissions for select
  using (company_id in (select company_id from memberships where user_id = (select identity.subject_id())));
create policy not_of_the_release on role_permissions as restrictive for delete to erp_app
  using (company_id <> '00000000-0000-0000-0000-000000000000');
create policy never_for_the_release on role_permissions as restrictive for insert to erp_app
  with check (company_id <> '00000000-0000-0000-0000-000000000000');

grant insert (id, company_id, code, name_zh, name_en), update (name_zh, name_en, active, version) on roles to erp_app;
grant insert, delete on role_permissions to erp_app;

insert into permissions (code) values ('identity.role.manage');
insert into role_permissions (role_code, permission_code) values ('ADMINISTRATOR', 'identity.role.manage');

alter table security_events drop constraint security_events_kind_check;
alter table security_events add constraint security_events_kind_check check (kind in (
  'LOGIN_FAILED', 'LOGIN_THROTTLED', 'LOGIN_AT_ODD_HOURS', 'TOKEN_REUSED', 'PASSWORD_CHANGED', 'ROLES_CHANGED',
  'USER_NARROWED', 'USER_DISABLED', 'API_KEY_MADE', 'API_KEY_REVOKED', 'API_KEY_REFUSED', 'SECOND_FACTOR_SET_UP',
  'SECOND_FACTOR_REMOVED', 'SECOND_FACTOR_RESET', 'SECOND_FACTOR_FAILED', 'SECOND_FACTOR_POLICY_CHANGED',
  'ACCOUNT_LINKED', 'ACCOUNT_UNLINKED', 'USER_PSEUDONYMISED', 'SUBMITTED_JUST_BELOW_LIMIT', 'READ_MUCH',
  'ROLE_REDEFINED'));
