-- Whoever is narrowed to some warehouses neither sees nor writes what lies in another. The service itself is never
-- narrowed: posting takes place for the whole company. Warehouses valued together share one balance, so an area is seen
-- by whoever sees one of its warehouses; who is to see less gets warehouses that are valued by themselves.
create policy warehouse_scope on warehouse as restrictive for select
  using ((select platform.warehouse_ids()) is null or id = any ((select platform.warehouse_ids())::uuid[]));
create policy warehouse_scope_of_changes on warehouse as restrictive for update
  using ((select platform.warehouse_ids()) is null or id = any ((select platform.warehouse_ids())::uuid[]));
create policy warehouse_scope on valuation_area as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or exists (select from warehouse where warehouse.valuation_area_id = valuation_area.id));

create policy warehouse_scope on stock_document as restrictive
  using ((select platform.warehouse_ids()) is null or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));
create policy warehouse_scope on stock_entry as restrictive
  using ((select platform.warehouse_ids()) is null or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));
create policy warehouse_scope on warehouse_stock as restrictive
  using ((select platform.warehouse_ids()) is null or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));
create policy warehouse_scope on warehouse_location as restrictive
  using ((select platform.warehouse_ids()) is null or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));
create policy warehouse_scope on bin_stock as restrictive
  using ((select platform.warehouse_ids()) is null or warehouse_id = any ((select platform.warehouse_ids())::uuid[]));
create policy warehouse_scope on stock_balance as restrictive
  using ((select platform.warehouse_ids()) is null
         or exists (select from warehouse where warehouse.valuation_area_id = stock_balance.valuation_area_id));
create policy warehouse_scope on stock_layer as restrictive
  using ((select platform.warehouse_ids()) is null
         or exists (select from warehouse where warehouse.valuation_area_id = stock_layer.valuation_area_id));
