-- A document keeps everybody who wrote what it says: changing what somebody else wrote makes nobody fit to approve or release it.
alter table purchase_order add column author_ids uuid[] not null default '{}';
comment on column purchase_order.author_ids is 'Who made it and whoever changed it since, each once: none of them approves it or lets it through.';
alter table purchase_order no force row level security;
update purchase_order set author_ids = array[created_by] where created_by is not null;
alter table purchase_order force row level security;
alter table purchase_order
  alter column author_ids drop default,
  add constraint purchase_order_is_by_its_maker check (created_by is null or created_by = any (author_ids));

alter table purchase_requisition add column author_ids uuid[] not null default '{}';
comment on column purchase_requisition.author_ids is 'Who made it and whoever changed it since, each once: none of them approves it.';
alter table purchase_requisition no force row level security;
update purchase_requisition set author_ids = array[created_by];
alter table purchase_requisition force row level security;
alter table purchase_requisition
  alter column author_ids drop default,
  add constraint purchase_requisition_is_by_its_maker check (created_by = any (author_ids));

alter table supplier_invoice add column author_ids uuid[] not null default '{}';
comment on column supplier_invoice.author_ids is 'Who made it and whoever changed it since, each once: none of them releases it.';
alter table supplier_invoice no force row level security;
update supplier_invoice set author_ids = array[created_by];
alter table supplier_invoice force row level security;
alter table supplier_invoice
  alter column author_ids drop default,
  add constraint supplier_invoice_is_by_its_maker check (created_by = any (author_ids));
alter table supplier_invoice
  add constraint supplier_invoice_is_released_by_no_author check (released_by is null or released_by <> all (author_ids));

-- Who changed them is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, unnest(array_remove(author_ids, created_by)), 'purchase_order', 'author_ids', id::text, number, created_at, null from purchase_order
    union all
    select company_id, unnest(array_remove(author_ids, created_by)), 'purchase_requisition', 'author_ids', id::text, number, created_at, null from purchase_requisition
    union all
    select company_id, unnest(array_remove(author_ids, created_by)), 'supplier_invoice', 'author_ids', id::text, number, created_at, null from supplier_invoice
    $view$;
end $$;
