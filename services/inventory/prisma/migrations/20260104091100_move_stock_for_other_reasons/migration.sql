-- Other receipts and issues, scrap and opening stock. Lines are written and replaced while their document is a draft; from
-- then on neither the application nor the tables' owner finds a row to change.
create table miscellaneous_movement (
  document_id uuid primary key references inventory_document,
  company_id uuid not null,
  kind text not null check (kind in ('OTHER_RECEIPT', 'OTHER_ISSUE', 'SCRAP', 'OPENING_STOCK'))
);
create index miscellaneous_movement_by_kind on miscellaneous_movement (company_id, kind, document_id desc);

create table miscellaneous_movement_line (
  id uuid primary key,
  company_id uuid not null,
  document_id uuid not null references miscellaneous_movement,
  line_number int not null check (line_number > 0),
  item_id uuid not null references item,
  unit text not null check (length(unit) between 1 and 20),
  quantity numeric(18, 6) not null check (quantity > 0),
  base_quantity numeric(18, 6) not null check (base_quantity > 0),
  warehouse_id uuid not null references warehouse,
  lot_code text check (length(lot_code) between 1 and 60),
  manufactured_on date,
  expires_on date,
  value bigint check (value >= 0),
  zero_cost boolean not null,
  note text not null check (length(note) <= 200),
  expense_type text check (length(expense_type) between 1 and 40),
  input_vat_rate numeric(5, 2) check (input_vat_rate between 0 and 100),
  unique (document_id, line_number)
);
comment on column miscellaneous_movement_line.value is 'Of receipts, in minor units of the document''s currency; what an issue is worth stands in the stock ledger.';
create index miscellaneous_movement_line_by_item on miscellaneous_movement_line (item_id);
create index miscellaneous_movement_line_by_warehouse on miscellaneous_movement_line (warehouse_id);

grant select, insert on miscellaneous_movement to erp_app;
grant select, insert, delete on miscellaneous_movement_line to erp_app;
grant select on miscellaneous_movement, miscellaneous_movement_line to erp_report;

alter table miscellaneous_movement enable row level security;
alter table miscellaneous_movement force row level security;
create policy company_scope on miscellaneous_movement
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table miscellaneous_movement_line enable row level security;
alter table miscellaneous_movement_line force row level security;
create policy company_reads on miscellaneous_movement_line for select
  using (company_id = any ((select platform.company_ids())::uuid[]));
create policy warehouse_scope on miscellaneous_movement_line as restrictive for select
  using ((select platform.warehouse_ids()) is null or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));
create policy company_adds_to_drafts on miscellaneous_movement_line for insert
  with check (company_id = any ((select platform.company_ids())::uuid[])
              and exists (select from inventory_document d where d.id = document_id and d.status = 'DRAFT'));
create policy company_takes_from_drafts on miscellaneous_movement_line for delete
  using (company_id = any ((select platform.company_ids())::uuid[])
         and exists (select from inventory_document d where d.id = document_id and d.status = 'DRAFT'));
