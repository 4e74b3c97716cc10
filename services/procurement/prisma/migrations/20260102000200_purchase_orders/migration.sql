create table purchase_order (
  id uuid primary key,
  company_id uuid not null,
  number text not null,
  status text not null check (status in ('DRAFT', 'CONFIRMED', 'CANCELLED')),
  revision int not null check (revision >= 1),
  supplier_id uuid not null references supplier,
  ordered_on date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  net_minor bigint not null check (net_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  gross_minor bigint not null,
  version int not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  cancelled_at timestamptz,
  constraint purchase_order_number_is_unique unique (company_id, number),
  check (gross_minor = net_minor + tax_minor),
  check ((status = 'CONFIRMED') = (confirmed_at is not null)),
  check ((status = 'CANCELLED') = (cancelled_at is not null))
);
create index purchase_order_newest on purchase_order (company_id, id desc);
create index purchase_order_by_status on purchase_order (company_id, status, id desc);
create index purchase_order_by_supplier on purchase_order (supplier_id, id desc);
create index purchase_order_by_day on purchase_order (company_id, ordered_on);

create table purchase_order_line (
  id uuid primary key,
  company_id uuid not null,
  purchase_order_id uuid not null references purchase_order,
  line_number int not null check (line_number > 0),
  revision int not null,
  item_id uuid not null,
  unit text not null,
  unit_numerator bigint not null check (unit_numerator > 0),
  unit_denominator bigint not null check (unit_denominator > 0),
  quantity numeric(18, 6) not null check (quantity > 0),
  base_quantity numeric(18, 6) not null check (base_quantity > 0),
  unit_price numeric(18, 6) not null check (unit_price > 0),
  tax_code_id uuid not null,
  tax_rate_percent numeric(9, 4) not null check (tax_rate_percent >= 0),
  over_receipt_percent numeric(5, 2) not null check (over_receipt_percent between 0 and 100),
  net_minor bigint not null check (net_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  received_quantity numeric(18, 6) not null default 0 check (received_quantity >= 0),
  received_base_quantity numeric(18, 6) not null default 0 check (received_base_quantity >= 0),
  returned_base_quantity numeric(18, 6) not null default 0 check (returned_base_quantity >= 0),
  removed boolean not null default false,
  unique (purchase_order_id, line_number),
  constraint returned_was_received check (returned_base_quantity <= received_base_quantity),
  constraint received_within_tolerance check (
    (received_base_quantity - returned_base_quantity) * 100 <= base_quantity * (100 + over_receipt_percent)
  ),
  constraint removed_line_is_empty check (not removed or received_base_quantity = returned_base_quantity)
) with (fillfactor = 70);
create index purchase_order_line_by_item on purchase_order_line (item_id);
comment on column purchase_order_line.revision is 'The order''s revision in which this line changed last.';
comment on column purchase_order_line.quantity is 'In the line''s own unit; base_quantity is the same in the item''s base unit, exactly.';
comment on column purchase_order_line.received_quantity is 'All that ever arrived, in the line''s own unit.';
comment on column purchase_order_line.returned_base_quantity is 'What left the stock again by confirmed purchase returns.';

-- What the order said at each revision, kept as it was.
create table purchase_order_revision (
  purchase_order_id uuid not null references purchase_order,
  revision int not null check (revision >= 1),
  company_id uuid not null,
  reason text not null check (length(reason) <= 200),
  recorded_at timestamptz not null,
  recorded_by text not null,
  net_minor bigint not null,
  tax_minor bigint not null,
  gross_minor bigint not null,
  lines jsonb not null,
  primary key (purchase_order_id, revision)
);

grant select, insert, update on purchase_order, purchase_order_line to erp_app;
grant select, insert on purchase_order_revision to erp_app;

alter table purchase_order enable row level security;
alter table purchase_order force row level security;
create policy company_scope on purchase_order
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table purchase_order_line enable row level security;
alter table purchase_order_line force row level security;
create policy company_scope on purchase_order_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table purchase_order_revision enable row level security;
alter table purchase_order_revision force row level security;
create policy company_scope on purchase_order_revision
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
