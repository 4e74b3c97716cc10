-- A line of an order may say to which warehouse its goods go. An order is in reach of whoever sees one of these, for they are to receive
-- what comes there, and of everybody while a line says nothing: its goods may come to any. What is seen is the whole order.
alter table purchase_order_line add column warehouse_id uuid;
comment on column purchase_order_line.warehouse_id is 'Where its goods are to go; null for wherever they are received.';
alter table purchase_order add column warehouse_ids uuid[] not null default '{}';
comment on column purchase_order.warehouse_ids is 'Where its goods are to go, each once; empty where a line says nothing, and so may come to any.';

create policy warehouse_scope on purchase_order as restrictive
  using ((select platform.warehouse_ids()) is null or warehouse_ids = '{}'
         or warehouse_ids && (select platform.warehouse_ids())::uuid[]);
create policy warehouse_scope on purchase_order_line as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or exists (select from purchase_order where purchase_order.id = purchase_order_line.purchase_order_id));
create policy warehouse_scope on purchase_order_revision as restrictive for select
  using ((select platform.warehouse_ids()) is null
         or exists (select from purchase_order where purchase_order.id = purchase_order_revision.purchase_order_id));
