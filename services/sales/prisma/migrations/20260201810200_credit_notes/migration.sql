-- Customers are credited for goods that came back after they were charged, and where a price is lowered: each invoice line
-- knows how much of what it charges is credited, each return line and delivery line how much of its goods.
alter table sales_invoice_line
  add column credited_base_quantity numeric(18, 6) not null default 0 check (credited_base_quantity >= 0),
  add column credited_net_minor bigint not null default 0 check (credited_net_minor >= 0),
  add column credited_tax_minor bigint not null default 0 check (credited_tax_minor >= 0),
  add constraint credited_within_invoiced check (
    credited_base_quantity <= base_quantity and credited_net_minor <= net_minor and credited_tax_minor <= tax_minor
  );
comment on column sales_invoice_line.credited_base_quantity is 'Taken by credit notes for goods that came back, drafts among them.';
comment on column sales_invoice_line.credited_net_minor is 'Taken by all credit notes; what remains goes with the last of it.';
grant update (credited_base_quantity, credited_net_minor, credited_tax_minor) on sales_invoice_line to erp_app;

alter table sales_return_line
  add column credited_base_quantity numeric(18, 6) not null default 0 check (credited_base_quantity >= 0),
  add constraint credited_within_returned check (credited_base_quantity <= base_quantity);

alter table delivery_line
  add column credited_base_quantity numeric(18, 6) not null default 0 check (credited_base_quantity >= 0),
  add constraint credited_within_returned_and_invoiced check (
    credited_base_quantity <= returned_base_quantity and credited_base_quantity <= invoiced_base_quantity
  );
comment on column delivery_line.credited_base_quantity is 'Came back after it was invoiced and is credited, by drafts too.';
drop index delivery_line_uninvoiced;
create index delivery_line_uninvoiced on delivery_line (company_id, id)
  where returned_base_quantity + invoiced_base_quantity < base_quantity + credited_base_quantity;

create table credit_note (
  id uuid primary key,
  company_id uuid not null,
  number text not null,
  status text not null check (status in ('DRAFT', 'CONFIRMED', 'CANCELLED')),
  customer_id uuid not null references customer,
  sales_return_id uuid references sales_return,
  credited_on date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  net_minor bigint not null check (net_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  gross_minor bigint not null check (gross_minor = net_minor + tax_minor),
  reason text not null check (length(reason) between 1 and 200),
  created_by uuid not null,
  cancel_reason text check (length(cancel_reason) between 1 and 200),
  version int not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  constraint credit_note_number_is_unique unique (company_id, number),
  check (status <> 'DRAFT' or confirmed_at is null),
  check (status <> 'CONFIRMED' or confirmed_at is not null),
  check ((status = 'CANCELLED') = (cancel_reason is not null))
);
create index credit_note_newest on credit_note (company_id, id desc);
create index credit_note_by_status on credit_note (company_id, status, id desc);
create index credit_note_by_customer on credit_note (customer_id, id desc);
create index credit_note_by_return on credit_note (sales_return_id) where sales_return_id is not null;
create index credit_note_by_day on credit_note (company_id, credited_on);
comment on column credit_note.net_minor is 'Positive: so much less is owed.';
comment on column credit_note.sales_return_id is 'The goods it is for; null where prices are lowered.';

create table credit_note_line (
  id uuid primary key,
  company_id uuid not null,
  credit_note_id uuid not null references credit_note,
  line_number int not null check (line_number > 0),
  sales_invoice_id uuid not null references sales_invoice,
  sales_invoice_line_id uuid not null references sales_invoice_line,
  delivery_line_id uuid not null references delivery_line,
  sales_return_line_id uuid references sales_return_line,
  item_id uuid not null,
  base_quantity numeric(18, 6) check (base_quantity > 0),
  tax_code_id uuid not null,
  tax_rate_percent numeric(9, 4) not null check (tax_rate_percent >= 0),
  net_minor bigint not null check (net_minor >= 0),
  tax_minor bigint not null check (tax_minor >= 0),
  unique (credit_note_id, line_number),
  unique nulls not distinct (credit_note_id, sales_invoice_line_id, sales_return_line_id),
  check ((sales_return_line_id is null) = (base_quantity is null)),
  check (base_quantity is not null or net_minor > 0)
);
create index credit_note_line_by_invoice on credit_note_line (sales_invoice_id);
create index credit_note_line_by_invoice_line on credit_note_line (sales_invoice_line_id);
create index credit_note_line_by_delivery_line on credit_note_line (delivery_line_id);
create index credit_note_line_by_return_line on credit_note_line (sales_return_line_id) where sales_return_line_id is not null;

grant select, insert, update on credit_note to erp_app;
grant select, insert on credit_note_line to erp_app;

alter table credit_note enable row level security;
alter table credit_note force row level security;
create policy company_scope on credit_note
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table credit_note_line enable row level security;
alter table credit_note_line force row level security;
create policy company_scope on credit_note_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
