-- A company with a single storekeeper says of which documents whoever writes them may confirm them, and why 职责分离例外.
create table duty_relaxations (
  company_id uuid primary key references companies,
  document_types text[] not null,
  reason text not null check (length(reason) between 1 and 500),
  version int not null check (version > 0)
);
comment on table duty_relaxations is 'Documents whose maker may be the one who confirms; who said so and when stands in the audit trail and among the security events.';
alter table duty_relaxations enable row level security;
alter table duty_relaxations force row level security;
create policy company_scope on duty_relaxations
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
grant select, insert, update (document_types, reason, version) on duty_relaxations to erp_app;
grant select on duty_relaxations to erp_report;

insert into permissions (code) values ('identity.duty.relax');
insert into role_permissions (role_code, permission_code) values ('ADMINISTRATOR', 'identity.duty.relax');

do $$
declare
  kinds constant text := (select pg_get_constraintdef(oid) from pg_constraint where conname = 'security_events_kind_check');
  more constant text := replace(kinds, 'ARRAY[', 'ARRAY[''DUTIES_RELAXED''::text, ''CONFIRMED_BY_MAKER''::text, ');
begin
  if more = kinds then raise exception 'kinds of security events are kept in another way'; end if;
  alter table security_events drop constraint security_events_kind_check;
  execute 'alter table security_events add constraint security_events_kind_check ' || more;
end $$;
select set_config('app.company_ids', '00000000-0000-0000-0000-000000000000', true);
insert into alert_rules (company_id, kind, counted_by, threshold, window_minutes)
  values ('00000000-0000-0000-0000-000000000000', 'DUTIES_RELAXED', 'COMPANY', 1, 60);
