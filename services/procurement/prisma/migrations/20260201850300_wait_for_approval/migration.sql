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

-- An order that needs approval waits for it between draft and promise. The request it waits for, or waited for last, is
-- identity's; what identity decides about any other is not about what the order says now.
alter table purchase_order
  drop constraint purchase_order_status_check,
  add constraint purchase_order_status_check
    check (status in ('DRAFT', 'PENDING_APPROVAL', 'CONFIRMED', 'CANCELLED')),
  add column created_by uuid,
  add column approval_id uuid,
  add column approval_state text
    check (approval_state in ('PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN', 'BLOCKED')),
  add column approval_reason text,
  add column approval_changed_at timestamptz,
  add column submitted_by uuid,
  add column submitter text,
  add column approved_gross_minor bigint check (approved_gross_minor >= 0),
  add check ((approval_id is null) = (approval_state is null)),
  add check ((approval_id is null) = (submitted_by is null)),
  add check (status <> 'PENDING_APPROVAL' or approval_state in ('PENDING', 'BLOCKED')),
  add check ((approval_state = 'APPROVED') = (approved_gross_minor is not null) or approval_state is null);
create unique index purchase_order_by_approval on purchase_order (approval_id);
comment on column purchase_order.created_by is 'Who made it; null for orders older than the column.';
comment on column purchase_order.submitter is 'The login name of whoever submitted it, for the first revision.';
comment on column purchase_order.approved_gross_minor is 'What was approved: no amendment goes beyond it.';
