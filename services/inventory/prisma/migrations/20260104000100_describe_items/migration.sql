-- What else is known of an item: the category people look for it in, what they scan, how it is told apart, how heavy and
-- large it is, and what a company itself wants to note. None of it changes what stock is worth.
create table item_category (
  id uuid primary key,
  company_id uuid not null,
  code text not null check (length(code) between 1 and 40),
  name_zh text not null check (length(name_zh) between 1 and 200),
  name_en text not null check (length(name_en) between 1 and 200),
  parent_id uuid references item_category check (parent_id <> id),
  item_class text check (item_class in ('RAW_MATERIAL', 'SEMI_FINISHED', 'FINISHED_GOODS', 'MERCHANDISE', 'SERVICE')),
  costing text check (costing in ('MOVING_AVERAGE', 'FIFO', 'SPECIFIC', 'STANDARD')),
  version int not null check (version > 0),
  created_at timestamptz(3) not null,
  unique (company_id, code)
);
comment on column item_category.item_class is 'What a new item of the category is to the books, unless it says otherwise; null asks the parent.';
create index item_category_by_parent on item_category (parent_id);

alter table item
  add column category_id uuid references item_category,
  add column tracking text not null default 'NONE' check (tracking in ('NONE', 'LOT', 'SERIAL')),
  add column shelf_life_days int check (shelf_life_days between 1 and 36500),
  add column weight numeric(18, 6) check (weight > 0),
  add column volume numeric(18, 9) check (volume > 0),
  add constraint item_only_tracked_goods_expire check (shelf_life_days is null or tracking <> 'NONE'),
  add constraint item_only_goods_are_tracked check (tracking = 'NONE' or item_class <> 'SERVICE');
comment on column item.weight is 'Kilograms of one base unit.';
comment on column item.volume is 'Cubic metres of one base unit.';
create index item_by_category on item (category_id);

create table item_barcode (
  company_id uuid not null,
  barcode text not null check (length(barcode) between 1 and 64),
  item_id uuid not null references item,
  unit text not null check (length(unit) between 1 and 20),
  primary key (company_id, barcode)
);
create index item_barcode_by_item on item_barcode (item_id);

create table item_attribute (
  id uuid primary key,
  company_id uuid not null,
  code text not null check (length(code) between 1 and 40),
  name_zh text not null check (length(name_zh) between 1 and 200),
  name_en text not null check (length(name_en) between 1 and 200),
  kind text not null check (kind in ('TEXT', 'NUMBER', 'CHOICE')),
  choices jsonb not null default '[]' check (jsonb_typeof(choices) = 'array' and jsonb_array_length(choices) <= 100),
  version int not null check (version > 0),
  created_at timestamptz(3) not null,
  unique (company_id, code),
  check ((kind = 'CHOICE') = (jsonb_array_length(choices) > 0))
);

create table item_attribute_value (
  item_id uuid not null references item,
  attribute_id uuid not null references item_attribute,
  company_id uuid not null,
  value text not null check (length(value) between 1 and 200),
  primary key (item_id, attribute_id)
);
create index item_attribute_value_by_attribute on item_attribute_value (attribute_id);

alter table item_category enable row level security;
alter table item_category force row level security;
create policy company_scope on item_category
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table item_barcode enable row level security;
alter table item_barcode force row level security;
create policy company_scope on item_barcode
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table item_attribute enable row level security;
alter table item_attribute force row level security;
create policy company_scope on item_attribute
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table item_attribute_value enable row level security;
alter table item_attribute_value force row level security;
create policy company_scope on item_attribute_value
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

grant select, insert, update (name_zh, name_en, parent_id, item_class, costing, version) on item_category to erp_app;
grant update (category_id, tracking, shelf_life_days, weight, volume) on item to erp_app;
grant select, insert, delete on item_barcode, item_attribute_value to erp_app;
grant select, insert, update (name_zh, name_en, choices, version) on item_attribute to erp_app;
grant select on item_category, item_barcode, item_attribute, item_attribute_value to erp_report;
