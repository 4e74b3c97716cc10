-- Users may be narrowed to groups of customers and of suppliers. Inventory keeps which party is in which group, as finance does;
-- whoever is narrowed sees stock documents, what is kept for orders and what is shipped, of these parties and of nobody. Stock itself
-- is seen by warehouse: what lies there is nobody's. Writing is not narrowed: the service posts what others ask for.
create table party_group (
  party_id uuid primary key,
  company_id uuid not null,
  party text not null check (party in ('CUSTOMER', 'SUPPLIER')),
  group_code text collate "C",
  version int not null
) with (fillfactor = 70);
create index party_group_by_company on party_group (company_id, party, group_code);
comment on table party_group is 'Copy of the groups that sales and procurement put customers and suppliers into, to narrow users by.';
grant select, insert, update on party_group to erp_app;
grant select on party_group to erp_report;

alter table party_group enable row level security;
alter table party_group force row level security;
create policy company_scope on party_group
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy customer_scope on party_group as restrictive for select
  using ((select platform.customer_groups()) is null or party <> 'CUSTOMER'
         or group_code = any ((select platform.customer_groups())::text[]));
create policy supplier_scope on party_group as restrictive for select
  using ((select platform.supplier_groups()) is null or party <> 'SUPPLIER'
         or group_code = any ((select platform.supplier_groups())::text[]));

create policy customer_scope on stock_document as restrictive for select
  using ((select platform.customer_groups()) is null or customer_id is null
         or exists (select from party_group where party_group.party_id = stock_document.customer_id));
create policy supplier_scope on stock_document as restrictive for select
  using ((select platform.supplier_groups()) is null or supplier_id is null
         or exists (select from party_group where party_group.party_id = stock_document.supplier_id));
-- A layer is what is left of one receipt, at its price.
create policy party_scope on stock_layer as restrictive for select
  using ((select platform.customer_groups()) is null and (select platform.supplier_groups()) is null
         or exists (select from stock_entry entry join stock_document received on received.id = entry.stock_document_id
                    where entry.id = stock_layer.id));

-- What is kept for a document of another service is its customer's; of what was kept before, nobody knows whose it is.
alter table stock_reservation add column customer_id uuid;
comment on column stock_reservation.customer_id is 'Whom the goods are kept for; null where somebody keeps them by hand, and where nobody told.';
create policy customer_scope on stock_reservation as restrictive for select
  using ((select platform.customer_groups()) is null or document_type = 'BY_HAND'
         or exists (select from party_group where party_group.party_id = stock_reservation.customer_id));

alter table shipped_goods add column customer_id uuid;
comment on column shipped_goods.customer_id is 'Who has them.';
alter table shipped_goods no force row level security;
alter table stock_entry no force row level security;
alter table stock_document no force row level security;
update shipped_goods
set customer_id = shipped.customer_id
from stock_entry entry join stock_document shipped on shipped.id = entry.stock_document_id
where entry.source_line_id = shipped_goods.delivery_line_id and shipped.event_kind = 'GOODS_SHIPPED' and shipped.reverses_id is null;
alter table shipped_goods force row level security;
alter table stock_entry force row level security;
alter table stock_document force row level security;
create policy customer_scope on shipped_goods as restrictive for select
  using ((select platform.customer_groups()) is null
         or exists (select from party_group where party_group.party_id = shipped_goods.customer_id));

-- What is spread over receipts tells what other suppliers' goods cost: it is for who sees every supplier.
create policy supplier_scope on landed_cost_charge as restrictive for select using ((select platform.supplier_groups()) is null);
create policy supplier_scope on landed_cost_claim as restrictive for select using ((select platform.supplier_groups()) is null);
create policy supplier_scope on landed_cost_line as restrictive for select using ((select platform.supplier_groups()) is null);
create policy supplier_scope on landed_cost_share as restrictive for select using ((select platform.supplier_groups()) is null);
