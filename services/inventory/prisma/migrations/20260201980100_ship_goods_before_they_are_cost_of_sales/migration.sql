-- 发出商品: goods that customers have and that are no cost of sales before they are invoiced. One row a delivery line: what is
-- still with the customer and what that cost, what invoices charge of it, and what of its cost is cost of sales by now.
create table shipped_goods (
  delivery_line_id uuid primary key,
  company_id uuid not null,
  item_id uuid not null references item,
  warehouse_id uuid not null references warehouse,
  valuation_area_id uuid not null references valuation_area,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  quantity numeric(18, 6) not null check (quantity >= 0),
  value bigint not null,
  invoiced_quantity numeric(18, 6) not null default 0 check (invoiced_quantity >= 0),
  charged_value bigint not null default 0
);
comment on table shipped_goods is 'A sum of stock entries and of what sales invoices said, under the lock of the balance the goods left from.';
comment on column shipped_goods.invoiced_quantity is 'Less what was credited of goods that came back.';
comment on column shipped_goods.charged_value is 'Of the value: cost of sales by now.';
create index shipped_goods_open on shipped_goods (company_id, delivery_line_id) where value <> charged_value;
create index shipped_goods_by_item on shipped_goods (item_id);
create index shipped_goods_by_warehouse on shipped_goods (warehouse_id);
create index shipped_goods_by_area on shipped_goods (valuation_area_id);

comment on column stock_entry.origin_line_id is 'The line whose goods these are: a delivery''s, of a sales return that brings them back or of an invoice that charges for them; a goods receipt''s, of a purchase return that sends them back.';

grant select, insert, update (quantity, value, invoiced_quantity, charged_value) on shipped_goods to erp_app;
grant select on shipped_goods to erp_report;
alter table shipped_goods enable row level security;
alter table shipped_goods force row level security;
create policy company_scope on shipped_goods
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy warehouse_scope on shipped_goods as restrictive
  using ((select platform.warehouse_ids()) is null or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));
