-- A supplier may charge for goods that are still on their way 在途物资 (P3). The line names what was ordered, and knows how much
-- of it has arrived since; what arrives takes the value it was charged at.
alter table supplier_invoice_line drop constraint supplier_invoice_line_kind_check;
alter table supplier_invoice_line drop constraint supplier_invoice_line_check1;
alter table supplier_invoice_line drop constraint supplier_invoice_line_check2;
alter table supplier_invoice_line
  add column purchase_order_line_id uuid references purchase_order_line,
  add column arrived_base_quantity numeric(18, 6) not null default 0 check (arrived_base_quantity >= 0),
  add column arrived_minor bigint not null default 0 check (arrived_minor >= 0),
  add constraint supplier_invoice_line_kind_check check (kind in ('GOODS', 'IN_TRANSIT', 'EXPENSE', 'CHARGE')),
  add constraint goods_have_a_quantity check ((kind in ('GOODS', 'IN_TRANSIT')) = (base_quantity is not null)),
  add constraint services_have_a_description check ((kind in ('GOODS', 'IN_TRANSIT')) = (description is null)),
  add constraint goods_on_their_way_were_ordered check ((kind = 'IN_TRANSIT') = (purchase_order_line_id is not null)),
  add constraint only_goods_on_their_way_arrive check (kind = 'IN_TRANSIT' or (arrived_base_quantity = 0 and arrived_minor = 0)),
  add constraint arrived_within_charged check (arrived_base_quantity <= base_quantity and arrived_minor <= net_minor),
  add constraint all_arrived_takes_all_value check (
    base_quantity is null or kind <> 'IN_TRANSIT' or arrived_base_quantity < base_quantity or arrived_minor = net_minor
  );
create index supplier_invoice_line_in_transit on supplier_invoice_line (purchase_order_line_id, id)
  where purchase_order_line_id is not null;
create index supplier_invoice_line_not_arrived on supplier_invoice_line (company_id, id)
  where kind = 'IN_TRANSIT' and arrived_base_quantity < base_quantity;
create unique index supplier_invoice_line_charges_ordered_once
  on supplier_invoice_line (supplier_invoice_id, purchase_order_line_id) where purchase_order_line_id is not null;
comment on column supplier_invoice_line.arrived_minor is 'What of net_minor went with it; what remains goes with the last arrival.';

-- Which arrival took what of which line, once and for all.
create table goods_in_transit_arrival (
  supplier_invoice_line_id uuid not null references supplier_invoice_line,
  goods_receipt_line_id uuid not null references goods_receipt_line,
  company_id uuid not null,
  base_quantity numeric(18, 6) not null check (base_quantity > 0),
  value_minor bigint not null check (value_minor >= 0),
  printed_minor bigint not null check (printed_minor >= 0),
  primary key (supplier_invoice_line_id, goods_receipt_line_id)
);
create index goods_in_transit_arrival_of_receipt_line on goods_in_transit_arrival (goods_receipt_line_id);
create index goods_in_transit_arrival_of_company on goods_in_transit_arrival (company_id);
comment on table goods_in_transit_arrival is 'Goods that were charged before they came, and the receipt line they came with.';
comment on column goods_in_transit_arrival.printed_minor is 'The same value in the invoice''s printed currency.';
grant select, insert on goods_in_transit_arrival to erp_app;
grant select on goods_in_transit_arrival to erp_report;
alter table goods_in_transit_arrival enable row level security;
alter table goods_in_transit_arrival force row level security;
create policy company_scope on goods_in_transit_arrival
  using (company_id = any ((select platform.company_ids())::uuid[]))
  with check (company_id = any ((select platform.company_ids())::uuid[]));

alter table goods_receipt_line
  add column transit_base_quantity numeric(18, 6) not null default 0
    check (transit_base_quantity >= 0 and transit_base_quantity <= base_quantity),
  add column transit_value_minor bigint not null default 0 check (transit_value_minor >= 0),
  add constraint what_was_in_transit_was_invoiced check (
    transit_base_quantity <= invoiced_base_quantity and transit_value_minor <= invoiced_value_minor
  );
comment on column goods_receipt_line.transit_base_quantity is 'What of it was invoiced before it came; counted among what is invoiced.';
comment on column goods_receipt_line.order_value_minor is 'What was not invoiced before it came, in the order''s currency; null where that is the own one.';
