-- An invoice is in reach when every warehouse is that the goods it charges or credits came to: it is matched, confirmed and taken back
-- whole. What charges no goods is nobody's, and so is what charges goods before they come: nobody knows yet where to, and receiving
-- them rests on it. Lines are seen with their invoice.
alter table supplier_invoice add column warehouse_ids uuid[] not null default '{}';
comment on column supplier_invoice.warehouse_ids is 'Where the goods it charges came to, each once, and empty where it charges some before they come: who may not see one of them does not see it.';
grant update (warehouse_ids) on supplier_invoice to erp_app;

alter table supplier_invoice no force row level security;
alter table supplier_invoice_line no force row level security;
alter table goods_receipt no force row level security;
update supplier_invoice
set warehouse_ids = named.ids
from (select line.supplier_invoice_id, array_agg(distinct receipt.warehouse_id order by receipt.warehouse_id)
             filter (where receipt.id is not null) as ids
      from supplier_invoice_line line left join goods_receipt receipt on receipt.id = line.goods_receipt_id
      group by 1 having bool_and(line.kind <> 'IN_TRANSIT')) as named
where named.supplier_invoice_id = supplier_invoice.id and named.ids is not null;
alter table supplier_invoice force row level security;
alter table supplier_invoice_line force row level security;
alter table goods_receipt force row level security;

create policy warehouse_scope on supplier_invoice as restrictive
  using ((select platform.warehouse_ids()) is null or warehouse_ids <@ (select platform.warehouse_ids())::uuid[]);
create policy warehouse_scope on supplier_invoice_line as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or exists (select from supplier_invoice where supplier_invoice.id = supplier_invoice_line.supplier_invoice_id));
create policy warehouse_scope on goods_in_transit_arrival as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or exists (select from goods_receipt_line where goods_receipt_line.id = goods_in_transit_arrival.goods_receipt_line_id));

-- What turns estimates adds up receipts of many warehouses; it is seen by whoever sees one of its lines, with these alone.
create policy warehouse_scope on estimate_turn_line as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or exists (select from goods_receipt_line where goods_receipt_line.id = estimate_turn_line.goods_receipt_line_id));
create policy warehouse_scope on estimate_turn as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or exists (select from estimate_turn_line line where line.estimate_turn_id = estimate_turn.id));

-- What is charged of order lines counts wherever their goods came to, whoever asks what is still expected.
create function charged_of_order_lines(of_company uuid)
returns table (line_id uuid, on_its_way numeric, printed_net numeric) language plpgsql as $$
declare
  warehouses text := current_setting('app.warehouse_ids', true);
  departments text := current_setting('app.department_ids', true);
begin
  perform set_config('app.warehouse_ids', '', true), set_config('app.department_ids', '', true);
  return query
  select charged.purchase_order_line_id,
         coalesce(sum(charged.base_quantity - charged.arrived_base_quantity) filter (where charged.kind = 'IN_TRANSIT'), 0),
         coalesce(sum(case when invoice.printed_currency = ordered.currency then charged.printed_net_minor else line.net_minor end)
                  filter (where charged.kind = 'EXPENSE'), 0)
  from supplier_invoice_line charged
  join supplier_invoice invoice on invoice.id = charged.supplier_invoice_id
  join purchase_order_line line on line.id = charged.purchase_order_line_id
  join purchase_order ordered on ordered.id = line.purchase_order_id
  where charged.company_id = of_company and charged.purchase_order_line_id is not null and line.closed_at is null
    and not line.removed and line.received_base_quantity - line.returned_base_quantity < line.base_quantity
    and invoice.status in ('CONFIRMING', 'CONFIRMED', 'CANCELLING')
  group by 1;
  perform set_config('app.warehouse_ids', coalesce(warehouses, ''), true),
          set_config('app.department_ids', coalesce(departments, ''), true);
end
$$;
