-- Whoever is narrowed to their own documents sees what they wrote and what follows from their orders: receipts, returns and invoices are
-- in reach with one of the orders they follow from, so that whatever counts by order lines counts all of it. What follows from no order is
-- its authors'. The service itself is never narrowed. Lines are seen by whoever sees their document.
alter table goods_receipt add column order_ids uuid[] not null default '{}';
comment on column goods_receipt.order_ids is 'The orders whose goods came, each once: who sees one of them sees the receipt.';
alter table purchase_return add column order_ids uuid[] not null default '{}';
comment on column purchase_return.order_ids is 'The orders whose goods go back, each once: who sees one of them sees the return.';
alter table supplier_invoice add column order_ids uuid[] not null default '{}';
comment on column supplier_invoice.order_ids is 'The orders that it charges for, each once: who sees one of them sees the invoice. Without any it is its authors''.';

alter table purchase_order_line no force row level security;
alter table goods_receipt no force row level security;
alter table goods_receipt_line no force row level security;
alter table purchase_return no force row level security;
alter table purchase_return_line no force row level security;
alter table supplier_invoice no force row level security;
alter table supplier_invoice_line no force row level security;
update goods_receipt set order_ids = followed.ids
from (select goods_receipt_id, array_agg(distinct purchase_order_id) as ids from goods_receipt_line group by 1) as followed
where followed.goods_receipt_id = goods_receipt.id;
update purchase_return set order_ids = followed.ids
from (select purchase_return_id, array_agg(distinct purchase_order_id) as ids
      from purchase_return_line join goods_receipt_line on goods_receipt_line.id = goods_receipt_line_id group by 1) as followed
where followed.purchase_return_id = purchase_return.id;
update supplier_invoice set order_ids = followed.ids
from (select supplier_invoice_id, array_agg(distinct coalesce(received.purchase_order_id, ordered.purchase_order_id)) as ids
      from supplier_invoice_line line
      left join goods_receipt_line received on received.id = line.goods_receipt_line_id
      left join purchase_order_line ordered on ordered.id = line.purchase_order_line_id
      where coalesce(received.purchase_order_id, ordered.purchase_order_id) is not null group by 1) as followed
where followed.supplier_invoice_id = supplier_invoice.id;
alter table purchase_order_line force row level security;
alter table goods_receipt force row level security;
alter table goods_receipt_line force row level security;
alter table purchase_return force row level security;
alter table purchase_return_line force row level security;
alter table supplier_invoice force row level security;
alter table supplier_invoice_line force row level security;

create policy author_scope on purchase_requisition as restrictive
  using ((select platform.author_ids()) is null or author_ids && (select platform.author_ids())::uuid[]);
create policy author_scope on purchase_requisition_line as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from purchase_requisition needed where needed.id = purchase_requisition_line.requisition_id));
create policy author_scope on request_for_quotation as restrictive
  using ((select platform.author_ids()) is null or created_by = any ((select platform.author_ids())::uuid[]));
create policy author_scope on request_for_quotation_line as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from request_for_quotation where request_for_quotation.id = request_for_quotation_line.request_id));
create policy author_scope on supplier_quotation as restrictive
  using ((select platform.author_ids()) is null
         or exists (select from request_for_quotation where request_for_quotation.id = supplier_quotation.request_id));
create policy author_scope on supplier_quotation_line as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from supplier_quotation where supplier_quotation.id = supplier_quotation_line.quotation_id));
create policy author_scope on purchase_order as restrictive
  using ((select platform.author_ids()) is null or author_ids && (select platform.author_ids())::uuid[]);
create policy author_scope on purchase_order_line as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from purchase_order where purchase_order.id = purchase_order_line.purchase_order_id));
create policy author_scope on purchase_order_revision as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from purchase_order where purchase_order.id = purchase_order_revision.purchase_order_id));
create policy author_scope on goods_receipt as restrictive
  using ((select platform.author_ids()) is null
         or exists (select from purchase_order where purchase_order.id = any (goods_receipt.order_ids)));
create policy author_scope on goods_receipt_line as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from goods_receipt where goods_receipt.id = goods_receipt_line.goods_receipt_id));
create policy author_scope on purchase_return as restrictive
  using ((select platform.author_ids()) is null
         or exists (select from purchase_order where purchase_order.id = any (purchase_return.order_ids)));
create policy author_scope on purchase_return_line as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from purchase_return where purchase_return.id = purchase_return_line.purchase_return_id));
create policy author_scope on supplier_invoice as restrictive
  using ((select platform.author_ids()) is null
         or order_ids = '{}' and author_ids && (select platform.author_ids())::uuid[]
         or exists (select from purchase_order where purchase_order.id = any (supplier_invoice.order_ids)));
create policy author_scope on supplier_invoice_line as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from supplier_invoice where supplier_invoice.id = supplier_invoice_line.supplier_invoice_id));
create policy author_scope on goods_in_transit_arrival as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from supplier_invoice_line where supplier_invoice_line.id = goods_in_transit_arrival.supplier_invoice_line_id));
create policy author_scope on estimate_turn_line as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from goods_receipt_line where goods_receipt_line.id = estimate_turn_line.goods_receipt_line_id));
create policy author_scope on estimate_turn as restrictive for select
  using ((select platform.author_ids()) is null
         or exists (select from estimate_turn_line line where line.estimate_turn_id = estimate_turn.id));

-- What pays many suppliers at once is for who sees everybody's documents.
create policy author_scope on payment_file as restrictive using ((select platform.author_ids()) is null);
create policy author_scope on payment_file_line as restrictive using ((select platform.author_ids()) is null);
create policy author_scope on payment_run_replica as restrictive using ((select platform.author_ids()) is null);
