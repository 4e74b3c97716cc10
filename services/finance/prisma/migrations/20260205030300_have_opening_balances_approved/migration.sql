-- Opening balances take two persons: somebody else than who wrote them posts them, or those who approve let them be posted where the
-- company says so.
alter table opening_balance
  drop constraint opening_balance_status_check,
  add constraint opening_balance_status_check check (status in ('DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'POSTED')),
  add column author_ids uuid[] not null default '{}',
  add column submitted_by uuid,
  add column approval_id uuid,
  add column approver_ids uuid[] not null default '{}',
  add column approved_by uuid,
  add column answer text check (char_length(answer) between 1 and 500),
  add constraint opening_balance_waits_for_an_approval
    check (status <> 'PENDING_APPROVAL' or num_nulls(approval_id, submitted_by) = 0);
alter table opening_balance_change
  drop constraint opening_balance_change_action_check,
  add constraint opening_balance_change_action_check
    check (action in ('SAVED', 'SUBMITTED', 'APPROVED', 'RETURNED', 'POSTED', 'TAKEN_BACK'));
comment on column opening_balance.author_ids is 'Whoever saved it, each once: none of them approves it, nor posts it unless it is approved.';
comment on column opening_balance.answer is 'Why it came back from approval.';

-- Who saved it before is known.
alter table opening_balance no force row level security;
alter table opening_balance_change no force row level security;
update opening_balance o set author_ids = coalesce((
  select array_agg(distinct c.changed_by) from opening_balance_change c
  where c.opening_balance_id = o.id and c.action = 'SAVED'), array[o.changed_by]);
alter table opening_balance force row level security;
alter table opening_balance_change force row level security;
alter table opening_balance
  alter column author_ids drop default,
  add constraint opening_balance_has_an_author check (cardinality(author_ids) > 0),
  add constraint opening_balance_is_approved_by_no_author check (not author_ids && approver_ids);
create unique index opening_balance_approval on opening_balance (approval_id);
grant update (author_ids, submitted_by, approval_id, approver_ids, approved_by, answer) on opening_balance to erp_app;

-- Who wrote, submitted and approved is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select o.company_id, named.user_id, 'opening_balance', named.relation, o.id::text, null, o.posted_at, null
    from opening_balance o cross join lateral (
      values ('submitted_by', o.submitted_by), ('approved_by', o.approved_by)
      union all select 'author_ids', unnest(o.author_ids)
      union all select 'approver_ids', unnest(o.approver_ids)) as named (relation, user_id)
    $view$;
end $$;
