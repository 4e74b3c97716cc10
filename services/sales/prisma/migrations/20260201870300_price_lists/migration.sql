-- Prices that hold for a time, for all customers or those of one price group, from a quantity on.
alter table customer
  add column price_group text collate "C" check (length(price_group) between 1 and 40),
  add column discount_percent numeric(5, 2) not null default 0 check (discount_percent >= 0 and discount_percent < 100);
comment on column customer.price_group is 'Whose price lists it buys by, beside those for everybody.';
comment on column customer.discount_percent is 'Taken off prices that come from a list, unless the order says otherwise.';

create table price_list (
  id uuid primary key,
  company_id uuid not null,
  code text collate "C" not null check (length(code) between 1 and 40),
  name_zh text not null check (length(name_zh) between 1 and 200),
  name_en text not null check (length(name_en) between 1 and 200),
  price_group text collate "C" check (length(price_group) between 1 and 40),
  prices_include_tax boolean not null,
  valid_from date not null,
  valid_to date,
  active boolean not null,
  version int not null check (version > 0),
  created_at timestamptz not null,
  constraint price_list_code_is_unique unique (company_id, code),
  check (valid_to >= valid_from)
);
comment on column price_list.price_group is 'Of the customers it is for; null for everybody.';

create table price_list_line (
  id uuid primary key,
  company_id uuid not null,
  price_list_id uuid not null references price_list,
  line_number int not null check (line_number > 0),
  item_id uuid not null,
  unit text not null,
  from_quantity numeric(18, 6) not null check (from_quantity >= 0),
  unit_price numeric(18, 6) not null check (unit_price > 0),
  unique (price_list_id, line_number),
  unique (price_list_id, item_id, unit, from_quantity)
);
create index price_list_line_by_item on price_list_line (company_id, item_id);
comment on column price_list_line.from_quantity is 'The price holds from so much of the unit on, until a higher break of the list.';

alter table sales_order_line add column price_list_id uuid references price_list;
create index sales_order_line_by_price_list on sales_order_line (price_list_id) where price_list_id is not null;
comment on column sales_order_line.price_list_id is 'Where its price was taken from; null where somebody typed it.';

grant select, insert, update on price_list to erp_app;
-- The lines of a list are replaced as a whole when it is changed; orders keep what they took.
grant select, insert, delete on price_list_line to erp_app;

alter table price_list enable row level security;
alter table price_list force row level security;
create policy company_scope on price_list
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table price_list_line enable row level security;
alter table price_list_line force row level security;
create policy company_scope on price_list_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
