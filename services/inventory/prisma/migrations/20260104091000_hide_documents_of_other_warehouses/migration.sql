-- A document that moves stock in a warehouse out of somebody's reach is not theirs to see, for they would see half of it,
-- confirm half of it, or take half of it back. What changes the worth of a valuation area is seen by whoever sees one of its
-- warehouses, as the area is.
alter table inventory_document add column warehouse_ids uuid[] not null default '{}';
comment on column inventory_document.warehouse_ids is 'Where it moves stock, each once, and who may not see one of them does not see the document; empty where its own table says who sees it.';
grant update (warehouse_ids) on inventory_document to erp_app;
create policy warehouse_scope on inventory_document as restrictive
  using ((select platform.warehouse_ids()) is null or warehouse_ids <@ (select platform.warehouse_ids())::uuid[]
         or document_type = 'COST_ADJUSTMENT' and warehouse_ids && (select platform.warehouse_ids())::uuid[]);
