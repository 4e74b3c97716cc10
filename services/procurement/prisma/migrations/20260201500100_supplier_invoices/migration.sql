-- What suppliers charge is matched with what arrived: each receipt line knows how much of it, and of its value, an invoice
-- has taken, beside what went back. The two share one line, so neither can take what the other has.
alter table supplier add column payment_days int not null default 30 check (payment_days between 0 and 365);
comment on column supplier.payment_days is 'An invoice is due so many days after its date, unless it says otherwise.';

alter table document_number drop constraint document_number_document_type_check;
alter table document_number add constraint document_number_document_type_check
  check (document_type in ('PURCHASE_ORDER', 'GOODS_RECEIPT', 'PURCHASE_RETURN', 'SUPPLIER_INVOICE'));
alter table document_leg drop constraint document_leg_document_type_check;
alter table document_leg add constraint document_leg_document_type_check
  check (document_type in ('GOODS_RECEIPT', 'PURCHASE_RETURN', 'SUPPLIER_INVOICE'));
alter table document_leg add column awaited int not null default 1 check (awaited >= 0);
comment on column document_leg.awaited is 'How many answers are still to come; an invoice with a price difference has two vouchers.';

alter table goods_receipt_line
  add column invoiced_base_quantity numeric(18, 6) not null default 0 check (invoiced_base_quantity >= 0),
  add column invoiced_value_minor bigint not null default 0 check (invoiced_value_minor >= 0);
alter table goods_receipt_line drop constraint returned_within_received;
alter table goods_receipt_line drop constraint returned_value_within_value;
alter table goods_receipt_line drop constraint all_returned_takes_all_value;
alter table goods_receipt_line
  add constraint taken_within_received check (returned_base_quantity + invoiced_base_quantity <= base_quantity),
  add constraint taken_value_within_value check (
    returned_value_minor + invoiced_value_minor <= coalesce(net_value_minor, 0)
  ),
  add constraint all_taken_takes_all_value check (
    net_value_minor is null or returned_base_quantity + invoiced_base_quantity < base_quantity
    or returned_value_minor + invoiced_value_minor = net_value_minor
  );
comment on column goods_receipt_line.invoiced_base_quantity is 'Matched with invoices that are being confirmed or stand.';
comment on column goods_receipt_line.invoiced_value_minor is 'The receipt value that was cleared with it; what remains goes with the last one.';
create index goods_receipt_line_uninvoiced on goods_receipt_line (company_id, id)
  where net_value_minor is not null and returned_base_quantity + invoiced_base_quantity < base_quantity;

create table invoice_tolerance (
  company_id uuid primary key,
  quantity_percent numeric(5, 2) not null check (quantity_percent between 0 and 100),
  price_percent numeric(5, 2) not null check (price_percent between 0 and 100),
  tax_minor bigint not null check (tax_minor >= 0),
  version int not null
);
comment on table invoice_tolerance is 'How far an invoice may differ from order and receipt before somebody has to look; a company without a row has the defaults.';

create table supplier_invoice (
  id uuid primary key,
  company_id uuid not null,
  number text not null,
  status text not null check (
    status in ('DRAFT', 'HELD', 'CONFIRMING', 'CONFIRMED', 'REFUSED', 'CANCELLING', 'CANCELLED')
  ),
  supplier_id uuid not null references supplier,
  supplier_invoice_number text not null check (length(supplier_invoice_number) between 1 and 60),
  invoiced_on date not null,
  posted_on date not null,
  due_on date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  net_minor bigint not null check (net_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  gross_minor bigint not null check (gross_minor = net_minor + tax_minor),
  variance_minor bigint,
  differences jsonb not null default '[]',
  saga_id uuid,
  refusal_reason text,
  refusal_facts jsonb,
  created_by uuid not null,
  submitted_by uuid,
  released_by uuid,
  release_reason text check (length(release_reason) between 1 and 200),
  cancel_reason text check (length(cancel_reason) between 1 and 200),
  version int not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  constraint supplier_invoice_number_is_unique unique (company_id, number),
  check ((status in ('CONFIRMING', 'CONFIRMED', 'CANCELLING')) <= (variance_minor is not null)),
  check (status not in ('CONFIRMED', 'CANCELLING') or confirmed_at is not null),
  check ((released_by is null) = (release_reason is null)),
  check (released_by is null or released_by <> created_by),
  check (status <> 'REFUSED' or refusal_reason is not null)
);
-- The supplier's own number is charged once; a cancelled invoice may be entered again.
create unique index supplier_invoice_of_supplier_is_unique on supplier_invoice (supplier_id, supplier_invoice_number)
  where status <> 'CANCELLED';
create index supplier_invoice_newest on supplier_invoice (company_id, id desc);
create index supplier_invoice_by_status on supplier_invoice (company_id, status, id desc);
create index supplier_invoice_by_supplier on supplier_invoice (supplier_id, id desc);
comment on column supplier_invoice.posted_on is 'The day in the books.';
comment on column supplier_invoice.variance_minor is 'Charged for goods beyond what their receipts were worth; stock and the cost of goods gone bear it.';
comment on column supplier_invoice.saga_id is 'The newest conversation with inventory about that difference.';
comment on column supplier_invoice.differences is 'What is outside the tolerances, as it was found last.';

create table supplier_invoice_line (
  id uuid primary key,
  company_id uuid not null,
  supplier_invoice_id uuid not null references supplier_invoice,
  line_number int not null check (line_number > 0),
  kind text not null check (kind in ('GOODS', 'EXPENSE', 'CHARGE')),
  goods_receipt_id uuid references goods_receipt,
  goods_receipt_line_id uuid references goods_receipt_line,
  item_id uuid,
  unit text,
  quantity numeric(18, 6) check (quantity > 0),
  base_quantity numeric(18, 6) check (base_quantity > 0),
  matched_base_quantity numeric(18, 6) check (matched_base_quantity > 0),
  cleared_minor bigint check (cleared_minor >= 0),
  description text check (length(description) between 1 and 200),
  expense_type text check (length(expense_type) between 1 and 40),
  tax_code_id uuid not null,
  tax_rate_percent numeric(9, 4) not null check (tax_rate_percent >= 0),
  net_minor bigint not null check (net_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  unique (supplier_invoice_id, line_number),
  unique (supplier_invoice_id, goods_receipt_line_id),
  check ((kind = 'GOODS') = (goods_receipt_line_id is not null)),
  check ((goods_receipt_line_id is null) = (base_quantity is null)),
  check ((kind = 'GOODS') = (description is null)),
  check ((matched_base_quantity is null) = (cleared_minor is null))
);
create index supplier_invoice_line_by_receipt on supplier_invoice_line (goods_receipt_id) where goods_receipt_id is not null;
create index supplier_invoice_line_by_receipt_line on supplier_invoice_line (goods_receipt_line_id)
  where goods_receipt_line_id is not null;
comment on column supplier_invoice_line.quantity is 'As printed; matched_base_quantity is what of it the receipt line still had.';
comment on column supplier_invoice_line.cleared_minor is 'The receipt''s own value of what was matched (P2).';

grant select, insert, update on invoice_tolerance, supplier_invoice, supplier_invoice_line to erp_app;
grant delete on supplier_invoice_line to erp_app;

alter table invoice_tolerance enable row level security;
alter table invoice_tolerance force row level security;
create policy company_scope on invoice_tolerance
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table supplier_invoice enable row level security;
alter table supplier_invoice force row level security;
create policy company_scope on supplier_invoice
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table supplier_invoice_line enable row level security;
alter table supplier_invoice_line force row level security;
create policy company_scope on supplier_invoice_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
