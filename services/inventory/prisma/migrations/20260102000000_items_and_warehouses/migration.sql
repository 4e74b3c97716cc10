-- What is stocked and where. Class, base unit, costing and units of an item and the valuation area of a warehouse give
-- past values their meaning, so the application has no right to change them.
create table item (
  id uuid primary key,
  company_id uuid not null,
  code text not null check (length(code) between 1 and 40),
  name_zh text not null check (length(name_zh) between 1 and 200),
  name_en text not null check (length(name_en) between 1 and 200),
  item_class text not null check (item_class in ('RAW_MATERIAL', 'SEMI_FINISHED', 'FINISHED_GOODS', 'MERCHANDISE', 'SERVICE')),
  base_unit text not null check (length(base_unit) between 1 and 20),
  costing text not null check (costing in ('MOVING_AVERAGE', 'FIFO')),
  active boolean not null,
  version int not null check (version > 0),
  created_at timestamptz(3) not null,
  unique (company_id, code)
);

create table item_unit (
  item_id uuid not null references item,
  unit text not null check (length(unit) between 1 and 20),
  company_id uuid not null,
  numerator bigint not null check (numerator between 1 and 999999999999),
  denominator bigint not null check (denominator between 1 and 999999999999),
  primary key (item_id, unit)
);
comment on table item_unit is 'One of the unit is numerator / denominator base units.';

create table valuation_area (
  id uuid primary key,
  company_id uuid not null,
  code text not null check (length(code) between 1 and 40),
  name_zh text not null check (length(name_zh) between 1 and 200),
  name_en text not null check (length(name_en) between 1 and 200),
  created_at timestamptz(3) not null,
  unique (company_id, code)
);

create table warehouse (
  id uuid primary key,
  company_id uuid not null,
  code text not null check (length(code) between 1 and 40),
  name_zh text not null check (length(name_zh) between 1 and 200),
  name_en text not null check (length(name_en) between 1 and 200),
  valuation_area_id uuid not null references valuation_area,
  active boolean not null,
  version int not null check (version > 0),
  created_at timestamptz(3) not null,
  unique (company_id, code)
);
create index warehouse_by_valuation_area on warehouse (valuation_area_id);

alter table item enable row level security;
alter table item force row level security;
create policy company_scope on item
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table item_unit enable row level security;
alter table item_unit force row level security;
create policy company_scope on item_unit
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table valuation_area enable row level security;
alter table valuation_area force row level security;
create policy company_scope on valuation_area
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table warehouse enable row level security;
alter table warehouse force row level security;
create policy company_scope on warehouse
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

grant select, insert, update (name_zh, name_en, active, version) on item to erp_app;
grant select, insert on item_unit to erp_app;
grant select, insert on valuation_area to erp_app;
grant select, insert, update (name_zh, name_en, active, version) on warehouse to erp_app;
grant select on item, item_unit, valuation_area, warehouse to erp_report;
