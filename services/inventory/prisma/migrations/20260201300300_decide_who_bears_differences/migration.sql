-- What was missing or was found waits until somebody decides who bears it. Each ledger entry of a stocktake's or a transfer's
-- difference is one row; a decision names it, and lets it go again when it is taken back. Decisions and their lines are only
-- ever added.
create table stock_difference_disposal (
  document_id uuid primary key references inventory_document,
  company_id uuid not null,
  source_document_id uuid not null references inventory_document,
  decision text not null check (decision in (
    'NORMAL_LOSS', 'ABNORMAL_LOSS', 'EXTRAORDINARY_LOSS', 'PAID_BY_PERSON', 'GAIN')),
  responsible text check (length(responsible) between 1 and 100),
  check ((decision = 'PAID_BY_PERSON') = (responsible is not null))
);
comment on column stock_difference_disposal.responsible is 'Who pays for a loss that somebody pays for, in words.';
create index stock_difference_disposal_by_company on stock_difference_disposal (company_id);
create index stock_difference_disposal_by_source on stock_difference_disposal (source_document_id, document_id);

create table stock_difference_disposal_line (
  document_id uuid not null references stock_difference_disposal,
  stock_entry_id uuid not null references stock_entry,
  company_id uuid not null,
  cleared_value bigint not null check (cleared_value <> 0),
  input_vat bigint not null,
  primary key (document_id, stock_entry_id)
);
comment on column stock_difference_disposal_line.cleared_value is 'What leaves the account where it waited, negative of losses, the input VAT that is transferred out with it included.';
create index stock_difference_disposal_line_by_entry on stock_difference_disposal_line (stock_entry_id);

-- What finance says about a decision (1) and about taking it back (2).
create table stock_difference_disposal_leg (
  document_id uuid not null references stock_difference_disposal,
  revision int not null check (revision in (1, 2)),
  company_id uuid not null,
  state text not null check (state in ('POSTED', 'BLOCKED')),
  attempts int not null check (attempts > 0),
  reason text,
  facts jsonb not null,
  updated_at timestamptz(3) not null,
  primary key (document_id, revision)
);

create table stock_difference (
  stock_entry_id uuid primary key references stock_entry,
  company_id uuid not null,
  document_id uuid not null references inventory_document,
  warehouse_id uuid not null references warehouse,
  disposal_id uuid references stock_difference_disposal,
  taken_back boolean not null default false,
  constraint stock_difference_decided_on_stands check (disposal_id is null or not taken_back)
);
comment on column stock_difference.disposal_id is 'The decision in force; null while it waits for one.';
comment on column stock_difference.taken_back is 'The document was taken back, so that nothing waits any more.';
create index stock_difference_open on stock_difference (company_id, stock_entry_id) where disposal_id is null and not taken_back;
create index stock_difference_of_document on stock_difference (document_id, stock_entry_id);
create index stock_difference_by_disposal on stock_difference (disposal_id) where disposal_id is not null;
create index stock_difference_by_warehouse on stock_difference (warehouse_id);

-- Owners are bound by row-level security as well; for what differs already they look at all companies.
alter table stock_entry no force row level security;
alter table stock_document no force row level security;
insert into stock_difference (stock_entry_id, company_id, document_id, warehouse_id, taken_back)
select e.id, e.company_id, d.document_id, e.warehouse_id,
       exists (select from stock_document r where r.reverses_id = d.id)
from stock_document d join stock_entry e on e.stock_document_id = d.id
where d.event_kind in ('STOCKTAKE_LOSS', 'STOCKTAKE_GAIN', 'TRANSFER_LOSS') and d.reverses_id is null
  and d.adjusts_id is null and e.clearing_value <> 0;
alter table stock_entry force row level security;
alter table stock_document force row level security;

grant select, insert on stock_difference_disposal, stock_difference_disposal_line to erp_app;
grant select, insert, update (state, attempts, reason, facts, updated_at) on stock_difference_disposal_leg to erp_app;
grant select, insert, update (disposal_id, taken_back) on stock_difference to erp_app;
grant select on stock_difference, stock_difference_disposal, stock_difference_disposal_line, stock_difference_disposal_leg
  to erp_report;

alter table stock_difference_disposal enable row level security;
alter table stock_difference_disposal force row level security;
create policy company_reads on stock_difference_disposal for select
  using (company_id = any ((select platform.company_ids())::uuid[]));
create policy company_adds on stock_difference_disposal for insert
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table stock_difference_disposal_line enable row level security;
alter table stock_difference_disposal_line force row level security;
create policy company_reads on stock_difference_disposal_line for select
  using (company_id = any ((select platform.company_ids())::uuid[]));
create policy company_adds on stock_difference_disposal_line for insert
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table stock_difference_disposal_leg enable row level security;
alter table stock_difference_disposal_leg force row level security;
create policy company_scope on stock_difference_disposal_leg
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table stock_difference enable row level security;
alter table stock_difference force row level security;
create policy company_scope on stock_difference
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy warehouse_scope on stock_difference as restrictive
  using ((select platform.warehouse_ids()) is null or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));
