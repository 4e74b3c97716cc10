-- Whoever is narrowed to some warehouses neither sees nor writes a document of another. Orders name no warehouse: all
-- buyers see them. The service itself is never narrowed. Lines are written in the statement that writes their document, and
-- seen by whoever sees it.
create policy warehouse_scope on warehouse_replica as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));
create policy warehouse_scope on goods_receipt as restrictive
  using ((select platform.warehouse_ids()) is null
         or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));
create policy warehouse_scope on goods_receipt_line as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or exists (select from goods_receipt where goods_receipt.id = goods_receipt_line.goods_receipt_id));
create policy warehouse_scope on purchase_return as restrictive
  using ((select platform.warehouse_ids()) is null
         or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));
create policy warehouse_scope on purchase_return_line as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or exists (select from purchase_return where purchase_return.id = purchase_return_line.purchase_return_id));
