-- A request to reopen a period waits for those who approve, where the company says so. A person has one that stands for a close; what
-- was turned down or taken back is kept, and may be asked for again.
alter table reopening_request
  add column status text not null default 'REQUESTED'
    check (status in ('REQUESTED', 'PENDING_APPROVAL', 'APPROVED', 'REJECTED', 'WITHDRAWN')),
  add column version int not null default 1,
  add column approval_id uuid,
  add column approver_ids uuid[] not null default '{}',
  add column answer text check (char_length(answer) between 1 and 500),
  add constraint reopening_waits_for_an_approval check (status <> 'PENDING_APPROVAL' or approval_id is not null),
  add constraint reopening_is_approved_by_others check (requested_by <> all (approver_ids)),
  drop constraint reopening_request_period_id_period_version_requested_by_key;
create unique index reopening_request_stands on reopening_request (period_id, period_version, requested_by)
  where status not in ('REJECTED', 'WITHDRAWN');
create index reopening_request_period on reopening_request (period_id, period_version, requested_at, id);
create unique index reopening_request_approval on reopening_request (approval_id);
comment on column reopening_request.answer is 'Why it was turned down or taken back.';
grant update (status, version, approval_id, approver_ids, answer) on reopening_request to erp_app;

-- Who approved is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, unnest(approver_ids), 'reopening_request', 'approver_ids', id::text, null, requested_at, null from reopening_request
    $view$;
end $$;
