-- What is given away on somebody's word waits for approval between draft and confirming where the company has it approved. The request it
-- waits for, or waited for last, is identity's; what identity decides about any other is nothing to it.
alter table delivery
  drop constraint delivery_status_check,
  add constraint delivery_status_check
    check (status in ('DRAFT', 'PENDING_APPROVAL', 'CONFIRMING', 'CONFIRMED', 'REFUSED', 'CANCELLING', 'CANCELLED')),
  add column approval_id uuid,
  add column approval_state text check (approval_state in ('PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN')),
  add column submitted_by uuid,
  add constraint delivery_approval_is_whole check (num_nulls(approval_id, approval_state, submitted_by) in (0, 3)),
  add constraint delivery_waits_for_its_approval
    check ((status = 'PENDING_APPROVAL') = (approval_state is not distinct from 'PENDING')),
  add constraint only_gifts_are_approved check (given_by is not null or approval_id is null);
create unique index delivery_by_approval on delivery (approval_id);
comment on column delivery.submitted_by is 'Who submitted a gift for approval; null for what needed none.';

-- Who submitted it is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, submitted_by, 'delivery', 'submitted_by', id::text, number, created_at, null from delivery
    $view$;
end $$;
