-- Customers are charged for what went out to them: each delivery line knows how much of it, and of what it is worth, invoices
-- have taken, beside what came back.
alter table customer add column payment_days int not null default 30 check (payment_days between 0 and 365);
comment on column customer.payment_days is 'An invoice is due so many days after its date, unless it says otherwise.';

alter table delivery_line
  add column invoiced_base_quantity numeric(18, 6) not null default 0 check (invoiced_base_quantity >= 0),
  add column invoiced_net_minor bigint not null default 0 check (invoiced_net_minor >= 0),
  add column invoiced_tax_minor bigint not null default 0 check (invoiced_tax_minor >= 0),
  add constraint invoiced_within_delivered check (invoiced_base_quantity <= base_quantity);
comment on column delivery_line.invoiced_base_quantity is 'Taken by invoices, drafts among them.';
comment on column delivery_line.invoiced_net_minor is 'What they charge for it; what remains of its worth goes with the last of it.';
create index delivery_line_uninvoiced on delivery_line (company_id, id)
  where returned_base_quantity + invoiced_base_quantity < base_quantity;

create table sales_invoice (
  id uuid primary key,
  company_id uuid not null,
  number text not null,
  status text not null check (status in ('DRAFT', 'CONFIRMED', 'CANCELLED')),
  customer_id uuid not null references customer,
  invoiced_on date not null,
  due_on date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  net_minor bigint not null check (net_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  gross_minor bigint not null check (gross_minor = net_minor + tax_minor),
  run_id uuid,
  created_by uuid not null,
  cancel_reason text check (length(cancel_reason) between 1 and 200),
  version int not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  constraint sales_invoice_number_is_unique unique (company_id, number),
  check (due_on >= invoiced_on),
  check (status <> 'DRAFT' or confirmed_at is null),
  check (status <> 'CONFIRMED' or confirmed_at is not null),
  check ((status = 'CANCELLED') = (cancel_reason is not null))
);
create index sales_invoice_newest on sales_invoice (company_id, id desc);
create index sales_invoice_by_status on sales_invoice (company_id, status, id desc);
create index sales_invoice_by_customer on sales_invoice (customer_id, id desc);
create index sales_invoice_by_day on sales_invoice (company_id, invoiced_on);
create index sales_invoice_by_run on sales_invoice (run_id) where run_id is not null;
comment on column sales_invoice.invoiced_on is 'The day on it and in the books.';
comment on column sales_invoice.run_id is 'What it has in common with all that one request invoiced.';

create table sales_invoice_line (
  id uuid primary key,
  company_id uuid not null,
  sales_invoice_id uuid not null references sales_invoice,
  line_number int not null check (line_number > 0),
  sales_order_id uuid not null references sales_order,
  delivery_id uuid not null references delivery,
  delivery_line_id uuid not null references delivery_line,
  item_id uuid not null,
  unit text not null,
  quantity numeric(18, 6) not null check (quantity > 0),
  base_quantity numeric(18, 6) not null check (base_quantity > 0),
  tax_code_id uuid not null,
  tax_rate_percent numeric(9, 4) not null check (tax_rate_percent >= 0),
  net_minor bigint not null check (net_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  unique (sales_invoice_id, line_number),
  unique (sales_invoice_id, delivery_line_id)
);
create index sales_invoice_line_by_order on sales_invoice_line (sales_order_id);
create index sales_invoice_line_by_delivery on sales_invoice_line (delivery_id);
create index sales_invoice_line_by_delivery_line on sales_invoice_line (delivery_line_id);

grant select, insert, update on sales_invoice to erp_app;
-- What an invoice charges never changes once it is written.
grant select, insert on sales_invoice_line to erp_app;

alter table sales_invoice enable row level security;
alter table sales_invoice force row level security;
create policy company_scope on sales_invoice
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table sales_invoice_line enable row level security;
alter table sales_invoice_line force row level security;
create policy company_scope on sales_invoice_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
