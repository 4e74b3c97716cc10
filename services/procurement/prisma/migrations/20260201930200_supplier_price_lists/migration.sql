-- What suppliers ask for a time, from a quantity on. A list with agreed totals is an agreement 框架协议: orders draw it down.
create table supplier_price_list (
  id uuid primary key,
  company_id uuid not null,
  supplier_id uuid not null references supplier,
  code text collate "C" not null check (length(code) between 1 and 40),
  name_zh text not null check (length(name_zh) between 1 and 200),
  name_en text not null check (length(name_en) between 1 and 200),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  begins_on date not null,
  ends_on date,
  agreed_value_minor bigint check (agreed_value_minor > 0),
  active boolean not null,
  version int not null check (version > 0),
  created_at timestamptz not null,
  constraint supplier_price_list_code_is_unique unique (company_id, code),
  check (ends_on >= begins_on)
);
create index supplier_price_list_by_supplier on supplier_price_list (supplier_id);
comment on column supplier_price_list.agreed_value_minor is 'What orders draw from it together, without tax; null where nothing is agreed.';

create table supplier_price_list_line (
  id uuid primary key,
  company_id uuid not null,
  price_list_id uuid not null references supplier_price_list,
  line_number int not null check (line_number > 0),
  item_id uuid not null,
  unit text not null,
  from_quantity numeric(18, 6) not null check (from_quantity >= 0),
  unit_price numeric(18, 6) not null check (unit_price > 0),
  agreed_base_quantity numeric(18, 6) check (agreed_base_quantity > 0),
  unique (price_list_id, line_number),
  unique (price_list_id, item_id, unit, from_quantity)
);
create unique index supplier_price_list_line_agrees_once on supplier_price_list_line (price_list_id, item_id)
  where agreed_base_quantity is not null;
create index supplier_price_list_line_by_item on supplier_price_list_line (company_id, item_id);
comment on column supplier_price_list_line.from_quantity is 'The price holds from so much of the unit on, until a higher break of the list.';
comment on column supplier_price_list_line.agreed_base_quantity is 'What orders draw of the item together, at whichever break; said at one of its lines.';

alter table purchase_order_line add column price_list_id uuid references supplier_price_list;
create index purchase_order_line_by_price_list on purchase_order_line (price_list_id) where price_list_id is not null;
comment on column purchase_order_line.price_list_id is 'Where its price was taken from; null where somebody gave it.';

grant select, insert, update on supplier_price_list to erp_app;
-- The lines of a list are replaced as a whole when it is changed; orders keep what they took.
grant select, insert, delete on supplier_price_list_line to erp_app;
grant select on supplier_price_list, supplier_price_list_line to erp_report;

alter table supplier_price_list enable row level security;
alter table supplier_price_list force row level security;
create policy company_scope on supplier_price_list
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table supplier_price_list_line enable row level security;
alter table supplier_price_list_line force row level security;
create policy company_scope on supplier_price_list_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
