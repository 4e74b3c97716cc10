-- Stock that is spoken for. What is reserved stands beside what is on hand, so that no statement can promise or issue the
-- same goods twice: wherever something is reserved at least that much is there, unless the warehouse may go below zero.
alter table warehouse_stock
  add column reserved numeric(18, 6) not null default 0,
  add constraint warehouse_stock_reserved_is_there check (reserved >= 0 and (reserved <= on_hand or negative_allowed));
grant update (reserved) on warehouse_stock to erp_app;

create table stock_reservation (
  id uuid primary key,
  position bigint generated always as identity unique,
  company_id uuid not null,
  document_type text not null check (document_type ~ '^[A-Z][A-Z_]{2,39}$'),
  document_id uuid not null,
  document_number text not null check (length(document_number) between 1 and 40),
  document_line_id uuid not null,
  item_id uuid not null references item,
  warehouse_id uuid not null references warehouse,
  quantity numeric(18, 6) not null check (quantity > 0),
  open_quantity numeric(18, 6) not null check (open_quantity between 0 and quantity),
  status text not null check (status in ('HELD', 'COMMITTED', 'CONSUMED', 'RELEASED', 'EXPIRED')),
  expires_at timestamptz(3) check (expires_at is not null or status <> 'HELD'),
  reserved_at timestamptz(3) not null,
  ended_at timestamptz(3),
  check ((open_quantity > 0) = (status in ('HELD', 'COMMITTED'))),
  check ((ended_at is null) = (open_quantity > 0))
);
comment on column stock_reservation.open_quantity is 'What is still kept of it, in base units; the sum over an item and warehouse is warehouse_stock.reserved.';
-- A line of a document holds an item in a warehouse once at a time.
create unique index stock_reservation_of_line
  on stock_reservation (document_type, document_id, document_line_id, item_id, warehouse_id) where open_quantity > 0;
create index stock_reservation_by_document on stock_reservation (document_id, position);
create index stock_reservation_by_item on stock_reservation (item_id, position);
create index stock_reservation_by_warehouse on stock_reservation (warehouse_id, position);
create index stock_reservation_by_company on stock_reservation (company_id, position);

-- When holds end. The clock looks over all companies at once and sees nothing here but ids and times.
create table reservation_deadline (
  reservation_id uuid primary key references stock_reservation,
  company_id uuid not null,
  expires_at timestamptz(3) not null
);
create index reservation_deadline_by_time on reservation_deadline (expires_at);

alter table stock_reservation enable row level security;
alter table stock_reservation force row level security;
create policy company_scope on stock_reservation
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table reservation_deadline enable row level security;
alter table reservation_deadline force row level security;
create policy the_clock_reads on reservation_deadline for select using (true);
create policy company_adds on reservation_deadline for insert
  with check (company_id = any ((select platform.company_ids())::uuid[]));
create policy company_removes on reservation_deadline for delete
  using (company_id = any ((select platform.company_ids())::uuid[]));

grant select, insert, update (status, open_quantity, ended_at) on stock_reservation to erp_app;
grant select, insert, delete on reservation_deadline to erp_app;
grant select on stock_reservation to erp_report;

-- What is on its way from suppliers: the lines of confirmed purchase orders and what was received of them. Copies.
create table replicated_order_line (
  line_id uuid primary key,
  company_id uuid not null,
  purchase_order_id uuid not null,
  item_id uuid not null,
  quantity numeric(18, 6) not null check (quantity >= 0),
  version int not null
);
comment on column replicated_order_line.quantity is 'In base units; zero once the line or its order is given up.';
create index replicated_order_line_by_order on replicated_order_line (purchase_order_id);
create index replicated_order_line_by_item on replicated_order_line (item_id) where quantity > 0;

create table replicated_receipt_line (
  goods_receipt_line_id uuid primary key,
  company_id uuid not null,
  purchase_order_line_id uuid not null,
  quantity numeric(18, 6) not null
);
create index replicated_receipt_line_by_order_line on replicated_receipt_line (purchase_order_line_id);

alter table replicated_order_line enable row level security;
alter table replicated_order_line force row level security;
create policy company_scope on replicated_order_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));
alter table replicated_receipt_line enable row level security;
alter table replicated_receipt_line force row level security;
create policy company_scope on replicated_receipt_line
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

grant select, insert, update on replicated_order_line to erp_app;
grant select, insert on replicated_receipt_line to erp_app;
grant select on replicated_order_line, replicated_receipt_line to erp_report;
