-- What gives value away, a free credit note or an allowance, waits for approval between draft and confirmed where the company has it
-- approved. The request it waits for, or waited for last, is identity's; what identity decides about any other is nothing to it.
alter table credit_note
  drop constraint credit_note_status_check,
  add constraint credit_note_status_check check (status in ('DRAFT', 'PENDING_APPROVAL', 'CONFIRMED', 'CANCELLED')),
  add column approval_id uuid,
  add column approval_state text check (approval_state in ('PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN')),
  add column submitted_by uuid,
  add constraint credit_note_approval_is_whole check (num_nulls(approval_id, approval_state, submitted_by) in (0, 3)),
  add constraint credit_note_waits_for_its_approval
    check ((status = 'PENDING_APPROVAL') = (approval_state is not distinct from 'PENDING')),
  add constraint credit_note_is_confirmed_after_approval check (status <> 'PENDING_APPROVAL' or confirmed_at is null);
create unique index credit_note_by_approval on credit_note (approval_id);
comment on column credit_note.submitted_by is 'Who submitted it for approval; null for one that needed none.';

-- Who submitted it is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, submitted_by, 'credit_note', 'submitted_by', id::text, number, created_at, null from credit_note
    $view$;
end $$;
