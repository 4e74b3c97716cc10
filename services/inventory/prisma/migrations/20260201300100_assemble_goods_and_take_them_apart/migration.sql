-- Assembly and disassembly. Lines are written and replaced while their document is a draft; from then on neither the
-- application nor the tables' owner finds a row to change.
create table stock_assembly (
  document_id uuid primary key references inventory_document,
  company_id uuid not null,
  kind text not null check (kind in ('ASSEMBLY', 'DISASSEMBLY'))
);
create index stock_assembly_by_company on stock_assembly (company_id);

create table stock_assembly_line (
  id uuid primary key,
  company_id uuid not null,
  document_id uuid not null references stock_assembly,
  line_number int not null check (line_number >= 0),
  item_id uuid not null references item,
  unit text not null check (length(unit) between 1 and 20),
  quantity numeric(18, 6) not null check (quantity > 0),
  base_quantity numeric(18, 6) not null check (base_quantity > 0),
  warehouse_id uuid not null references warehouse,
  location_id uuid references warehouse_location,
  lot_code text check (length(lot_code) between 1 and 60),
  manufactured_on date,
  expires_on date,
  share numeric(12, 6) check (share > 0),
  unique (document_id, line_number)
);
comment on column stock_assembly_line.line_number is '0 is the product; components count from 1.';
comment on column stock_assembly_line.share is 'Of a component that comes in: its weight in the product''s value; null where current costs decide.';
create index stock_assembly_line_by_item on stock_assembly_line (item_id);
create index stock_assembly_line_by_warehouse on stock_assembly_line (warehouse_id);
create index stock_assembly_line_by_location on stock_assembly_line (location_id) where location_id is not null;

grant select, insert on stock_assembly to erp_app;
grant select, insert, delete on stock_assembly_line to erp_app;
grant select on stock_assembly, stock_assembly_line to erp_report;

alter table stock_assembly enable row level security;
alter table stock_assembly force row level security;
create policy company_scope on stock_assembly
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table stock_assembly_line enable row level security;
alter table stock_assembly_line force row level security;
create policy company_reads on stock_assembly_line for select
  using (company_id = any ((select platform.company_ids())::uuid[]));
create policy warehouse_scope on stock_assembly_line as restrictive for select
  using ((select platform.warehouse_ids()) is null or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));
create policy company_adds_to_drafts on stock_assembly_line for insert
  with check (company_id = any ((select platform.company_ids())::uuid[])
              and exists (select from inventory_document d where d.id = document_id and d.status = 'DRAFT'));
create policy company_takes_from_drafts on stock_assembly_line for delete
  using (company_id = any ((select platform.company_ids())::uuid[])
         and exists (select from inventory_document d where d.id = document_id and d.status = 'DRAFT'));
