-- Whoever is narrowed to their own documents sees those they wrote: movements for other reasons, transfers, stocktakes, assemblies, landed
-- cost and whatever else people write here. Stock itself is no document: it is seen by warehouse, and the ledger with it. The service
-- itself is never narrowed. Lines are seen by whoever sees their document.
create policy author_scope on inventory_document as restrictive
  using ((select platform.author_ids()) is null or author_ids && (select platform.author_ids())::uuid[]);

do $$
declare
  part text;
begin
  foreach part in array array['miscellaneous_movement', 'miscellaneous_movement_line', 'stock_transfer', 'stock_transfer_line',
    'stocktake', 'stocktake_line', 'stock_assembly', 'stock_assembly_line', 'cost_adjustment', 'costing_change',
    'landed_cost_charge', 'landed_cost_line', 'stock_difference', 'stock_difference_disposal', 'stock_difference_disposal_line',
    'stock_difference_disposal_leg']
  loop
    execute format('create policy author_scope on %1$I as restrictive for select
      using ((select platform.author_ids()) is null
             or exists (select from inventory_document where inventory_document.id = %1$I.document_id))', part);
  end loop;
end $$;
create policy author_scope on stocktake_count as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from stocktake_line where stocktake_line.id = stocktake_count.stocktake_line_id));
create policy author_scope on landed_cost_share as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from landed_cost_charge where landed_cost_charge.id = landed_cost_share.charge_id));
