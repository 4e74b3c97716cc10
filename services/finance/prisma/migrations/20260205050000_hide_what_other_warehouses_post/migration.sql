-- Whoever is narrowed to some warehouses sees a voucher, and what it makes anybody owe, when every warehouse that its lines or the
-- event behind it name is among theirs; what names none is nobody's. What people write, what closes a period and what takes balances
-- over adds up every warehouse: it is for who sees all of them, as the ledger is.
alter table voucher add column warehouse_ids uuid[] not null default '{}';
comment on column voucher.warehouse_ids is 'The warehouses that its lines, or the event it was posted for, name, each once: who may not see one of them does not see the voucher.';
alter table open_item add column warehouse_ids uuid[] not null default '{}';
comment on column open_item.warehouse_ids is 'Those of the voucher it stands on.';

alter table voucher no force row level security;
alter table voucher_line no force row level security;
alter table posting_fact no force row level security;
alter table open_item no force row level security;
update voucher
set warehouse_ids = named.ids
from (
  select voucher_id, array_agg(distinct warehouse_id order by warehouse_id) as ids
  from (
    select voucher_id, warehouse_id from voucher_line where warehouse_id is not null
    union
    select voucher.id, (line ->> 'warehouseId')::uuid
    from voucher
    join posting_fact fact on fact.source_type = voucher.source_type and fact.source_id = voucher.source_id
      and fact.purpose = voucher.purpose and fact.revision = voucher.revision
    cross join lateral jsonb_array_elements(fact.facts -> 'lines') as line
    where line ->> 'warehouseId' is not null) as place
  group by voucher_id) as named
where named.voucher_id = voucher.id;
update voucher
set warehouse_ids = array(select distinct unnest(voucher.warehouse_ids || taken_back.warehouse_ids) order by 1)
from voucher taken_back
where taken_back.id = voucher.reverses_id and taken_back.warehouse_ids <> '{}';
update open_item set warehouse_ids = voucher.warehouse_ids
from voucher where voucher.id = open_item.voucher_id and voucher.warehouse_ids <> '{}';
alter table voucher force row level security;
alter table voucher_line force row level security;
alter table posting_fact force row level security;
alter table open_item force row level security;

create policy warehouse_scope on voucher as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or warehouse_ids <@ (select platform.warehouse_ids())::uuid[]
            and document_type not in ('MANUAL_VOUCHER', 'PERIOD_CLOSING', 'OPENING_BALANCE'));
create policy warehouse_scope on open_item as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or warehouse_ids <@ (select platform.warehouse_ids())::uuid[]
            and document_type not in ('MANUAL_VOUCHER', 'PERIOD_CLOSING', 'OPENING_BALANCE'));
create policy warehouse_scope on open_item_movement as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or exists (select from open_item where open_item.id = open_item_movement.item_id));

-- Drafts of vouchers and what is agreed with parties over all they owe say nothing of warehouses and add up every one.
create policy warehouse_scope on voucher_draft as restrictive for select using ((select platform.warehouse_ids()) is null);
create policy warehouse_scope on voucher_draft_line as restrictive for select using ((select platform.warehouse_ids()) is null);
create policy warehouse_scope on bank_statement as restrictive for select using ((select platform.warehouse_ids()) is null);
create policy warehouse_scope on bank_statement_line as restrictive for select using ((select platform.warehouse_ids()) is null);
create policy warehouse_scope on statement_of_account as restrictive for select using ((select platform.warehouse_ids()) is null);
create policy warehouse_scope on statement_of_account_line as restrictive for select using ((select platform.warehouse_ids()) is null);
create policy warehouse_scope on statement_of_account_document as restrictive for select using ((select platform.warehouse_ids()) is null);
create policy warehouse_scope on bad_debt_write_off as restrictive for select using ((select platform.warehouse_ids()) is null);
create policy warehouse_scope on bad_debt_write_off_item as restrictive for select using ((select platform.warehouse_ids()) is null);
create policy warehouse_scope on payment_run as restrictive for select using ((select platform.warehouse_ids()) is null);
create policy warehouse_scope on payment_run_line as restrictive for select using ((select platform.warehouse_ids()) is null);
create policy warehouse_scope on payment_run_item as restrictive for select using ((select platform.warehouse_ids()) is null);
create policy warehouse_scope on payment_run_file as restrictive for select using ((select platform.warehouse_ids()) is null);
