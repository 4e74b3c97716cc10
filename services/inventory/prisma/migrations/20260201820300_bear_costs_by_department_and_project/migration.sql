-- Finance names departments and projects; other issues and scrap say which of them bears the goods.
create table replicated_dimension_value (
  dimension_value_id uuid primary key,
  company_id uuid not null,
  dimension text not null check (dimension in ('DEPARTMENT', 'PROJECT', 'EMPLOYEE')),
  active boolean not null,
  version int not null
);
create index replicated_dimension_value_by_company on replicated_dimension_value (company_id);
comment on table replicated_dimension_value is 'Copy of finance''s departments, projects and employees.';

alter table replicated_dimension_value enable row level security;
alter table replicated_dimension_value force row level security;
create policy company_scope on replicated_dimension_value
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
grant select, insert, update on replicated_dimension_value to erp_app;
grant select on replicated_dimension_value to erp_report;

alter table miscellaneous_movement_line add column department_id uuid, add column project_id uuid;
comment on column miscellaneous_movement_line.department_id is 'Who bears what the line costs, by finance''s id.';
