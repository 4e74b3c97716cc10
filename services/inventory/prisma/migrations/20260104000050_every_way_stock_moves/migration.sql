-- Stock moves in more ways than by purchases: at a specific or a standard cost, by lot and location, before it is there, and
-- as a value without a quantity. Which kinds of events there are is a matter of the contract, not of this database.
alter table item drop constraint item_costing_check;
alter table item add constraint item_costing_check
  check (costing in ('MOVING_AVERAGE', 'FIFO', 'SPECIFIC', 'STANDARD'));
grant update (costing) on item to erp_app;

create table item_standard_cost (
  item_id uuid primary key references item,
  company_id uuid not null,
  per_unit numeric(18, 6) not null check (per_unit >= 0),
  changed_at timestamptz(3) not null
);
comment on table item_standard_cost is 'What one base unit of an item at standard cost is worth, in the company''s currency.';

alter table valuation_area add column transit boolean not null default false;
comment on column valuation_area.transit is 'Goods on their way between warehouses: every shipment keeps its own value.';
create unique index valuation_area_one_transit on valuation_area (company_id) where transit;

create table warehouse_location (
  id uuid primary key,
  company_id uuid not null,
  warehouse_id uuid not null references warehouse,
  code text not null check (length(code) between 1 and 40),
  name_zh text not null check (length(name_zh) between 1 and 200),
  name_en text not null check (length(name_en) between 1 and 200),
  active boolean not null default true,
  version int not null default 1 check (version > 0),
  created_at timestamptz(3) not null,
  unique (warehouse_id, code)
);

create table lot (
  id uuid primary key,
  company_id uuid not null,
  item_id uuid not null references item,
  code text not null check (length(code) between 1 and 60),
  serial boolean not null,
  manufactured_on date,
  expires_on date,
  created_at timestamptz(3) not null,
  unique (item_id, code),
  check (expires_on is null or manufactured_on is null or expires_on >= manufactured_on)
);
comment on table lot is 'Goods of an item that are told apart: a batch, or one piece by its serial number.';
create index lot_by_expiry on lot (company_id, expires_on) where expires_on is not null;

alter table stock_document drop constraint stock_document_event_kind_check;
alter table stock_document add constraint stock_document_event_kind_check check (event_kind ~ '^[A-Z][A-Z_]{2,39}$');
alter table stock_document drop constraint stock_document_document_type_check;
alter table stock_document add constraint stock_document_document_type_check check (document_type ~ '^[A-Z][A-Z_]{2,39}$');
alter table stock_document add column adjusts_id uuid references stock_document;
comment on column stock_document.adjusts_id is 'The document whose cost this one sets right, without moving anything.';
create index stock_document_by_adjusted on stock_document (adjusts_id) where adjusts_id is not null;
-- Every business document has at most one effect of a kind on stock, whatever is delivered how often.
drop index stock_document_of_source;
create unique index stock_document_of_source on stock_document (document_type, document_id, event_kind)
  where reverses_id is null and adjusts_id is null;

alter table stock_entry
  add column location_id uuid references warehouse_location,
  add column lot_id uuid references lot,
  add column department_id uuid,
  add column project_id uuid,
  add column employee_id uuid,
  add column expense_type text check (length(expense_type) between 1 and 40);
create index stock_entry_by_location on stock_entry (location_id, position) where location_id is not null;
create index stock_entry_by_lot on stock_entry (lot_id, position) where lot_id is not null;
alter table stock_entry drop constraint stock_entry_quantity_check;
alter table stock_entry drop constraint stock_entry_quantity_after_check;
alter table stock_entry drop constraint stock_entry_value_after_check;
alter table stock_entry drop constraint stock_entry_check;
alter table stock_entry drop constraint stock_entry_check1;
alter table stock_entry add constraint stock_entry_one_sign
  check (quantity > 0 and value >= 0 or quantity < 0 and value <= 0 or quantity = 0);
