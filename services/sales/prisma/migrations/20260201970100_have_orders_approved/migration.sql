-- Which kinds of documents a company has approved before they are in force. Fed by identity's events only.
create table approval_definition_replica (
  definition_id uuid primary key,
  company_id uuid not null,
  document_type text not null,
  active boolean not null,
  version int not null,
  unique (company_id, document_type)
);
comment on table approval_definition_replica is 'Copy of what identity says about approval; a kind without a row needs none.';
alter table approval_definition_replica enable row level security;
alter table approval_definition_replica force row level security;
create policy company_scope on approval_definition_replica
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
grant select, insert, update (active, version) on approval_definition_replica to erp_app;
grant select on approval_definition_replica to erp_report;

-- An order that needs approval waits for it before credit and goods are asked for. The request it waits for, or waited for
-- last, is identity's; what identity decides about any other is not about what the order says now.
alter table sales_order
  drop constraint sales_order_status_check,
  add constraint sales_order_status_check check (
    status in ('DRAFT', 'PENDING_APPROVAL', 'CONFIRMING', 'HELD', 'CONFIRMED', 'CLOSED', 'CANCELLED')),
  add column created_by uuid,
  add column approval_id uuid,
  add column approval_state text check (approval_state in ('PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN')),
  add column submitted_by uuid,
  add constraint sales_order_approval_is_whole
    check (num_nulls(approval_id, approval_state, submitted_by) in (0, 3)),
  add constraint sales_order_waits_for_its_approval
    check ((status = 'PENDING_APPROVAL') = (approval_state is not distinct from 'PENDING'));
create unique index sales_order_by_approval on sales_order (approval_id);
comment on column sales_order.created_by is 'Who made it; null for orders older than the column.';

alter table document_leg drop constraint document_leg_kind_check;
alter table document_leg
  add constraint document_leg_kind_check check (kind in ('STOCK', 'LEDGER', 'CREDIT', 'APPROVAL'));
