-- What people and rules settle 核销: a document of its own with the voucher it needed, if any. Taking it back is another row.

alter table voucher
  drop constraint voucher_kind_check,
  add constraint voucher_kind_check
    check (kind in ('SYSTEM', 'MANUAL', 'CLOSING', 'REVERSAL', 'OPENING', 'TREASURY'));

alter table settlement
  drop constraint settlement_method_check,
  add constraint settlement_method_check check (method in ('REVERSAL', 'MANUAL', 'AUTOMATIC')),
  add column number text,
  add column currency text,
  add column agreement text check (char_length(agreement) between 1 and 100),
  add column run_id uuid,
  add column settled_by uuid,
  add unique (company_id, number),
  add constraint settlement_of_somebody_has_a_number
    check ((method = 'REVERSAL') = (number is null) and num_nulls(number, currency, settled_by) in (0, 3));
create index settlement_of_run on settlement (run_id) where run_id is not null;
comment on column settlement.agreement is 'What customer and supplier agreed on when they are one party 抵账协议.';

create table settlement_undo (
  settlement_id uuid primary key,
  company_id uuid not null,
  undone_on date not null,
  reason text not null check (char_length(reason) between 1 and 500),
  undone_by uuid not null,
  undone_at timestamptz not null,
  foreign key (settlement_id, company_id) references settlement (id, company_id)
);
comment on table settlement_undo is 'Settlements that were taken back 反核销, once each; append-only.';

create table settlement_run (
  id uuid primary key,
  company_id uuid not null references book,
  run_by uuid not null,
  run_at timestamptz not null,
  more boolean not null
);
create index settlement_run_company on settlement_run (company_id, id);
comment on table settlement_run is 'Each time rules were asked to settle what they could 自动核销; append-only.';

create table write_off_limit (
  company_id uuid primary key references book,
  amount bigint not null check (amount >= 0),
  version int not null default 1
);
comment on table write_off_limit is 'The most a settlement writes off 尾差核销限额, in minor units of the books; 1,000 where a company has none.';

create table treasury_number (
  company_id uuid not null references book,
  prefix text not null,
  year int not null,
  last_number int not null check (last_number > 0),
  primary key (company_id, prefix, year)
) with (fillfactor = 50);
comment on table treasury_number is 'The last number given to a settlement, receipt or payment; taken last in a transaction.';

alter table open_item_movement
  drop constraint open_item_movement_kind_check,
  add constraint open_item_movement_kind_check check (kind in ('ORIGIN', 'REVALUATION', 'SETTLEMENT', 'UNDO'));

insert into platform.unrecorded_table (pattern, reason) values ('treasury\_number', 'counters');

grant select, insert on settlement_undo, settlement_run to erp_app;
grant select, insert, update (amount, version) on write_off_limit to erp_app;
grant select, insert, update (last_number) on treasury_number to erp_app;
grant select on settlement_undo, settlement_run, write_off_limit to erp_report;

alter table settlement_undo enable row level security;
alter table settlement_undo force row level security;
create policy company_scope on settlement_undo
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table settlement_run enable row level security;
alter table settlement_run force row level security;
create policy company_scope on settlement_run
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table write_off_limit enable row level security;
alter table write_off_limit force row level security;
create policy company_scope on write_off_limit
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table treasury_number enable row level security;
alter table treasury_number force row level security;
create policy company_scope on treasury_number
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
