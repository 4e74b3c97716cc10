-- A quotation waits for approval between draft and offered where the company has quotations approved, and keeps who wrote it: none of them
-- approves it. Whoever wrote those there are, nobody knows.
alter table quotation
  drop constraint quotation_status_check,
  add constraint quotation_status_check check (status in ('DRAFT', 'PENDING_APPROVAL', 'OFFERED', 'CLOSED')),
  add column author_ids uuid[] not null default '{}',
  add column approval_id uuid,
  add column approval_state text check (approval_state in ('PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN')),
  add column submitted_by uuid,
  add constraint quotation_approval_is_whole check (num_nulls(approval_id, approval_state, submitted_by) in (0, 3)),
  add constraint quotation_waits_for_its_approval
    check ((status = 'PENDING_APPROVAL') = (approval_state is not distinct from 'PENDING'));
alter table quotation alter column author_ids drop default;
create unique index quotation_by_approval on quotation (approval_id);
comment on column quotation.author_ids is 'Who made it and whoever changed it since, each once: none of them approves it.';
comment on column quotation.submitted_by is 'Who submitted it for approval; null for one that needed none.';

-- Who wrote and submitted them is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, unnest(author_ids), 'quotation', 'author_ids', id::text, number, created_at, null from quotation
    union all
    select company_id, submitted_by, 'quotation', 'submitted_by', id::text, number, created_at, null from quotation
    $view$;
end $$;
