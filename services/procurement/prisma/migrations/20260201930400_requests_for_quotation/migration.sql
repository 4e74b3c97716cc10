-- Several suppliers are asked what they would charge; what each answers is kept side by side, and orders take from the lines.
create table request_for_quotation (
  id uuid primary key,
  company_id uuid not null,
  number text not null,
  status text not null check (status in ('OPEN', 'CLOSED')),
  requested_on date not null,
  answer_due_on date not null,
  close_reason text check (length(close_reason) between 1 and 200),
  version int not null check (version > 0),
  created_at timestamptz not null,
  created_by uuid not null,
  constraint request_for_quotation_number_is_unique unique (company_id, number),
  check (answer_due_on >= requested_on),
  check ((status = 'CLOSED') = (close_reason is not null))
);
create index request_for_quotation_newest on request_for_quotation (company_id, id desc);
create index request_for_quotation_by_status on request_for_quotation (company_id, status, id desc);
comment on table request_for_quotation is 'What suppliers are asked the price of 询价单.';

create table request_for_quotation_supplier (
  request_id uuid not null references request_for_quotation,
  supplier_id uuid not null references supplier,
  company_id uuid not null,
  primary key (request_id, supplier_id)
);
create index request_for_quotation_supplier_by_supplier on request_for_quotation_supplier (supplier_id);
create index request_for_quotation_supplier_of_company on request_for_quotation_supplier (company_id);
comment on table request_for_quotation_supplier is 'Who is asked.';

create table request_for_quotation_line (
  id uuid primary key,
  company_id uuid not null,
  request_id uuid not null references request_for_quotation,
  line_number int not null check (line_number > 0),
  item_id uuid not null,
  unit text not null,
  unit_numerator bigint not null check (unit_numerator > 0),
  unit_denominator bigint not null check (unit_denominator > 0),
  quantity numeric(18, 6) not null check (quantity > 0),
  base_quantity numeric(18, 6) not null check (base_quantity > 0),
  needed_on date not null,
  requisition_line_id uuid references purchase_requisition_line,
  ordered_quantity numeric(18, 6) not null default 0,
  unique (request_id, line_number),
  constraint request_line_is_not_ordered_above_what_is_asked_for check (ordered_quantity between 0 and quantity)
) with (fillfactor = 70);
create index request_for_quotation_line_by_requisition_line on request_for_quotation_line (requisition_line_id)
  where requisition_line_id is not null;
create index request_for_quotation_line_of_company on request_for_quotation_line (company_id);
comment on column request_for_quotation_line.ordered_quantity is 'What orders that were not given up have of it, in the line''s unit.';

create table supplier_quotation (
  id uuid primary key,
  company_id uuid not null,
  request_id uuid not null,
  supplier_id uuid not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  exchange_rate numeric(18, 8) check (exchange_rate > 0),
  expires_on date not null,
  version int not null check (version > 0),
  answered_at timestamptz not null,
  foreign key (request_id, supplier_id) references request_for_quotation_supplier,
  constraint supplier_quotation_is_one_answer unique (request_id, supplier_id)
);
create index supplier_quotation_of_company on supplier_quotation (company_id);
comment on table supplier_quotation is 'What a supplier answers 供应商报价; the newest counts.';
comment on column supplier_quotation.exchange_rate is 'Own currency for one unit of the answer''s; null when they are the same.';

create table supplier_quotation_line (
  id uuid primary key,
  company_id uuid not null,
  quotation_id uuid not null references supplier_quotation,
  request_line_id uuid not null references request_for_quotation_line,
  quantity numeric(18, 6) not null check (quantity > 0),
  unit_price numeric(18, 6) not null check (unit_price > 0),
  delivery_days int not null check (delivery_days between 0 and 3650),
  unique (quotation_id, request_line_id)
);
create index supplier_quotation_line_by_request_line on supplier_quotation_line (request_line_id);
create index supplier_quotation_line_of_company on supplier_quotation_line (company_id);

alter table purchase_order_line add column request_line_id uuid references request_for_quotation_line;
create index purchase_order_line_by_request_line on purchase_order_line (request_line_id) where request_line_id is not null;
comment on column purchase_order_line.request_line_id is 'What its supplier was asked the price of.';

alter table document_number drop constraint document_number_document_type_check;
alter table document_number add constraint document_number_document_type_check
  check (document_type in ('PURCHASE_ORDER', 'GOODS_RECEIPT', 'PURCHASE_RETURN', 'SUPPLIER_INVOICE', 'PURCHASE_REQUISITION',
                           'REQUEST_FOR_QUOTATION'));

grant select, insert, update on request_for_quotation, supplier_quotation to erp_app;
grant select, insert on request_for_quotation_supplier to erp_app;
grant select, insert, update (ordered_quantity) on request_for_quotation_line to erp_app;
-- What a supplier answers is replaced as a whole when it answers anew; orders keep what they took.
grant select, insert, delete on supplier_quotation_line to erp_app;
grant select on request_for_quotation, request_for_quotation_supplier, request_for_quotation_line, supplier_quotation,
  supplier_quotation_line to erp_report;

do $$
declare
  name text;
begin
  foreach name in array '{request_for_quotation,request_for_quotation_supplier,request_for_quotation_line,supplier_quotation,supplier_quotation_line}'::text[]
  loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy company_scope on %I
      using (company_id = any ((select platform.company_ids())::uuid[]))
      with check (company_id = any ((select platform.company_ids())::uuid[]))', name);
  end loop;
end $$;
