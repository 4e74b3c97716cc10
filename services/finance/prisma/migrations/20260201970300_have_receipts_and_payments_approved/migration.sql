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

-- A receipt or payment that waits for approval, and who gave it: none of them posts it. `approved_by` signed last; where a rule
-- let it pass nobody did.
alter table cash_document
  drop constraint cash_document_status_check,
  add constraint cash_document_status_check
    check (status in ('DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'POSTED', 'CANCELLED', 'REVERSED')),
  add column submitted_by uuid,
  add column approval_id uuid,
  add column approver_ids uuid[] not null default '{}',
  add constraint cash_document_waits_for_an_approval
    check (status <> 'PENDING_APPROVAL' or num_nulls(approval_id, submitted_by) = 0),
  add constraint cash_document_is_approved_by_others
    check (not prepared_by = any (approver_ids) and (submitted_by is null or not submitted_by = any (approver_ids)));
create unique index cash_document_approval on cash_document (approval_id);
grant update (submitted_by, approval_id, approver_ids) on cash_document to erp_app;