alter table stock_entry add constraint stock_entry_balance_sound
  check (quantity_after > 0 and value_after >= 0 or quantity_after < 0 and value_after <= 0
         or quantity_after = 0 and value_after = 0);

-- Less than nothing only where a warehouse says so; by constraint everywhere else.
alter table stock_balance add column negative_allowed boolean not null default false;
alter table stock_balance drop constraint stock_balance_quantity_check;
alter table stock_balance drop constraint stock_balance_value_check;
alter table stock_balance drop constraint stock_balance_nothing_has_no_value;
alter table stock_balance add constraint stock_balance_never_negative check (quantity >= 0 or negative_allowed);
alter table stock_balance add constraint stock_balance_sound
  check (quantity > 0 and value >= 0 or quantity < 0 and value <= 0 or quantity = 0 and value = 0);
alter table warehouse_stock add column negative_allowed boolean not null default false;
alter table warehouse_stock drop constraint warehouse_stock_never_negative;
alter table warehouse_stock add constraint warehouse_stock_never_negative check (on_hand >= 0 or negative_allowed);

alter table stock_layer add column lot_id uuid references lot;
create index stock_layer_by_lot on stock_layer (lot_id) where lot_id is not null;
alter table stock_layer drop constraint stock_layer_quantity_check;
alter table stock_layer drop constraint stock_layer_value_check;
alter table stock_layer drop constraint stock_layer_nothing_has_no_value;
alter table stock_layer add constraint stock_layer_sound
  check (quantity > 0 and value >= 0 or quantity < 0 and value <= 0 or quantity = 0 and value = 0);
comment on table stock_layer is 'What is left of a receipt; below zero, what is not covered yet of an issue before its goods.';
drop index stock_layer_open;
create index stock_layer_open on stock_layer (item_id, valuation_area_id, sequence) where quantity <> 0;
-- A late cost changes what a layer is worth and not how much of it there is.
alter table stock_layer_change drop constraint stock_layer_change_quantity_check;

-- Where in a warehouse, and which lot: of the goods whose documents say so. Guarded by the balance row of the area.
create table bin_stock (
  company_id uuid not null,
  item_id uuid not null references item,
  warehouse_id uuid not null references warehouse,
  location_id uuid references warehouse_location,
  lot_id uuid references lot,
  on_hand numeric(18, 6) not null default 0,
  serial boolean not null default false,
  negative_allowed boolean not null default false,
  unique nulls not distinct (item_id, warehouse_id, location_id, lot_id),
  constraint bin_stock_never_negative check (on_hand >= 0 or negative_allowed),
  constraint bin_stock_one_piece check (not serial or on_hand in (0, 1))
);
-- A serial number is in one place.
create unique index bin_stock_serial_in_one_place on bin_stock (lot_id) where serial and on_hand > 0;
create index bin_stock_by_warehouse on bin_stock (warehouse_id);
create index bin_stock_by_location on bin_stock (location_id) where location_id is not null;
create index bin_stock_by_lot on bin_stock (lot_id) where lot_id is not null;

alter table item_standard_cost enable row level security;
alter table item_standard_cost force row level security;
create policy company_scope on item_standard_cost
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table warehouse_location enable row level security;
alter table warehouse_location force row level security;
create policy company_scope on warehouse_location
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table lot enable row level security;
alter table lot force row level security;
create policy company_scope on lot
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table bin_stock enable row level security;
alter table bin_stock force row level security;
create policy company_scope on bin_stock
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

grant select, insert, update (per_unit, changed_at) on item_standard_cost to erp_app;
grant select, insert, update (name_zh, name_en, active, version) on warehouse_location to erp_app;
grant select, insert, update (expires_on) on lot to erp_app;
grant select, insert, update (on_hand, negative_allowed) on bin_stock to erp_app;
grant update (negative_allowed) on stock_balance, warehouse_stock to erp_app;
grant select on item_standard_cost, warehouse_location, lot, bin_stock to erp_report;
