-- How much of an item a warehouse should hold, and how it is ordered again. Plans move nothing.
create table stock_policy (
  id uuid primary key,
  company_id uuid not null,
  item_id uuid not null references item,
  warehouse_id uuid not null references warehouse,
  minimum numeric(18, 6) not null check (minimum >= 0),
  maximum numeric(18, 6) check (maximum >= minimum),
  reorder_quantity numeric(18, 6) check (reorder_quantity > 0),
  reorder_multiple numeric(18, 6) check (reorder_multiple > 0),
  lead_days int not null check (lead_days between 0 and 3650),
  version int not null check (version > 0),
  unique (item_id, warehouse_id)
);
create index stock_policy_by_warehouse on stock_policy (warehouse_id);
create index stock_policy_by_company on stock_policy (company_id);

alter table stock_policy enable row level security;
alter table stock_policy force row level security;
create policy company_scope on stock_policy
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

-- Whoever is narrowed to some warehouses sees and makes plans and reservations there alone.
create policy warehouse_scope on stock_policy as restrictive
  using ((select platform.warehouse_ids()) is null or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));
create policy warehouse_scope on stock_reservation as restrictive
  using ((select platform.warehouse_ids()) is null or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));

grant select, insert, update (minimum, maximum, reorder_quantity, reorder_multiple, lead_days, version)
  on stock_policy to erp_app;
grant select on stock_policy to erp_report;
