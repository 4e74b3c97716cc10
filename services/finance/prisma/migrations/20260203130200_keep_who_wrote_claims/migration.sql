-- A claim keeps everybody who wrote what it says, as other documents do: none of them decides on it or pays it.
alter table expense_claim add column author_ids uuid[] not null default '{}';
comment on column expense_claim.author_ids is 'Who made it and whoever changed it since, each once: none of them decides on it.';
grant update (author_ids) on expense_claim to erp_app;
alter table expense_claim no force row level security;
update expense_claim set author_ids = array[made_by];
alter table expense_claim force row level security;
alter table expense_claim
  alter column author_ids drop default,
  add constraint expense_claim_is_by_its_maker check (made_by = any (author_ids)),
  add constraint expense_claim_is_decided_by_no_author check (decided_by is null or decided_by <> all (author_ids));

-- Who changed it is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, unnest(array_remove(author_ids, made_by)), 'expense_claim', 'author_ids', id::text, number, created_at, null
    from expense_claim
    $view$;
end $$;
