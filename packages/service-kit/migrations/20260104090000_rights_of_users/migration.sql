-- What identity says about roles and about who holds them, in every service's database: a change is in force within
-- seconds while tokens live on, and everybody goes on knowing it while identity is away. Identity fills its own copy in
-- the transaction that changes the rights; the others fill theirs from its events.
create table platform.role_replica (
  company_id uuid not null,
  role_code text not null,
  permissions text[] not null,
  version int not null,
  primary key (company_id, role_code)
);
comment on table platform.role_replica is 'Copy of identity''s roles. The nil company stands for roles that come with the release.';

create table platform.membership_replica (
  company_id uuid not null,
  user_id uuid not null,
  active boolean not null,
  role_codes text[] not null,
  version int not null,
  primary key (company_id, user_id)
);
comment on table platform.membership_replica is 'Copy of identity''s memberships: whether the user may work in the company, and with which roles.';

alter table platform.role_replica enable row level security;
alter table platform.role_replica force row level security;
create policy company_reads on platform.role_replica for select
  using (company_id = '00000000-0000-0000-0000-000000000000'
         or company_id = any ((select platform.company_ids())::uuid[]));
create policy company_adds on platform.role_replica for insert
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy company_changes on platform.role_replica for update
  using (company_id = any ((select platform.company_ids())::uuid[]));

alter table platform.membership_replica enable row level security;
alter table platform.membership_replica force row level security;
create policy company_scope on platform.membership_replica
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

grant select, insert, update on platform.role_replica, platform.membership_replica to erp_app;
grant select on platform.role_replica, platform.membership_replica to erp_report;
