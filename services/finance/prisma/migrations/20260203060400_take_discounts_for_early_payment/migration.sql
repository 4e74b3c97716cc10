-- What paying early takes off an item 现金折扣, and what receipts, payments and payment runs take of it.
alter table open_item
  add column discount bigint not null default 0,
  add column discount_through date,
  add constraint open_item_discount_has_its_day check ((discount = 0) = (discount_through is null)),
  add constraint open_item_discount_is_a_part check (
    case when original >= 0 then discount between 0 and original else discount between original and 0 end);
comment on column open_item.discount is 'On all of the item, signed as it; what is open has its share.';
create index open_item_discount on open_item (company_id, party_id, discount_through)
  where discount <> 0 and open <> 0;

alter table cash_document_item add column discount bigint not null default 0
  check (discount >= 0 and (discount = 0 or discount < amount));
comment on column cash_document_item.discount is 'What of the amount is not paid, for it is paid early.';
alter table payment_run_item add column discount bigint not null default 0
  check (discount = 0 or (amount > 0 and discount > 0 and discount < amount) or (amount < 0 and discount < 0 and discount > amount));
comment on column payment_run_item.discount is 'What of the amount is not paid, signed as it.';

-- Who let a discount be had longer than its terms say 放宽折扣期限, and why.
grant update (discount_through) on open_item to erp_app;
create table discount_extension (
  id uuid primary key,
  company_id uuid not null,
  open_item_id uuid not null,
  extended_from date not null,
  extended_to date not null check (extended_to > extended_from),
  reason text not null check (char_length(reason) between 1 and 500),
  extended_by uuid not null,
  extended_at timestamptz not null,
  foreign key (open_item_id, company_id) references open_item (id, company_id)
);
create index discount_extension_of_item on discount_extension (open_item_id, company_id);
comment on table discount_extension is 'Days that discounts for early payment were extended by people; append-only.';
grant select, insert on discount_extension to erp_app;
grant select on discount_extension to erp_report;
alter table discount_extension enable row level security;
alter table discount_extension force row level security;
create policy company_scope on discount_extension
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

-- Who extended a discount is told with what else is held of a person.
do $$
begin
  execute 'create or replace view personal_record with (security_invoker = true) as '
    || rtrim(pg_get_viewdef('personal_record'::regclass), ';') || $view$
    union all
    select company_id, extended_by, 'discount_extension', 'extended_by', id::text, null, extended_at, null
    from discount_extension
    $view$;
end $$;
