-- An order keeps everybody who wrote what it says: changing what somebody else wrote makes nobody fit to approve it.
alter table sales_order add column author_ids uuid[] not null default '{}';
comment on column sales_order.author_ids is 'Who made it and whoever changed it since, each once: none of them approves it or lets it through.';
alter table sales_order no force row level security;
update sales_order set author_ids = array[created_by] where created_by is not null;
alter table sales_order force row level security;
alter table sales_order
  alter column author_ids drop default,
  add constraint sales_order_is_by_its_maker check (created_by is null or created_by = any (author_ids));

-- Who changed them is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, unnest(array_remove(author_ids, created_by)), 'sales_order', 'author_ids', id::text, number, created_at, null from sales_order
    $view$;
end $$;
