-- What people need, before anybody orders it. Orders take from its lines, and leave what they do not want any more to others.
create table purchase_requisition (
  id uuid primary key,
  company_id uuid not null,
  number text not null,
  status text not null check (status in ('DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'CLOSED', 'CANCELLED')),
  requested_on date not null,
  purpose text not null check (length(purpose) between 1 and 200),
  department_id uuid,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  estimate_minor bigint not null check (estimate_minor >= 0),
  close_reason text check (length(close_reason) between 1 and 200),
  version int not null check (version > 0),
  created_at timestamptz not null,
  created_by uuid not null,
  approved_at timestamptz,
  approval_id uuid,
  approval_state text check (approval_state in ('PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN', 'BLOCKED')),
  approval_reason text,
  approval_changed_at timestamptz,
  submitted_by uuid,
  submitter text,
  constraint purchase_requisition_number_is_unique unique (company_id, number),
  check ((approval_id is null) = (approval_state is null)),
  check ((approval_id is null) = (submitted_by is null)),
  check (status <> 'PENDING_APPROVAL' or approval_state in ('PENDING', 'BLOCKED')),
  check ((status in ('APPROVED', 'CLOSED')) = (approved_at is not null)),
  check ((status = 'CLOSED') = (close_reason is not null))
);
create unique index purchase_requisition_by_approval on purchase_requisition (approval_id);
create index purchase_requisition_newest on purchase_requisition (company_id, id desc);
create index purchase_requisition_by_status on purchase_requisition (company_id, status, id desc);
comment on table purchase_requisition is 'What people ask to be bought 请购单.';
comment on column purchase_requisition.department_id is 'Who needs it, by finance''s id.';
comment on column purchase_requisition.estimate_minor is 'What its lines are expected to cost, in the company''s own currency: what approval limits are held against.';

create table purchase_requisition_line (
  id uuid primary key,
  company_id uuid not null,
  requisition_id uuid not null references purchase_requisition,
  line_number int not null check (line_number > 0),
  item_id uuid not null,
  unit text not null,
  unit_numerator bigint not null check (unit_numerator > 0),
  unit_denominator bigint not null check (unit_denominator > 0),
  quantity numeric(18, 6) not null check (quantity > 0),
  base_quantity numeric(18, 6) not null check (base_quantity > 0),
  needed_on date not null,
  supplier_id uuid references supplier,
  unit_price numeric(18, 6) check (unit_price > 0),
  ordered_quantity numeric(18, 6) not null default 0,
  unique (requisition_id, line_number),
  constraint requisition_line_is_not_ordered_above_what_is_needed check (ordered_quantity between 0 and quantity)
) with (fillfactor = 70);
create index purchase_requisition_line_by_supplier on purchase_requisition_line (supplier_id) where supplier_id is not null;
create index purchase_requisition_line_open on purchase_requisition_line (company_id, id) where ordered_quantity < quantity;
comment on column purchase_requisition_line.unit_price is 'What one unit is expected to cost, without tax, in the company''s own currency.';
comment on column purchase_requisition_line.ordered_quantity is 'What orders that were not given up have of it, in the line''s unit.';

alter table purchase_order add column run_id uuid;
create index purchase_order_by_run on purchase_order (run_id) where run_id is not null;
comment on column purchase_order.run_id is 'What carried it down from requisitions, with the other orders made at once.';
alter table purchase_order_line add column requisition_line_id uuid references purchase_requisition_line;
create index purchase_order_line_by_requisition_line on purchase_order_line (requisition_line_id)
  where requisition_line_id is not null;
comment on column purchase_order_line.requisition_line_id is 'What it was asked for with.';

alter table document_number drop constraint document_number_document_type_check;
alter table document_number add constraint document_number_document_type_check
  check (document_type in ('PURCHASE_ORDER', 'GOODS_RECEIPT', 'PURCHASE_RETURN', 'SUPPLIER_INVOICE', 'PURCHASE_REQUISITION'));

grant select, insert, update on purchase_requisition to erp_app;
-- A draft's lines are replaced as a whole when it is changed.
grant select, insert, delete, update (ordered_quantity) on purchase_requisition_line to erp_app;
grant select on purchase_requisition, purchase_requisition_line to erp_report;

alter table purchase_requisition enable row level security;
alter table purchase_requisition force row level security;
create policy company_scope on purchase_requisition
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table purchase_requisition_line enable row level security;
alter table purchase_requisition_line force row level security;
create policy company_scope on purchase_requisition_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
