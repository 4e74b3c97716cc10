-- 买赠: who buys so much of an item gets something on top. What is given is a gift 视同销售 that names the promotion and the order
-- it was earned by, so that what was given can be compared with what was delivered and did not come back.
create table promotion (
  id uuid primary key,
  company_id uuid not null,
  code text collate "C" not null check (length(code) between 1 and 40),
  name_zh text not null check (length(name_zh) between 1 and 200),
  name_en text not null check (length(name_en) between 1 and 200),
  price_group text collate "C" check (length(price_group) between 1 and 40),
  item_id uuid not null,
  buy_quantity numeric(18, 6) not null check (buy_quantity > 0),
  minimum_quantity numeric(18, 6) not null check (minimum_quantity >= buy_quantity),
  gift_item_id uuid not null,
  gift_quantity numeric(18, 6) not null check (gift_quantity > 0),
  gift_tax_code_id uuid not null,
  gift_unit_price numeric(18, 6) check (gift_unit_price > 0),
  valid_from date not null,
  valid_to date,
  active boolean not null,
  version int not null check (version > 0),
  created_at timestamptz not null,
  constraint promotion_code_is_unique unique (company_id, code),
  check (valid_to >= valid_from)
);
comment on column promotion.price_group is 'Of the customers it is for; null for everybody.';
comment on column promotion.minimum_quantity is 'Less of the item in an order earns nothing.';
comment on column promotion.gift_unit_price is 'What one would have sold for, without tax; null: as price lists say.';
create index promotion_by_item on promotion (company_id, item_id);

alter table delivery
  add column earned_by_order_id uuid references sales_order,
  add constraint only_gifts_are_earned check (kind = 'GIFT' or earned_by_order_id is null);
comment on column delivery.earned_by_order_id is 'Of a gift: the order that earned it by a promotion.';
create index delivery_earned_by_order on delivery (earned_by_order_id) where earned_by_order_id is not null;
alter table delivery_line
  add column promotion_id uuid references promotion,
  add constraint only_gifts_are_promoted check (promotion_id is null or sales_order_line_id is null);
create index delivery_line_by_promotion on delivery_line (promotion_id) where promotion_id is not null;

grant select, insert, update (name_zh, name_en, valid_to, active, version) on promotion to erp_app;
grant select on promotion to erp_report;
alter table promotion enable row level security;
alter table promotion force row level security;
create policy company_scope on promotion
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
