-- Goods between warehouses. A shipment may arrive in several parts, each with an effect of its own on stock, so that the
-- effects of one document are told apart by their part as well.
alter table stock_document add column part int not null default 1 check (part > 0);
comment on column stock_document.part is 'Counts over the parts of a document whose goods arrive in several.';
drop index stock_document_of_source;
create unique index stock_document_of_source on stock_document (document_type, document_id, event_kind, part)
  where reverses_id is null and adjusts_id is null;

create table stock_transfer (
  document_id uuid primary key references inventory_document,
  company_id uuid not null,
  kind text not null check (kind in ('ONE_STEP', 'TWO_STEP')),
  from_warehouse_id uuid not null references warehouse,
  to_warehouse_id uuid not null references warehouse,
  parts int not null default 0 check (parts >= 0),
  check (kind = 'ONE_STEP' or from_warehouse_id <> to_warehouse_id)
);
create index stock_transfer_by_company on stock_transfer (company_id);
create index stock_transfer_by_from_warehouse on stock_transfer (from_warehouse_id, document_id);
create index stock_transfer_by_to_warehouse on stock_transfer (to_warehouse_id, document_id);

create table stock_transfer_line (
  id uuid primary key,
  company_id uuid not null,
  document_id uuid not null references stock_transfer,
  line_number int not null check (line_number > 0),
  item_id uuid not null references item,
  quantity numeric(18, 6) not null check (quantity > 0),
  from_location_id uuid references warehouse_location,
  to_location_id uuid references warehouse_location,
  lot_id uuid references lot,
  received_quantity numeric(18, 6) not null default 0 check (received_quantity >= 0),
  lost_quantity numeric(18, 6) not null default 0 check (lost_quantity >= 0),
  shipped_entry_id uuid references stock_entry,
  unique (document_id, line_number),
  constraint stock_transfer_line_no_more_than_shipped check (received_quantity + lost_quantity <= quantity)
);
comment on column stock_transfer_line.quantity is 'In base units, as the quantities that arrived and were lost.';
comment on column stock_transfer_line.shipped_entry_id is 'The entry that put the goods in transit: the layer that what arrives or is lost is taken from.';
create index stock_transfer_line_by_item on stock_transfer_line (item_id);
create index stock_transfer_line_by_from_location on stock_transfer_line (from_location_id) where from_location_id is not null;
create index stock_transfer_line_by_to_location on stock_transfer_line (to_location_id) where to_location_id is not null;
create index stock_transfer_line_by_lot on stock_transfer_line (lot_id) where lot_id is not null;
create index stock_transfer_line_by_shipped_entry on stock_transfer_line (shipped_entry_id) where shipped_entry_id is not null;

alter table stock_transfer enable row level security;
alter table stock_transfer force row level security;
create policy company_scope on stock_transfer
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table stock_transfer_line enable row level security;
alter table stock_transfer_line force row level security;
create policy company_scope on stock_transfer_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

-- A transfer concerns whoever may see either of its ends; its goods move only where both are within reach.
create policy warehouse_scope on stock_transfer as restrictive
  using ((select platform.warehouse_ids()) is null
         or from_warehouse_id = any ((select platform.warehouse_ids())::uuid[])
         or to_warehouse_id = any ((select platform.warehouse_ids())::uuid[]));
create policy warehouse_scope on stock_transfer_line as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or exists (select from stock_transfer where stock_transfer.document_id = stock_transfer_line.document_id));

grant select, insert, update (parts) on stock_transfer to erp_app;
grant select, insert, update (received_quantity, lost_quantity, shipped_entry_id) on stock_transfer_line to erp_app;
grant select on stock_transfer, stock_transfer_line to erp_report;
