create table goods_receipt (
  id uuid primary key,
  company_id uuid not null,
  number text not null,
  status text not null check (status in ('DRAFT', 'CONFIRMED', 'CANCELLED')),
  supplier_id uuid not null references supplier,
  warehouse_id uuid not null,
  received_on date not null,
  order_currency text not null check (order_currency ~ '^[A-Z]{3}$'),
  exchange_rate numeric(18, 8) check (exchange_rate > 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  net_value_minor bigint check (net_value_minor >= 0),
  version int not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  constraint goods_receipt_number_is_unique unique (company_id, number),
  check ((order_currency = currency) = (exchange_rate is null)),
  check ((status = 'CONFIRMED') = (confirmed_at is not null and net_value_minor is not null))
);
create index goods_receipt_newest on goods_receipt (company_id, id desc);
create index goods_receipt_by_status on goods_receipt (company_id, status, id desc);
create index goods_receipt_by_supplier on goods_receipt (supplier_id, id desc);
create index goods_receipt_by_warehouse on goods_receipt (company_id, warehouse_id, id desc);
create index goods_receipt_by_day on goods_receipt (company_id, received_on);
comment on column goods_receipt.currency is 'The company''s own currency, in which the value is kept.';
comment on column goods_receipt.exchange_rate is 'Own currency for one unit of the order''s currency.';

create table goods_receipt_line (
  id uuid primary key,
  company_id uuid not null,
  goods_receipt_id uuid not null references goods_receipt,
  line_number int not null check (line_number > 0),
  purchase_order_id uuid not null references purchase_order,
  purchase_order_line_id uuid not null references purchase_order_line,
  item_id uuid not null,
  unit text not null,
  unit_numerator bigint not null check (unit_numerator > 0),
  unit_denominator bigint not null check (unit_denominator > 0),
  quantity numeric(18, 6) not null check (quantity > 0),
  base_quantity numeric(18, 6) not null check (base_quantity > 0),
  net_value_minor bigint check (net_value_minor >= 0),
  returned_base_quantity numeric(18, 6) not null default 0 check (returned_base_quantity >= 0),
  returned_value_minor bigint not null default 0 check (returned_value_minor >= 0),
  unique (goods_receipt_id, line_number),
  constraint returned_within_received check (returned_base_quantity <= base_quantity),
  constraint returned_value_within_value check (returned_value_minor <= coalesce(net_value_minor, 0)),
  constraint all_returned_takes_all_value check (
    net_value_minor is null or (returned_base_quantity < base_quantity or returned_value_minor = net_value_minor)
  )
);
create index goods_receipt_line_by_order on goods_receipt_line (purchase_order_id);
create index goods_receipt_line_by_order_line on goods_receipt_line (purchase_order_line_id);
comment on column goods_receipt_line.returned_base_quantity is 'Held by returns being confirmed and taken by confirmed ones.';
comment on column goods_receipt_line.returned_value_minor is 'The receipt value that went with it; what remains goes with the last return.';

-- How far the consequences of a document have come in the services that own them.
create table document_leg (
  document_id uuid not null,
  kind text not null check (kind in ('STOCK', 'LEDGER')),
  company_id uuid not null,
  document_type text not null check (document_type in ('GOODS_RECEIPT', 'PURCHASE_RETURN')),
  state text not null check (state in ('PENDING', 'POSTED', 'BLOCKED', 'REFUSED')),
  attempts int not null default 0 check (attempts >= 0),
  reason_code text,
  facts jsonb not null default '{}',
  updated_at timestamptz not null default now(),
  primary key (document_id, kind),
  check (state in ('PENDING', 'POSTED') or reason_code is not null)
) with (fillfactor = 70);
create index document_leg_unsettled on document_leg (company_id, updated_at) where state <> 'POSTED';

grant select, insert, update on goods_receipt, goods_receipt_line, document_leg to erp_app;

alter table goods_receipt enable row level security;
alter table goods_receipt force row level security;
create policy company_scope on goods_receipt
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table goods_receipt_line enable row level security;
alter table goods_receipt_line force row level security;
create policy company_scope on goods_receipt_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table document_leg enable row level security;
alter table document_leg force row level security;
create policy company_scope on document_leg
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
