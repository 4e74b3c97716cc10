-- What moved in a month, kept beside the ledger, so that no report adds up the ledger: posting appends to a tail, a timer
-- folds the tail, and readers add both in one statement. Each total knows the month of the books and the month it was
-- recorded in, so that any day can be read as it is known now and as it was known then.

alter table stock_entry add column business_date date, add column recorded_at timestamptz(3);
-- Owners are bound by row-level security as well; for these statements they look at all companies.
alter table stock_entry no force row level security;
alter table stock_document no force row level security;
update stock_entry e set business_date = d.business_date, recorded_at = d.recorded_at
from stock_document d where d.id = e.stock_document_id;
alter table stock_entry alter column business_date set not null, alter column recorded_at set not null;
comment on column stock_entry.business_date is 'The document''s, here for the index: a month cut short by a day reads the days before it.';
create index stock_entry_by_day on stock_entry (item_id, valuation_area_id, business_date);
create index stock_entry_by_recording on stock_entry (item_id, valuation_area_id, recorded_at);

create view stock_movement with (security_invoker = true) as
  select e.id, e.company_id, e.stock_document_id, e.item_id, e.valuation_area_id, e.warehouse_id, e.location_id, e.lot_id,
    d.event_kind, to_char(e.business_date, 'YYYY-MM') as period,
    to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM') as recorded_period,
    case when inward then e.quantity else 0 end as in_quantity, case when inward then e.value else 0 end as in_value,
    case when inward then 0 else - e.quantity end as out_quantity, case when inward then 0 else - e.value end as out_value
  from stock_entry e
  join stock_document d on d.id = e.stock_document_id
  left join stock_document taken_back on taken_back.id = d.reverses_id
  cross join lateral (
    select case when e.quantity = 0 then coalesce(d.adjusts_id, taken_back.adjusts_id) is null
                when d.reverses_id is null then e.quantity > 0
                else e.quantity < 0 end as inward) as side;
comment on view stock_movement is 'Entries as what came in and what went out. What is taken back is negative on its own side, so that turnover stays true; a value alone comes in, but for the true-up of an issue.';

-- Only ids, and readable without a company scope: timers have no caller whose company they could take.
create table company_with_stock (
  company_id uuid primary key
);
comment on table company_with_stock is 'Which companies may have moved stock; lets timers scope themselves.';

-- Caches of stock_entry: what they name is held by its foreign keys.
create table stock_turnover_tail (
  id bigint generated always as identity primary key,
  company_id uuid not null,
  item_id uuid not null,
  valuation_area_id uuid not null,
  warehouse_id uuid not null,
  location_id uuid,
  lot_id uuid,
  event_kind text not null,
  period text not null,
  recorded_period text not null,
  in_quantity numeric(24, 6) not null,
  in_value bigint not null,
  out_quantity numeric(24, 6) not null,
  out_value bigint not null
);
create index stock_turnover_tail_by_item on stock_turnover_tail (item_id, valuation_area_id, period);
create index stock_turnover_tail_by_company on stock_turnover_tail (company_id, period);
comment on table stock_turnover_tail is 'What moved and is not rolled up yet.';
alter table stock_turnover_tail set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

create table item_period_turnover (
  company_id uuid not null,
  item_id uuid not null,
  valuation_area_id uuid not null,
  warehouse_id uuid not null,
  event_kind text not null,
  period text not null,
  recorded_period text not null,
  in_quantity numeric(24, 6) not null,
  in_value bigint not null,
  out_quantity numeric(24, 6) not null,
  out_value bigint not null,
  primary key (item_id, valuation_area_id, period, warehouse_id, event_kind, recorded_period)
) with (fillfactor = 70);
create index item_period_turnover_by_period on item_period_turnover (company_id, period);
comment on table item_period_turnover is 'What moved of an item, per area, warehouse, kind of event and month 收发存, as far as it is rolled up.';

create table warehouse_period_turnover (
  company_id uuid not null,
  valuation_area_id uuid not null,
  warehouse_id uuid not null,
  event_kind text not null,
  period text not null,
  recorded_period text not null,
  in_quantity numeric(24, 6) not null,
  in_value bigint not null,
  out_quantity numeric(24, 6) not null,
  out_value bigint not null,
  primary key (company_id, period, valuation_area_id, warehouse_id, event_kind, recorded_period)
) with (fillfactor = 50);
comment on table warehouse_period_turnover is 'The same of all items together.';

