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

-- A document of inventory's own waits for those who approve between draft and confirmed; a stocktake and a shipment wait where they
-- stand. The request it waits for, or waited for last, is identity's; what identity decides about any other is nothing to it.
alter table inventory_document
  add column approval_id uuid,
  add column approval_state text check (approval_state in ('PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN', 'BLOCKED')),
  add column approval_reason text,
  add column approval_changed_at timestamptz,
  add column submitted_by uuid,
  add constraint inventory_document_approval_is_whole
    check (num_nulls(approval_id, approval_state, approval_changed_at, submitted_by) in (0, 4)),
  add constraint inventory_document_waits_for_its_approval check (
    case when status = 'PENDING_APPROVAL' then coalesce(approval_state, '') in ('PENDING', 'BLOCKED')
         else status in ('SUBMITTED', 'SHIPPED') or coalesce(approval_state, '') not in ('PENDING', 'BLOCKED') end);
create unique index inventory_document_by_approval on inventory_document (approval_id);
comment on column inventory_document.approval_id is 'The request that those who approve decide on; null for one that needed none.';
comment on column inventory_document.approval_reason is 'A constant while something is in the way, what a person said once it is rejected or withdrawn.';
comment on column inventory_document.submitted_by is 'Who submitted it for approval; null for one that needed none.';
grant update (approval_id, approval_state, approval_reason, approval_changed_at, submitted_by) on inventory_document to erp_app;

-- Who submitted it is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, submitted_by, 'inventory_document', 'submitted_by', id::text, number, created_at, null
    from inventory_document where submitted_by is not null
    $view$;
end $$;
