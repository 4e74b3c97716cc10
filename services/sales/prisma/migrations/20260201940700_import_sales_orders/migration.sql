-- Orders come from shops and files too, by what those call them; the same reference never becomes two orders.
alter table sales_order
  add column external_reference text check (length(external_reference) between 1 and 60),
  add column import_id uuid,
  add constraint imported_by_a_reference check ((external_reference is null) = (import_id is null));
create unique index sales_order_external_reference on sales_order (company_id, external_reference)
  where external_reference is not null;
comment on column sales_order.import_id is 'What it has in common with all that one request imported.';