create table bin_period_turnover (
  company_id uuid not null,
  item_id uuid not null,
  warehouse_id uuid not null,
  location_id uuid,
  lot_id uuid,
  period text not null,
  recorded_period text not null,
  quantity numeric(24, 6) not null,
  unique nulls not distinct (item_id, warehouse_id, location_id, lot_id, period, recorded_period)
) with (fillfactor = 70);
comment on table bin_period_turnover is 'How much moved by location and lot, of goods whose documents name one.';

-- What reports read: the same columns wherever the turnover stands. They run with the reader's own rights.
create view item_turnover with (security_invoker = true) as
  select company_id, item_id, valuation_area_id, warehouse_id, event_kind, period, recorded_period, in_quantity, in_value,
    out_quantity, out_value from item_period_turnover
  union all
  select company_id, item_id, valuation_area_id, warehouse_id, event_kind, period, recorded_period, in_quantity, in_value,
    out_quantity, out_value from stock_turnover_tail;
comment on view item_turnover is 'Rolled-up turnover and the tail together; add the rows up.';

create view warehouse_turnover with (security_invoker = true) as
  select company_id, valuation_area_id, warehouse_id, event_kind, period, recorded_period, in_quantity, in_value,
    out_quantity, out_value from warehouse_period_turnover
  union all
  select company_id, valuation_area_id, warehouse_id, event_kind, period, recorded_period, in_quantity, in_value,
    out_quantity, out_value from stock_turnover_tail;
comment on view warehouse_turnover is 'The same of all items together.';

create view bin_turnover with (security_invoker = true) as
  select company_id, item_id, warehouse_id, location_id, lot_id, period, recorded_period, quantity from bin_period_turnover
  union all
  select company_id, item_id, warehouse_id, location_id, lot_id, period, recorded_period, in_quantity - out_quantity
  from stock_turnover_tail where location_id is not null or lot_id is not null;
comment on view bin_turnover is 'The same by location and lot.';

insert into stock_turnover_tail (company_id, item_id, valuation_area_id, warehouse_id, location_id, lot_id, event_kind,
  period, recorded_period, in_quantity, in_value, out_quantity, out_value)
select company_id, item_id, valuation_area_id, warehouse_id, location_id, lot_id, event_kind, period, recorded_period,
  in_quantity, in_value, out_quantity, out_value
from stock_movement;
alter table stock_entry force row level security;
alter table stock_document force row level security;
alter table replicated_company no force row level security;
insert into company_with_stock select company_id from replicated_company;
alter table replicated_company force row level security;

grant select, insert on company_with_stock to erp_app;
grant select, insert, delete, update (in_value) on stock_turnover_tail to erp_app;
grant usage on sequence stock_turnover_tail_id_seq to erp_app;
grant select, insert, update (in_quantity, in_value, out_quantity, out_value)
  on item_period_turnover, warehouse_period_turnover to erp_app;
grant select, insert, update (quantity) on bin_period_turnover to erp_app;
grant select on stock_movement, item_turnover, warehouse_turnover, bin_turnover to erp_app, erp_report;
grant select on stock_turnover_tail, item_period_turnover, warehouse_period_turnover, bin_period_turnover to erp_report;

alter table stock_turnover_tail enable row level security;
alter table stock_turnover_tail force row level security;
create policy company_scope on stock_turnover_tail
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table item_period_turnover enable row level security;
alter table item_period_turnover force row level security;
create policy company_scope on item_period_turnover
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table warehouse_period_turnover enable row level security;
alter table warehouse_period_turnover force row level security;
create policy company_scope on warehouse_period_turnover
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table bin_period_turnover enable row level security;
alter table bin_period_turnover force row level security;
create policy company_scope on bin_period_turnover
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

-- Whoever is narrowed to some warehouses sees what moved in an area by the rule for its balance, and in a place by its warehouse.
create policy warehouse_scope on stock_turnover_tail as restrictive
  using ((select platform.warehouse_ids()) is null
         or exists (select from warehouse where warehouse.valuation_area_id = stock_turnover_tail.valuation_area_id));
create policy warehouse_scope on item_period_turnover as restrictive
  using ((select platform.warehouse_ids()) is null
         or exists (select from warehouse where warehouse.valuation_area_id = item_period_turnover.valuation_area_id));
create policy warehouse_scope on warehouse_period_turnover as restrictive
  using ((select platform.warehouse_ids()) is null
         or exists (select from warehouse where warehouse.valuation_area_id = warehouse_period_turnover.valuation_area_id));
create policy warehouse_scope on bin_period_turnover as restrictive
  using ((select platform.warehouse_ids()) is null or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));
