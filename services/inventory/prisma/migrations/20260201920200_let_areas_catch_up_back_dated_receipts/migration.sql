-- A receipt that is recorded after issues dated later leaves those at what they were recorded at, unless the area catches up.

alter table valuation_area
  add column catch_up_back_dated_receipts boolean not null default false,
  add column version int not null default 1;
comment on column valuation_area.catch_up_back_dated_receipts is 'Whether issues dated after a purchase receipt that is recorded later get what they would have cost in the order of the days.';
grant update (name_zh, name_en, catch_up_back_dated_receipts, version) on valuation_area to erp_app;
