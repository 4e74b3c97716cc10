-- What delivered goods cost is cost of sales at once, or is 发出商品 until they are invoiced. A company chooses from a day on; a
-- delivery keeps what was chosen for its day when it was confirmed.
create table cost_of_sales_choice (
  company_id uuid not null,
  valid_from date not null,
  mode text not null check (mode in ('AT_DELIVERY', 'AT_INVOICE')),
  chosen_by uuid not null,
  chosen_at timestamptz not null,
  primary key (company_id, valid_from)
);
comment on table cost_of_sales_choice is 'Before the first of a company: AT_DELIVERY.';
grant select, insert on cost_of_sales_choice to erp_app;
grant select on cost_of_sales_choice to erp_report;
alter table cost_of_sales_choice enable row level security;
alter table cost_of_sales_choice force row level security;
create policy company_scope on cost_of_sales_choice
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table delivery
  add column cost_of_sales text not null default 'AT_DELIVERY' check (cost_of_sales in ('AT_DELIVERY', 'AT_INVOICE')),
  add constraint gifts_are_no_shipped_goods check (kind = 'SALE' or cost_of_sales = 'AT_DELIVERY');
alter table delivery alter column cost_of_sales drop default;
comment on column delivery.cost_of_sales is 'When what its goods cost is cost of sales; set by confirming.';
create index delivery_newest_day on delivery (company_id, delivered_on desc) where status in ('CONFIRMING', 'CONFIRMED', 'CANCELLING');
