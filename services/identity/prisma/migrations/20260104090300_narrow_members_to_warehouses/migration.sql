alter table memberships add column warehouse_ids uuid[] check (cardinality(warehouse_ids) <= 50);
comment on column memberships.warehouse_ids is 'The warehouses the member is narrowed to; null for every warehouse. Tokens carry them, so they are few.';

create table warehouse_replica (
  warehouse_id uuid primary key,
  company_id uuid not null,
  code text not null,
  version int not null
);
create index warehouse_replica_by_company on warehouse_replica (company_id);
comment on table warehouse_replica is 'Copy of inventory''s warehouses, to narrow members to.';
alter table warehouse_replica enable row level security;
alter table warehouse_replica force row level security;
create policy company_scope on warehouse_replica
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
grant select, insert, update on warehouse_replica to erp_app;
grant select on warehouse_replica to erp_report;
