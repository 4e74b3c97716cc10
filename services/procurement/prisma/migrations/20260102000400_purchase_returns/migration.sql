create table purchase_return (
  id uuid primary key,
  company_id uuid not null,
  number text not null,
  status text not null check (status in ('DRAFT', 'CONFIRMING', 'CONFIRMED', 'REFUSED', 'CANCELLED')),
  supplier_id uuid not null references supplier,
  warehouse_id uuid not null,
  returned_on date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  clearing_value_minor bigint check (clearing_value_minor >= 0),
  saga_id uuid,
  refusal_reason text,
  refusal_facts jsonb,
  version int not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  constraint purchase_return_number_is_unique unique (company_id, number),
  check ((status = 'CONFIRMED') = (confirmed_at is not null)),
  check ((status in ('CONFIRMING', 'CONFIRMED')) = (clearing_value_minor is not null)),
  check (status <> 'CONFIRMING' or saga_id is not null),
  check (status <> 'REFUSED' or refusal_reason is not null),
  check (refusal_reason is null or status in ('REFUSED', 'CANCELLED'))
);
create index purchase_return_newest on purchase_return (company_id, id desc);
create index purchase_return_by_status on purchase_return (company_id, status, id desc);
create index purchase_return_by_supplier on purchase_return (supplier_id, id desc);
comment on column purchase_return.saga_id is 'The newest attempt to take the goods out of stock.';

create table purchase_return_line (
  id uuid primary key,
  company_id uuid not null,
  purchase_return_id uuid not null references purchase_return,
  line_number int not null check (line_number > 0),
  goods_receipt_id uuid not null references goods_receipt,
  goods_receipt_line_id uuid not null references goods_receipt_line,
  purchase_order_line_id uuid not null references purchase_order_line,
  item_id uuid not null,
  unit text not null,
  quantity numeric(18, 6) not null check (quantity > 0),
  base_quantity numeric(18, 6) not null check (base_quantity > 0),
  clearing_value_minor bigint check (clearing_value_minor >= 0),
  unique (purchase_return_id, line_number),
  unique (purchase_return_id, goods_receipt_line_id)
);
create index purchase_return_line_by_receipt on purchase_return_line (goods_receipt_id);
create index purchase_return_line_by_receipt_line on purchase_return_line (goods_receipt_line_id);
create index purchase_return_line_by_order_line on purchase_return_line (purchase_order_line_id);
comment on column purchase_return_line.clearing_value_minor is 'The receipt''s own value of what goes back (P4).';

grant select, insert, update on purchase_return, purchase_return_line to erp_app;

alter table purchase_return enable row level security;
alter table purchase_return force row level security;
create policy company_scope on purchase_return
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table purchase_return_line enable row level security;
alter table purchase_return_line force row level security;
create policy company_scope on purchase_return_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
