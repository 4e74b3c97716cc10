-- What customers are offered, until a day. Orders take from its lines, and give back what they do not want any more.
create table quotation (
  id uuid primary key,
  company_id uuid not null,
  number text not null,
  status text not null check (status in ('DRAFT', 'OFFERED', 'CLOSED')),
  customer_id uuid not null references customer,
  quoted_on date not null,
  valid_until date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  prices_include_tax boolean not null,
  net_minor bigint not null check (net_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  gross_minor bigint not null,
  close_reason text,
  version int not null,
  created_at timestamptz not null,
  offered_at timestamptz,
  constraint quotation_number_is_unique unique (company_id, number),
  check (valid_until >= quoted_on),
  check (gross_minor = net_minor + tax_minor),
  check (status <> 'OFFERED' or offered_at is not null),
  check ((status = 'CLOSED') = (close_reason is not null))
);
create index quotation_newest on quotation (company_id, id desc);
create index quotation_by_status on quotation (company_id, status, id desc);
create index quotation_by_customer on quotation (customer_id, id desc);

create table quotation_line (
  id uuid primary key,
  company_id uuid not null,
  quotation_id uuid not null references quotation,
  line_number int not null check (line_number > 0),
  item_id uuid not null,
  unit text not null,
  unit_numerator bigint not null check (unit_numerator > 0),
  unit_denominator bigint not null check (unit_denominator > 0),
  quantity numeric(18, 6) not null check (quantity > 0),
  base_quantity numeric(18, 6) not null check (base_quantity > 0),
  unit_price numeric(18, 6) not null check (unit_price > 0),
  discount_percent numeric(5, 2) not null check (discount_percent >= 0 and discount_percent < 100),
  price_list_id uuid references price_list,
  tax_code_id uuid not null,
  tax_rate_percent numeric(9, 4) not null check (tax_rate_percent >= 0),
  net_minor bigint not null check (net_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  ordered_quantity numeric(18, 6) not null default 0,
  unique (quotation_id, line_number),
  constraint quotation_line_is_not_ordered_above_what_is_quoted check (ordered_quantity between 0 and quantity)
) with (fillfactor = 70);
create index quotation_line_by_item on quotation_line (item_id);
create index quotation_line_by_price_list on quotation_line (price_list_id) where price_list_id is not null;
comment on column quotation_line.ordered_quantity is 'What orders that were not given up took, in the line''s unit.';

alter table sales_order_line add column quotation_line_id uuid references quotation_line;
create index sales_order_line_by_quotation_line on sales_order_line (quotation_line_id) where quotation_line_id is not null;
comment on column sales_order_line.quotation_line_id is 'What it was ordered from.';

grant select, insert, update on quotation to erp_app;
-- A draft's lines are replaced as a whole when it is changed.
grant select, insert, delete on quotation_line to erp_app;
grant update (ordered_quantity) on quotation_line to erp_app;

alter table quotation enable row level security;
alter table quotation force row level security;
create policy company_scope on quotation
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table quotation_line enable row level security;
alter table quotation_line force row level security;
create policy company_scope on quotation_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
