-- A transfer that waits for approval, and who gave it: none of them posts it. `approved_by` signed last; where a rule let it pass
-- nobody did.
alter table cash_transfer
  drop constraint cash_transfer_status_check,
  add constraint cash_transfer_status_check
    check (status in ('DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'POSTED', 'CANCELLED', 'REVERSED')),
  add column submitted_by uuid,
  add column approval_id uuid,
  add column approver_ids uuid[] not null default '{}',
  add constraint cash_transfer_waits_for_an_approval
    check (status <> 'PENDING_APPROVAL' or num_nulls(approval_id, submitted_by) = 0),
  add constraint cash_transfer_is_approved_by_others
    check (not prepared_by = any (approver_ids) and (submitted_by is null or not submitted_by = any (approver_ids)));
create unique index cash_transfer_approval on cash_transfer (approval_id);
grant update (submitted_by, approval_id, approver_ids) on cash_transfer to erp_app;

-- Who submitted and approved is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, submitted_by, 'cash_transfer', 'submitted_by', id::text, number, created_at, null from cash_transfer
    union all
    select company_id, unnest(approver_ids), 'cash_transfer', 'approver_ids', id::text, number, created_at, null from cash_transfer
    $view$;
end $$;
