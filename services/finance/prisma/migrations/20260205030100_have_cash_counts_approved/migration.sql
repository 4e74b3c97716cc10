-- A witnessed count that waits for approval, and who gave it: neither who counted nor who saw it. `approved_by` signed last; where a
-- rule let it pass nobody did. APPROVED is only what could not be booked when it was approved.
alter table cash_count
  drop constraint cash_count_status_check,
  add constraint cash_count_status_check check (status in
    ('COUNTED', 'WITNESSED', 'PENDING_APPROVAL', 'APPROVED', 'EVEN', 'BOOKED', 'DECIDED', 'CANCELLED', 'REVERSED')),
  add column submitted_by uuid,
  add column approval_id uuid,
  add column approver_ids uuid[] not null default '{}',
  add constraint cash_count_waits_for_an_approval check (
    status <> 'PENDING_APPROVAL' or (witnessed_by is not null and num_nulls(approval_id, submitted_by) = 0)),
  add constraint cash_count_is_approved_by_others check (
    counted_by <> all (approver_ids) and (witnessed_by is null or witnessed_by <> all (approver_ids))
    and (submitted_by is null or submitted_by <> all (approver_ids)));
comment on column cash_count.reason is 'Why it was given up, taken back, came back from approval or could not be booked.';
create unique index cash_count_approval on cash_count (approval_id);
drop index cash_count_one_waits, cash_count_undecided;
create unique index cash_count_one_waits on cash_count (cash_account_id)
  where status in ('COUNTED', 'WITNESSED', 'PENDING_APPROVAL', 'APPROVED');
create index cash_count_undecided on cash_count (company_id, id desc)
  where status in ('COUNTED', 'WITNESSED', 'PENDING_APPROVAL', 'APPROVED', 'BOOKED');
grant update (submitted_by, approval_id, approver_ids) on cash_count to erp_app;

-- Who submitted and approved is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, submitted_by, 'cash_count', 'submitted_by', id::text, number, created_at, null from cash_count
    union all
    select company_id, unnest(approver_ids), 'cash_count', 'approver_ids', id::text, number, created_at, null from cash_count
    $view$;
end $$;
