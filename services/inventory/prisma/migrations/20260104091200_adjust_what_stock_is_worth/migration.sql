-- Cost adjustments: what is on hand of an item in a valuation area becomes worth more or less. Written anew while they are
-- drafts only.
create table cost_adjustment (
  document_id uuid primary key references inventory_document,
  company_id uuid not null,
  item_id uuid not null references item,
  valuation_area_id uuid not null references valuation_area,
  layer_id uuid references stock_layer,
  value bigint not null check (value <> 0),
  expense_type text check (length(expense_type) between 1 and 40)
);
comment on column cost_adjustment.layer_id is 'The receipt whose goods change their worth; null for all that is on hand.';
create index cost_adjustment_by_item on cost_adjustment (item_id);
create index cost_adjustment_by_valuation_area on cost_adjustment (valuation_area_id);
create index cost_adjustment_by_layer on cost_adjustment (layer_id) where layer_id is not null;

grant select, insert, update (item_id, valuation_area_id, layer_id, value, expense_type) on cost_adjustment to erp_app;
grant select on cost_adjustment to erp_report;

alter table cost_adjustment enable row level security;
alter table cost_adjustment force row level security;
create policy company_reads on cost_adjustment for select
  using (company_id = any ((select platform.company_ids())::uuid[]));
create policy company_adds on cost_adjustment for insert
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy company_changes_drafts on cost_adjustment for update
  using (company_id = any ((select platform.company_ids())::uuid[])
         and exists (select from inventory_document d where d.id = document_id and d.status = 'DRAFT'));
