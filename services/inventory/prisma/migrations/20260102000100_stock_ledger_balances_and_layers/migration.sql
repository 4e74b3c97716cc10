-- The stock ledger: documents and entries are only ever added. Two walls without a trigger: the application has no grant
-- to update or delete, and there is a row policy for reading and adding only, which binds the tables' owner as well.
create table stock_document (
  id uuid primary key,
  company_id uuid not null,
  event_kind text not null check (event_kind in ('PURCHASE_RECEIPT', 'PURCHASE_RETURN_UNINVOICED')),
  document_type text not null check (document_type in ('GOODS_RECEIPT', 'PURCHASE_RETURN')),
  document_id uuid not null,
  document_number text not null,
  business_date date not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  supplier_id uuid,
  warehouse_id uuid not null references warehouse,
  reverses_id uuid unique references stock_document,
  recorded_at timestamptz(3) not null
);
comment on column stock_document.reverses_id is 'The document this one takes back, at the same quantities and values.';
-- Every business document has at most one effect on stock, whatever is delivered how often.
create unique index stock_document_of_source on stock_document (document_type, document_id) where reverses_id is null;
create index stock_document_by_source on stock_document (document_id);
create index stock_document_by_warehouse on stock_document (warehouse_id);

create table stock_entry (
  id uuid primary key,
  position bigint generated always as identity unique,
  company_id uuid not null,
  stock_document_id uuid not null references stock_document,
  line_number int not null check (line_number > 0),
  source_line_id uuid not null,
  item_id uuid not null references item,
  warehouse_id uuid not null references warehouse,
  valuation_area_id uuid not null references valuation_area,
  sequence bigint not null check (sequence > 0),
  quantity numeric(18, 6) not null check (quantity <> 0),
  value bigint not null,
  clearing_value bigint not null,
  quantity_after numeric(18, 6) not null check (quantity_after >= 0),
  value_after bigint not null check (value_after >= 0),
  unique (stock_document_id, line_number),
  unique (item_id, valuation_area_id, sequence),
  check (quantity > 0 and value >= 0 or quantity < 0 and value <= 0),
  check (quantity_after > 0 or value_after = 0)
);
comment on column stock_entry.position is 'The order in which entries were recorded, over all items.';
comment on column stock_entry.sequence is 'Counts 1, 2, 3 … per item and valuation area.';
comment on column stock_entry.value is 'In minor units of the document''s currency; receipts positive, issues negative.';
comment on column stock_entry.clearing_value is 'What the counterpart is cleared with, in minor units; the difference goes to the cost of sales.';
create index stock_entry_by_company on stock_entry (company_id, position);
create index stock_entry_by_item on stock_entry (item_id, position);
create index stock_entry_by_warehouse on stock_entry (warehouse_id, position);
create index stock_entry_by_valuation_area on stock_entry (valuation_area_id, position);
create index stock_entry_by_source_line on stock_entry (source_line_id);

-- The balance of an item in a valuation area: the row whose lock orders everything that moves it.
create table stock_balance (
  item_id uuid not null references item,
  valuation_area_id uuid not null references valuation_area,
  company_id uuid not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  quantity numeric(18, 6) not null default 0 check (quantity >= 0),
  value bigint not null default 0 check (value >= 0),
  last_sequence bigint not null default 0,
  primary key (item_id, valuation_area_id),
  constraint stock_balance_nothing_has_no_value check (quantity > 0 or value = 0)
);
create index stock_balance_by_valuation_area on stock_balance (valuation_area_id);
create index stock_balance_by_company on stock_balance (company_id);

-- How much of an item lies in a warehouse; guarded by the balance row of the warehouse's valuation area.
create table warehouse_stock (
  item_id uuid not null references item,
  warehouse_id uuid not null references warehouse,
  company_id uuid not null,
  on_hand numeric(18, 6) not null default 0,
  primary key (item_id, warehouse_id),
  constraint warehouse_stock_never_negative check (on_hand >= 0)
);
create index warehouse_stock_by_warehouse on warehouse_stock (warehouse_id);

-- What is left of each receipt of a FIFO item; a layer has the id of the entry that received it.
create table stock_layer (
  id uuid primary key references stock_entry,
  company_id uuid not null,
  item_id uuid not null references item,
  valuation_area_id uuid not null references valuation_area,
  sequence bigint not null,
  quantity numeric(18, 6) not null check (quantity >= 0),
  value bigint not null check (value >= 0),
  unique (item_id, valuation_area_id, sequence),
  constraint stock_layer_nothing_has_no_value check (quantity > 0 or value = 0)
);
create index stock_layer_open on stock_layer (item_id, valuation_area_id, sequence) where quantity > 0;
create index stock_layer_by_valuation_area on stock_layer (valuation_area_id);

create table stock_layer_change (
  stock_entry_id uuid not null references stock_entry,
  layer_id uuid not null references stock_layer,
  company_id uuid not null,
  line_number int not null check (line_number > 0),
  quantity numeric(18, 6) not null check (quantity <> 0),
  value bigint not null,
  primary key (stock_entry_id, layer_id)
);
comment on table stock_layer_change is 'Which entry added to or took from which layer, in the order taken.';
create index stock_layer_change_by_layer on stock_layer_change (layer_id);

alter table stock_document enable row level security;
alter table stock_document force row level security;
create policy company_reads on stock_document for select using (company_id = any ((select platform.company_ids())::uuid[]));
create policy company_adds on stock_document for insert with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table stock_entry enable row level security;
alter table stock_entry force row level security;
create policy company_reads on stock_entry for select using (company_id = any ((select platform.company_ids())::uuid[]));
create policy company_adds on stock_entry for insert with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table stock_layer_change enable row level security;
alter table stock_layer_change force row level security;
create policy company_reads on stock_layer_change for select using (company_id = any ((select platform.company_ids())::uuid[]));
create policy company_adds on stock_layer_change for insert with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table stock_balance enable row level security;
alter table stock_balance force row level security;
create policy company_scope on stock_balance
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table warehouse_stock enable row level security;
alter table warehouse_stock force row level security;
create policy company_scope on warehouse_stock
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table stock_layer enable row level security;
alter table stock_layer force row level security;
create policy company_scope on stock_layer
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

grant select, insert on stock_document, stock_entry, stock_layer_change to erp_app;
grant select, insert, update (quantity, value, last_sequence) on stock_balance to erp_app;
grant select, insert, update (on_hand) on warehouse_stock to erp_app;
grant select, insert, update (quantity, value) on stock_layer to erp_app;
grant select on stock_document, stock_entry, stock_balance, warehouse_stock, stock_layer, stock_layer_change to erp_report;
