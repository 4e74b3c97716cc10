-- Landed costs: charges on top of a purchase are spread over the goods receipt lines they belong to. Charges and lines are
-- written and replaced while their document is a draft. Goods may have gone to any warehouse since, so all of this is for
-- who sees every warehouse.
create table landed_cost_charge (
  id uuid primary key,
  company_id uuid not null,
  document_id uuid not null references inventory_document,
  line_number int not null check (line_number > 0),
  name text not null check (length(name) between 1 and 100),
  amount bigint not null check (amount <> 0),
  basis text not null check (basis in ('VALUE', 'QUANTITY', 'WEIGHT', 'VOLUME', 'TYPED')),
  bill_reference text check (length(bill_reference) between 1 and 60),
  unique (document_id, line_number)
);
comment on column landed_cost_charge.amount is 'Net, in minor units of the document''s currency.';

create table landed_cost_share (
  charge_id uuid not null references landed_cost_charge,
  stock_entry_id uuid not null references stock_entry,
  company_id uuid not null,
  amount bigint not null,
  primary key (charge_id, stock_entry_id)
);
comment on table landed_cost_share is 'What of a charge belongs to a receipt line, where a person says so.';
create index landed_cost_share_by_stock_entry on landed_cost_share (stock_entry_id);

create table landed_cost_line (
  id uuid primary key,
  company_id uuid not null,
  document_id uuid not null references inventory_document,
  line_number int not null check (line_number > 0),
  stock_entry_id uuid not null references stock_entry,
  unique (document_id, line_number),
  unique (document_id, stock_entry_id)
);
comment on column landed_cost_line.stock_entry_id is 'The ledger entry by which a goods receipt line came into stock.';
create index landed_cost_line_by_stock_entry on landed_cost_line (stock_entry_id);

-- A charge of a supplier's bill counts once: held by the confirmed document, given up when that is taken back.
create table landed_cost_claim (
  company_id uuid not null,
  bill_reference text not null check (length(bill_reference) between 1 and 60),
  charge_name text not null check (length(charge_name) between 1 and 100),
  document_id uuid not null references inventory_document,
  primary key (company_id, bill_reference, charge_name)
);
create index landed_cost_claim_by_document on landed_cost_claim (document_id);

grant select, insert, delete on landed_cost_charge, landed_cost_share, landed_cost_line, landed_cost_claim to erp_app;
grant select on landed_cost_charge, landed_cost_share, landed_cost_line, landed_cost_claim to erp_report;

alter table landed_cost_charge enable row level security;
alter table landed_cost_charge force row level security;
create policy company_reads on landed_cost_charge for select
  using (company_id = any ((select platform.company_ids())::uuid[]));
create policy every_warehouse on landed_cost_charge as restrictive using ((select platform.warehouse_ids()) is null);
create policy company_adds_to_drafts on landed_cost_charge for insert
  with check (company_id = any ((select platform.company_ids())::uuid[])
              and exists (select from inventory_document d where d.id = document_id and d.status = 'DRAFT'));
create policy company_takes_from_drafts on landed_cost_charge for delete
  using (company_id = any ((select platform.company_ids())::uuid[])
         and exists (select from inventory_document d where d.id = document_id and d.status = 'DRAFT'));

alter table landed_cost_share enable row level security;
alter table landed_cost_share force row level security;
create policy company_reads on landed_cost_share for select
  using (company_id = any ((select platform.company_ids())::uuid[]));
create policy every_warehouse on landed_cost_share as restrictive using ((select platform.warehouse_ids()) is null);
create policy company_adds_to_drafts on landed_cost_share for insert
  with check (company_id = any ((select platform.company_ids())::uuid[])
              and exists (select from landed_cost_charge c join inventory_document d on d.id = c.document_id
                          where c.id = charge_id and d.status = 'DRAFT'));
create policy company_takes_from_drafts on landed_cost_share for delete
  using (company_id = any ((select platform.company_ids())::uuid[])
         and exists (select from landed_cost_charge c join inventory_document d on d.id = c.document_id
                     where c.id = charge_id and d.status = 'DRAFT'));

alter table landed_cost_line enable row level security;
alter table landed_cost_line force row level security;
create policy company_reads on landed_cost_line for select
  using (company_id = any ((select platform.company_ids())::uuid[]));
create policy every_warehouse on landed_cost_line as restrictive using ((select platform.warehouse_ids()) is null);
create policy company_adds_to_drafts on landed_cost_line for insert
  with check (company_id = any ((select platform.company_ids())::uuid[])
              and exists (select from inventory_document d where d.id = document_id and d.status = 'DRAFT'));
create policy company_takes_from_drafts on landed_cost_line for delete
  using (company_id = any ((select platform.company_ids())::uuid[])
         and exists (select from inventory_document d where d.id = document_id and d.status = 'DRAFT'));

alter table landed_cost_claim enable row level security;
alter table landed_cost_claim force row level security;
create policy company_scope on landed_cost_claim
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy every_warehouse on landed_cost_claim as restrictive using ((select platform.warehouse_ids()) is null);

comment on column stock_entry.origin_line_id is 'The line whose goods these are: a delivery''s, of a sales return that brings them back; a goods receipt''s, of a purchase return that sends them back.';
