alter table memberships
  add column customer_groups text[] check (cardinality(customer_groups) <= 50),
  add column supplier_groups text[] check (cardinality(supplier_groups) <= 50),
  add column department_ids uuid[] check (cardinality(department_ids) <= 50);
comment on column memberships.customer_groups is 'The groups of customers the member is narrowed to; null for every customer. Tokens carry them, so they are few.';
comment on column memberships.supplier_groups is 'The groups of suppliers the member is narrowed to; null for every supplier.';
comment on column memberships.department_ids is 'The departments the member is narrowed to; null for every department.';

create table department_replica (
  department_id uuid primary key,
  company_id uuid not null,
  code text not null,
  version int not null
);
create index department_replica_by_company on department_replica (company_id);
comment on table department_replica is 'Copy of finance''s departments, to narrow members to.';
alter table department_replica enable row level security;
alter table department_replica force row level security;
create policy company_scope on department_replica
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
grant select, insert, update on department_replica to erp_app;
grant select on department_replica to erp_report;
