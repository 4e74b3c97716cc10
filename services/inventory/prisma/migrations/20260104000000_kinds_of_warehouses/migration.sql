-- What a warehouse is for is decided once: goods in quarantine or on the road are never promised to anybody. Whether
-- stock may fall below zero is a warehouse's own, deliberate exception.
alter table warehouse
  add column kind text not null default 'NORMAL' check (kind in ('NORMAL', 'QUARANTINE', 'TRANSIT')),
  add column negative_stock_allowed boolean not null default false,
  add constraint warehouse_only_normal_goes_negative check (kind = 'NORMAL' or not negative_stock_allowed);
-- Goods on the road between any two warehouses lie in one place.
create unique index warehouse_one_transit_per_company on warehouse (company_id) where kind = 'TRANSIT';

grant update (negative_stock_allowed) on warehouse to erp_app;
