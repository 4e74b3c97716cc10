-- What is owed for goods until their invoice comes is an estimate 暂估. A company chooses from a day on what becomes of it; a
-- receipt keeps what was chosen for its day.
create table receipt_estimate_choice (
  company_id uuid not null,
  valid_from date not null,
  mode text not null check (mode in ('DIFFERENCE', 'AT_INVOICE', 'MONTH_START')),
  chosen_by uuid not null,
  chosen_at timestamptz not null,
  primary key (company_id, valid_from)
);
comment on table receipt_estimate_choice is 'Before the first of a company: DIFFERENCE.';

alter table goods_receipt add column estimate_mode text not null default 'DIFFERENCE'
  check (estimate_mode in ('DIFFERENCE', 'AT_INVOICE', 'MONTH_START'));
comment on column goods_receipt.estimate_mode is 'What becomes of its estimate; set by confirming.';

alter table document_number drop constraint document_number_document_type_check;
alter table document_number add constraint document_number_document_type_check check (document_type ~ '^[A-Z][A-Z_]{2,39}$');
alter table document_leg drop constraint document_leg_document_type_check;
alter table document_leg add constraint document_leg_document_type_check check (document_type ~ '^[A-Z][A-Z_]{2,39}$');

create table estimate_turn (
  id uuid primary key,
  company_id uuid not null,
  number text not null,
  kind text not null check (kind in ('REVERSAL', 'ESTIMATE')),
  period text not null check (period ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
  turned_on date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  value_minor bigint not null check (value_minor > 0),
  supplier_invoice_id uuid references supplier_invoice,
  purchase_return_id uuid references purchase_return,
  created_by uuid not null,
  created_at timestamptz not null,
  constraint estimate_turn_number_is_unique unique (company_id, number),
  check (to_char(turned_on, 'YYYY-MM') = period),
  check (num_nonnulls(supplier_invoice_id, purchase_return_id) <= (case kind when 'ESTIMATE' then 1 else 0 end))
);
create index estimate_turn_newest on estimate_turn (company_id, id desc);
create index estimate_turn_by_period on estimate_turn (company_id, period, kind, id desc);
create index estimate_turn_by_invoice on estimate_turn (supplier_invoice_id) where supplier_invoice_id is not null;
create index estimate_turn_by_return on estimate_turn (purchase_return_id) where purchase_return_id is not null;
comment on table estimate_turn is 'Estimates of receipts that were taken back on the 1st, or made anew; never changed.';
comment on column estimate_turn.supplier_invoice_id is 'The invoice that made them anew for what it takes, before it clears it.';

create table estimate_turn_line (
  estimate_turn_id uuid not null references estimate_turn,
  goods_receipt_line_id uuid not null references goods_receipt_line,
  company_id uuid not null,
  value_minor bigint not null check (value_minor > 0),
  reversal_id uuid references estimate_turn,
  primary key (estimate_turn_id, goods_receipt_line_id)
);
create index estimate_turn_line_of_receipt_line on estimate_turn_line (goods_receipt_line_id);
create index estimate_turn_line_of_company on estimate_turn_line (company_id);
create index estimate_turn_line_of_reversal on estimate_turn_line (reversal_id) where reversal_id is not null;
comment on column estimate_turn_line.reversal_id is 'Of an estimate made anew: what had taken it back.';

alter table goods_receipt_line
  add column reversed_value_minor bigint not null default 0 check (reversed_value_minor >= 0),
  add column reversal_id uuid references estimate_turn,
  add constraint what_is_taken_back_was_by_something check (reversed_value_minor = 0 or reversal_id is not null);
create index goods_receipt_line_of_reversal on goods_receipt_line (reversal_id) where reversal_id is not null;
create index goods_receipt_line_taken_back on goods_receipt_line (company_id, id) where reversed_value_minor > 0;
comment on column goods_receipt_line.reversed_value_minor is 'What of its estimate is taken back and not made anew; never more than is uninvoiced.';
comment on column goods_receipt_line.reversal_id is 'What took it back last.';

grant select, insert on receipt_estimate_choice, estimate_turn, estimate_turn_line to erp_app;
grant select on receipt_estimate_choice, estimate_turn, estimate_turn_line to erp_report;

alter table receipt_estimate_choice enable row level security;
alter table receipt_estimate_choice force row level security;
create policy company_scope on receipt_estimate_choice
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table estimate_turn enable row level security;
alter table estimate_turn force row level security;
create policy company_scope on estimate_turn
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table estimate_turn_line enable row level security;
alter table estimate_turn_line force row level security;
create policy company_scope on estimate_turn_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
