-- Suppliers are put into groups. Whoever is narrowed to some of them neither sees nor writes another supplier or a document of
-- one; a supplier without a group is in nobody's groups. The service itself is never narrowed. Lines are seen by whoever sees
-- their document. A requisition is its department's: it shows which supplier somebody thought of, by an id.
alter table supplier add column supplier_group text collate "C" check (supplier_group ~ '^[A-Z0-9][A-Z0-9._-]{0,39}$');
comment on column supplier.supplier_group is 'By which users are narrowed to suppliers; null: in none.';
create index supplier_by_group on supplier (company_id, supplier_group);
create policy supplier_scope on supplier as restrictive
  using ((select platform.supplier_groups()) is null
         or supplier_group = any ((select platform.supplier_groups())::text[]));

create policy supplier_scope on supplier_bank_account as restrictive
  using ((select platform.supplier_groups()) is null
         or exists (select from supplier where supplier.id = supplier_bank_account.supplier_id));
create policy supplier_scope on supplier_price_list as restrictive
  using ((select platform.supplier_groups()) is null
         or exists (select from supplier where supplier.id = supplier_price_list.supplier_id));
create policy supplier_scope on supplier_price_list_line as restrictive for select
  using ((select platform.supplier_groups()) is null
         or exists (select from supplier_price_list where supplier_price_list.id = supplier_price_list_line.price_list_id));
create policy supplier_scope on invoice_tolerance_rule as restrictive
  using ((select platform.supplier_groups()) is null or supplier_id is null
         or exists (select from supplier where supplier.id = invoice_tolerance_rule.supplier_id));
create policy supplier_scope on purchase_order as restrictive
  using ((select platform.supplier_groups()) is null
         or exists (select from supplier where supplier.id = purchase_order.supplier_id));
create policy supplier_scope on purchase_order_line as restrictive for select
  using ((select platform.supplier_groups()) is null
         or exists (select from purchase_order where purchase_order.id = purchase_order_line.purchase_order_id));
create policy supplier_scope on goods_receipt as restrictive
  using ((select platform.supplier_groups()) is null
         or exists (select from supplier where supplier.id = goods_receipt.supplier_id));
create policy supplier_scope on goods_receipt_line as restrictive for select
  using ((select platform.supplier_groups()) is null
         or exists (select from goods_receipt where goods_receipt.id = goods_receipt_line.goods_receipt_id));
create policy supplier_scope on purchase_return as restrictive
  using ((select platform.supplier_groups()) is null
         or exists (select from supplier where supplier.id = purchase_return.supplier_id));
create policy supplier_scope on purchase_return_line as restrictive for select
  using ((select platform.supplier_groups()) is null
         or exists (select from purchase_return where purchase_return.id = purchase_return_line.purchase_return_id));
create policy supplier_scope on supplier_invoice as restrictive
  using ((select platform.supplier_groups()) is null
         or exists (select from supplier where supplier.id = supplier_invoice.supplier_id));
create policy supplier_scope on supplier_invoice_line as restrictive for select
  using ((select platform.supplier_groups()) is null
         or exists (select from supplier_invoice where supplier_invoice.id = supplier_invoice_line.supplier_invoice_id));
create policy supplier_scope on purchase_order_revision as restrictive for select
  using ((select platform.supplier_groups()) is null
         or exists (select from purchase_order where purchase_order.id = purchase_order_revision.purchase_order_id));
create policy supplier_scope on goods_in_transit_arrival as restrictive for select
  using ((select platform.supplier_groups()) is null
         or exists (select from supplier_invoice_line where supplier_invoice_line.id = goods_in_transit_arrival.supplier_invoice_line_id));

-- A request for quotation is seen by whoever sees one of those who are asked, with these and their answers alone.
create policy supplier_scope on request_for_quotation_supplier as restrictive
  using ((select platform.supplier_groups()) is null
         or exists (select from supplier where supplier.id = request_for_quotation_supplier.supplier_id));
create policy supplier_scope on request_for_quotation as restrictive for select
  using ((select platform.supplier_groups()) is null
         or exists (select from request_for_quotation_supplier asked where asked.request_id = request_for_quotation.id));
create policy supplier_scope on request_for_quotation_line as restrictive for select
  using ((select platform.supplier_groups()) is null
         or exists (select from request_for_quotation where request_for_quotation.id = request_for_quotation_line.request_id));
create policy supplier_scope on supplier_quotation as restrictive
  using ((select platform.supplier_groups()) is null
         or exists (select from supplier where supplier.id = supplier_quotation.supplier_id));
create policy supplier_scope on supplier_quotation_line as restrictive for select
  using ((select platform.supplier_groups()) is null
         or exists (select from supplier_quotation where supplier_quotation.id = supplier_quotation_line.quotation_id));

-- What turns estimates adds up receipts of many suppliers; it is seen by whoever sees one of its lines, with these alone.
create policy supplier_scope on estimate_turn_line as restrictive for select
  using ((select platform.supplier_groups()) is null
         or exists (select from goods_receipt_line where goods_receipt_line.id = estimate_turn_line.goods_receipt_line_id));
create policy supplier_scope on estimate_turn as restrictive for select
  using ((select platform.supplier_groups()) is null
         or exists (select from estimate_turn_line line where line.estimate_turn_id = estimate_turn.id));

-- What is ordered of requisitions and requests for quotation counts at every supplier, whoever asks: buyers of different groups
-- must not order the same need twice. Warehouses are no matter to orders.
create function ordered_of_requisition_lines(line_ids uuid[], other_than uuid)
returns table (line_id uuid, quantity numeric) language plpgsql as $$
declare
  reach text := current_setting('app.supplier_groups', true);
begin
  perform set_config('app.supplier_groups', '', true);
  return query
  select line.requisition_line_id, sum(case when line.closed_at is null then line.quantity else line.received_quantity end)
  from purchase_order_line as line join purchase_order as ordered on ordered.id = line.purchase_order_id
  where line.requisition_line_id = any (line_ids)
    and not line.removed and ordered.status <> 'CANCELLED' and ordered.id is distinct from other_than
  group by 1;
  perform set_config('app.supplier_groups', coalesce(reach, ''), true);
end
$$;
create function ordered_of_request_lines(line_ids uuid[], other_than uuid)
returns table (line_id uuid, quantity numeric) language plpgsql as $$
declare
  reach text := current_setting('app.supplier_groups', true);
begin
  perform set_config('app.supplier_groups', '', true);
  return query
  select line.request_line_id, sum(case when line.closed_at is null then line.quantity else line.received_quantity end)
  from purchase_order_line as line join purchase_order as ordered on ordered.id = line.purchase_order_id
  where line.request_line_id = any (line_ids)
    and not line.removed and ordered.status <> 'CANCELLED' and ordered.id is distinct from other_than
  group by 1;
  perform set_config('app.supplier_groups', coalesce(reach, ''), true);
end
$$;
