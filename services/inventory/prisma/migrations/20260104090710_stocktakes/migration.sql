-- Counting what there is. Counts are only ever added: who counts again says so again.
create table stocktake (
  document_id uuid primary key references inventory_document,
  company_id uuid not null,
  warehouse_id uuid not null references warehouse,
  mode text not null check (mode in ('SNAPSHOT', 'MOVEMENT_ADJUSTED')),
  blind boolean not null,
  tolerance_percent numeric(7, 4) not null check (tolerance_percent between 0 and 100),
  submitted_by uuid
);
create index stocktake_by_company on stocktake (company_id);
create index stocktake_by_warehouse on stocktake (warehouse_id, document_id);

create table stocktake_line (
  id uuid primary key,
  company_id uuid not null,
  document_id uuid not null references stocktake,
  line_number int not null check (line_number > 0),
  item_id uuid not null references item,
  location_id uuid references warehouse_location,
  lot_id uuid references lot,
  snapshot_quantity numeric(18, 6) not null,
  round int not null default 1 check (round in (1, 2)),
  unique (document_id, line_number)
);
comment on column stocktake_line.snapshot_quantity is 'What the books said when the stocktake began, in base units.';
comment on column stocktake_line.round is 'Counts of earlier rounds no longer matter: the difference was beyond the tolerance.';
create index stocktake_line_by_item on stocktake_line (item_id);
create index stocktake_line_by_location on stocktake_line (location_id) where location_id is not null;
create index stocktake_line_by_lot on stocktake_line (lot_id) where lot_id is not null;

create table stocktake_count (
  id uuid primary key,
  position bigint generated always as identity unique,
  company_id uuid not null,
  stocktake_line_id uuid not null references stocktake_line,
  round int not null check (round in (1, 2)),
  counted_by uuid not null,
  quantity numeric(18, 6) not null check (quantity >= 0),
  book_quantity numeric(18, 6) not null,
  counted_at timestamptz(3) not null
);
comment on column stocktake_count.book_quantity is 'What the books said when it was counted.';
create index stocktake_count_by_line on stocktake_count (stocktake_line_id, position);

alter table stocktake enable row level security;
alter table stocktake force row level security;
create policy company_scope on stocktake
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table stocktake_line enable row level security;
alter table stocktake_line force row level security;
create policy company_scope on stocktake_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table stocktake_count enable row level security;
alter table stocktake_count force row level security;
create policy company_reads on stocktake_count for select using (company_id = any ((select platform.company_ids())::uuid[]));
create policy company_adds on stocktake_count for insert with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy warehouse_scope on stocktake as restrictive
  using ((select platform.warehouse_ids()) is null or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));
create policy warehouse_scope on stocktake_line as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or exists (select from stocktake where stocktake.document_id = stocktake_line.document_id));
create policy warehouse_scope on stocktake_count as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or exists (select from stocktake_line where stocktake_line.id = stocktake_count.stocktake_line_id));

grant select, insert, update (submitted_by) on stocktake to erp_app;
grant select, insert, update (round) on stocktake_line to erp_app;
grant select, insert on stocktake_count to erp_app;
grant select on stocktake, stocktake_line, stocktake_count to erp_report;
