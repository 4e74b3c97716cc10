-- A document keeps everybody who wrote what it says: changing what somebody else wrote makes nobody fit to confirm it.
alter table inventory_document add column author_ids uuid[] not null default '{}';
comment on column inventory_document.author_ids is 'Who made it and whoever changed it since, each once: where duties are separated none of them confirms it.';
grant update (author_ids) on inventory_document to erp_app;

alter table inventory_document no force row level security;
update inventory_document set author_ids = array[created_by];
alter table inventory_document force row level security;
alter table inventory_document
  alter column author_ids drop default,
  add constraint inventory_document_is_by_its_maker check (created_by = any (author_ids));

-- Who changed a document is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, unnest(array_remove(author_ids, created_by)), 'inventory_document', 'author_ids', id::text, number,
           created_at, null
    from inventory_document
    $view$;
end $$;
