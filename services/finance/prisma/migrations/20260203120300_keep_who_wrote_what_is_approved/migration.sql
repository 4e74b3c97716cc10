-- A document keeps everybody who wrote what it says: changing what somebody else wrote makes nobody fit to approve or pay it.
alter table cash_document add column author_ids uuid[] not null default '{}';
comment on column cash_document.author_ids is 'Who made it and whoever changed it since, each once: none of them approves it.';
grant update (author_ids) on cash_document to erp_app;
alter table cash_document no force row level security;
update cash_document set author_ids = array[prepared_by];
alter table cash_document force row level security;
alter table cash_document
  alter column author_ids drop default,
  add constraint cash_document_is_by_its_maker check (prepared_by = any (author_ids)),
  add constraint cash_document_is_approved_by_no_author check (not author_ids && approver_ids);

alter table payment_run add column author_ids uuid[] not null default '{}';
comment on column payment_run.author_ids is 'Who made it and whoever changed it since, each once: none of them approves it.';
grant update (author_ids) on payment_run to erp_app;
alter table payment_run no force row level security;
update payment_run set author_ids = array[made_by];
alter table payment_run force row level security;
alter table payment_run
  alter column author_ids drop default,
  add constraint payment_run_is_by_its_maker check (made_by = any (author_ids)),
  add constraint payment_run_is_approved_by_no_author check (not author_ids && approver_ids);

alter table budget add column author_ids uuid[] not null default '{}';
comment on column budget.author_ids is 'Who made it and whoever changed it since, each once: none of them approves it.';
grant update (author_ids) on budget to erp_app;
alter table budget no force row level security;
update budget set author_ids = array[made_by];
alter table budget force row level security;
alter table budget
  alter column author_ids drop default,
  add constraint budget_is_by_its_maker check (made_by = any (author_ids)),
  add constraint budget_is_approved_by_no_author check (not author_ids && approver_ids);

-- Who changed them is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, unnest(array_remove(author_ids, prepared_by)), 'cash_document', 'author_ids', id::text, number, created_at, null from cash_document
    union all
    select company_id, unnest(array_remove(author_ids, made_by)), 'payment_run', 'author_ids', id::text, number, created_at, null from payment_run
    union all
    select company_id, unnest(array_remove(author_ids, made_by)), 'budget', 'author_ids', id::text, number, created_at, null from budget
    $view$;
end $$;
