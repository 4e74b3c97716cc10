-- Finance names departments and projects; services that suppliers charge say which of them bears the expense.
create table dimension_value_replica (
  dimension_value_id uuid primary key,
  company_id uuid not null,
  dimension text not null check (dimension in ('DEPARTMENT', 'PROJECT', 'EMPLOYEE')),
  active boolean not null,
  version int not null
);
create index dimension_value_replica_by_company on dimension_value_replica (company_id);
comment on table dimension_value_replica is 'Copy of finance''s departments, projects and employees.';
grant select, insert, update on dimension_value_replica to erp_app;

alter table dimension_value_replica enable row level security;
alter table dimension_value_replica force row level security;
create policy company_scope on dimension_value_replica
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table supplier_invoice_line add column department_id uuid, add column project_id uuid;
alter table supplier_invoice_line add check (kind = 'EXPENSE' or (department_id is null and project_id is null));
comment on column supplier_invoice_line.department_id is 'Who bears the expense, by finance''s id.';
